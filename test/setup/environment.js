// No test reads what the developer has installed or configured: these folders are not there until a test makes them.
import { tmpdir } from 'node:os';
import { join } from 'node:path';

process.env.MDM_DATA_DIR = join(tmpdir(), `mdm-no-data-${process.pid}`);
process.env.MDM_HOME_DIR = join(tmpdir(), `mdm-no-home-${process.pid}`);
// Commands that tests start show on a terminal what a person would see, also where CI runs the tests: no colours and no progress there.
for (const name of ['CI', 'NO_COLOR', 'FORCE_COLOR', 'GITHUB_ACTIONS']) delete process.env[name];
