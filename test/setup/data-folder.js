// No test reads what the developer has installed or configured: these folders are not there until a test makes them.
import { tmpdir } from 'node:os';
import { join } from 'node:path';

process.env.MDM_DATA_DIR = join(tmpdir(), `mdm-no-data-${process.pid}`);
process.env.MDM_HOME_DIR = join(tmpdir(), `mdm-no-home-${process.pid}`);
