import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config/config.js';
import { writeWhole } from '../datasets/repository.js';
import { firstLine, MdmError } from '../errors.js';
import { backupsFolder, type Snapshot } from './manifest.js';
import type { RollbackType } from './plan.js';
import type { Step } from './restore-data.js';

export interface RollbackOptions {
  readonly type: RollbackType;
  /** Of `partial`. */
  readonly components?: readonly string[] | undefined;
  /** Default: all that the snapshot has. */
  readonly datasets?: readonly string[] | undefined;
  readonly dryRun?: boolean;
  /** Removes datasets that were made since. Default: they stay. */
  readonly dropNew?: boolean;
}

export interface RollbackResult {
  readonly id: string;
  readonly point: string;
  readonly type: RollbackType;
  readonly components: readonly string[];
  /** What does the same again. */
  readonly command: string;
  readonly process: number;
  readonly dryRun: boolean;
  readonly at: string;
  readonly state: 'running' | 'done' | 'failed';
  /** The point of the state before, to go back to; null: nothing was to be done, or dry run. */
  readonly before: string | null;
  readonly steps: readonly Step[];
  /** Datasets made since; removed with `dropNew`. */
  readonly newer: readonly string[];
  readonly errors: readonly string[];
  /** Whether everything was looked at again, and is as it was. */
  readonly verified: boolean;
  readonly seconds: number;
}

/** The command that makes a rollback. */
export function commandOf(config: Config, { folder, manifest }: Snapshot, options: RollbackOptions): string {
  const { type, components = [], datasets = [], dropNew } = options;
  if (manifest.kind === 'backup') {
    const backup = dirname(folder) === backupsFolder(config) ? manifest.id : quoted(folder);
    const only = type === 'full' || (type === 'data' && datasets.length > 0) ? [] : ['--only', type];
    return ['mdm backup restore', backup, ...only, ...datasets.flatMap((name) => ['--dataset', quoted(name)])].join(' ');
  }
  const some = components.length > 0 ? ['--components', components.join(',')] : [];
  return ['mdm rollback run --type', type, ...some, '--point', manifest.id, ...(dropNew ? ['--drop-new'] : [])].join(' ');
}

const quoted = (word: string): string => (/^[\w./~:-]+$/.test(word) ? word : JSON.stringify(word));

export const runsFolder = (root: string): string => join(root, 'runs');

export const writeRun = (root: string, run: RollbackResult): Promise<void> =>
  writeWhole(join(runsFolder(root), `${run.id}.json`), `${JSON.stringify(run, null, 2)}\n`);

/** The last rollback, if it did not end: it was cut off, or it runs. */
export async function unfinishedRun(root: string): Promise<RollbackResult | undefined> {
  const names = (await readdir(runsFolder(root)).catch((): string[] => [])).filter((name) => name.endsWith('.json')).sort();
  const last = names.at(-1);
  if (last === undefined) return undefined;
  const path = join(runsFolder(root), last);
  try {
    const run = JSON.parse(await readFile(path, 'utf8')) as RollbackResult;
    return run.state === 'running' ? run : undefined;
  } catch (error) {
    throw new MdmError('integrity', `${path} cannot be read: ${firstLine(error)}.`, 'Take it away.', error);
  }
}
