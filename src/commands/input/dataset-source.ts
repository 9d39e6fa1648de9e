import { stat } from 'node:fs/promises';
import type { Config } from '../../config/config.js';
import { MdmError } from '../../errors.js';

/** What a word of a command means: a dataset, or anything else, which is then a file. */
export interface Meant {
  /** The dataset's name. */
  readonly dataset?: string;
  /** There are both a file and a dataset of this name. */
  readonly note?: string;
}

const FILE = /[\\/*?[\]{}]|\.\w+$/;

/** A file of that name wins over a dataset. */
export async function datasetOrFile(source: string, config: () => Promise<Config>): Promise<Meant> {
  const there = await stat(source).then(
    () => true,
    () => false,
  );
  if (FILE.test(source) || source.trim() === '') return {};
  const { openRepository } = await import('../../datasets/repository.js');
  const found = await openRepository(await config())
    .find(source)
    .catch((error: unknown) => {
      // A word that may not be the name of a dataset is that of a file.
      if (error instanceof MdmError && error.code === 'usage') return undefined;
      throw error;
    });
  if (!there) return found ? { dataset: found.name } : {};
  return found
    ? { note: `${source} is a file here and a dataset: the file is taken. For the dataset, run the command in another folder.` }
    : {};
}

/** Refuses flags that mean nothing for a dataset. */
export function onlyFlags(flags: Readonly<Record<string, unknown>>, allowed: readonly string[]): void {
  const wrong = Object.entries(flags).find(([name, value]) => value !== undefined && value !== false && !allowed.includes(name));
  if (wrong)
    throw new MdmError(
      'usage',
      `--${wrong[0]} is for features of files; those of a dataset are made as the configuration says.`,
      'Leave it out, and see: mdm config list feature_engineering',
    );
}
