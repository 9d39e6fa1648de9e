import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examineConfig, type Config, type ConfigOptions } from '../config/config.js';
import { homeOf } from '../config/home.js';
import { FILE_NAMES } from '../config/stamp.js';
import { MdmError } from '../errors.js';

/** The configuration as far as it can be read: a wrong value counts for nothing, and so does a file that is not YAML. */
export async function readableConfig(options: ConfigOptions = {}): Promise<Config> {
  try {
    return (await examineConfig(options)).config;
  } catch (error) {
    if (!(error instanceof MdmError) || error.code !== 'configuration') throw error;
    return withoutFile(options);
  }
}

async function withoutFile(options: ConfigOptions): Promise<Config> {
  const env = options.env ?? process.env;
  const home = options.home ?? homeOf(env);
  const folder = await mkdtemp(join(tmpdir(), 'mdm-config-'));
  try {
    const empty = join(folder, FILE_NAMES[0]);
    await writeFile(empty, '');
    const { config } = await examineConfig({ ...options, file: empty });
    const own = FILE_NAMES.map((name) => join(home, name));
    const named = options.file ?? (env['MDM_CONFIG_PATH'] || undefined);
    return Object.freeze({ ...config, file: named ?? own.find((path) => existsSync(path)) ?? own[0]! });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether the configuration file can be read at all, be its values right or wrong. */
export async function isReadable({ home, file }: Config): Promise<boolean> {
  if (!existsSync(file)) return true;
  return examineConfig({ home, file, env: {} }).then(
    () => true,
    () => false,
  );
}
