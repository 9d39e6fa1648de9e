import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { examineConfig, type Config } from '../../config/config.js';
import { readFile } from '../../config/file.js';
import { findFile } from '../../config/find.js';
import type { Environment } from '../../config/home.js';
import type { Values } from '../../config/keys.js';
import { FILE_NAMES } from '../../config/stamp.js';
import type { MdmError } from '../../errors.js';

/** Of earlier releases. */
const EARLIER = 'config.yml';

/**
 * The settings of another home: what its files say. Variables of the environment that set keys are meant for the home in use; others may
 * be filled in. What is wrong elsewhere than in `paths` is told when the settings are migrated.
 */
export async function settingsOf(home: string, given: Environment = process.env): Promise<Config> {
  const env = Object.fromEntries(Object.entries(given).filter(([name]) => !name.startsWith('MDM_')));
  const earlier = await earlierValues(home, env);
  const { config, problems } = await examineConfig({ home, env, flags: earlier.values });
  const wrong = [...earlier.problems, ...problems].find(({ message }) => /\bpaths\./.test(message));
  if (wrong) throw wrong;
  return config;
}

interface Earlier {
  readonly values: Partial<Values>;
  readonly problems: readonly MdmError[];
}

async function earlierValues(home: string, env: Environment): Promise<Earlier> {
  const path = join(home, EARLIER);
  if (FILE_NAMES.some((name) => existsSync(join(home, name))) || !existsSync(path)) return { values: {}, problems: [] };
  const { currentForm } = await import('../config/index.js');
  const { content } = (await findFile(home, path))!;
  const { values, problems } = readFile({ path, content: await currentForm(path, content) }, env);
  return { values: Object.fromEntries([...values].map(([key, { value }]) => [key, value])), problems };
}
