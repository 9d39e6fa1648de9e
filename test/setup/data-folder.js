// No test reads what the developer has installed: this folder is not there until a test makes it.
import { tmpdir } from 'node:os';
import { join } from 'node:path';

process.env.MDM_DATA_DIR = join(tmpdir(), `mdm-no-data-${process.pid}`);
