import { existsSync, realpathSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Config } from '../../config/config.js';
import { recordOf } from '../../datasets/pointer.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { openRepository } from '../../datasets/repository.js';
import { readYaml, type Plain } from '../../datasets/yaml.js';
import { firstLine, MdmError } from '../../errors.js';
import { settingsOf } from './settings.js';

/** What MDM writes into a home's folder beside datasets, and what is not taken over. */
const LEFT = ['metrics.db', 'metrics', 'logs'];

/** A dataset of another home. */
export interface SourceDataset {
  readonly name: string;
  readonly record: DatasetRecord;
  /** Of the pointer, as it stands there. */
  readonly database: Readonly<Record<string, Plain>>;
  /** Of SQLite and DuckDB: the file, where it is now. */
  readonly file?: string;
}

/** A home of MDM that is only read. */
export interface SourceHome {
  readonly home: string;
  readonly config: Config;
  readonly datasets: readonly SourceDataset[];
  /** Pointers that cannot be used: name and why. */
  readonly problems: readonly { readonly name: string; readonly problem: string }[];
  /** Modules of custom features in Python. */
  readonly customModules: readonly { readonly dataset: string; readonly file: string }[];
  /** What stays there: files and folders that no command takes over. */
  readonly left: readonly string[];
}

/** Reads what a home has. Nothing is written, neither there nor here. */
export async function readHome(given: string): Promise<SourceHome> {
  const home = resolve(given);
  const facts = await stat(home).catch(() => undefined);
  if (!facts?.isDirectory()) throw new MdmError('not-found', `There is no folder ${home}.`, 'Name the folder of the home: --from DIR');
  const config = await settingsOf(home);
  const folder = config.path('paths.configs_path');
  const stems = await openRepository(config).names();
  const datasets: SourceDataset[] = [];
  const problems: { name: string; problem: string }[] = [];
  for (const stem of stems) {
    try {
      const one = await datasetOf(config, join(folder, `${stem}.yaml`), stem);
      if (datasets.some(({ name }) => name === one.name)) problems.push({ name: stem, problem: `another pointer is of ${one.name} too` });
      else datasets.push(one);
    } catch (error) {
      problems.push({ name: stem, problem: firstLine(error) });
    }
  }
  if (stems.length === 0)
    throw new MdmError(
      'not-found',
      `${home} has no datasets: there is no pointer in ${folder}.`,
      'Name the folder that holds mdm.yaml and config.',
    );
  return { home, config, datasets, problems, customModules: await modulesOf(config), left: await leftOf(home) };
}

async function datasetOf(config: Config, file: string, stem: string): Promise<SourceDataset> {
  const data = await readYaml(await readFile(file, 'utf8'), file);
  const record = recordOf(data, file, stem);
  const database = data['database'] as Readonly<Record<string, Plain>>;
  if (record.database.backend === 'postgresql') return { name: record.name, record, database };
  const found = await fileOf(config, record);
  return { name: record.name, record, database, ...(found === undefined ? {} : { file: found }) };
}

/** A home may have been moved since its pointers were written: a file inside it is meant before one elsewhere. */
async function fileOf(config: Config, { name, database }: DatasetRecord): Promise<string | undefined> {
  const datasets = config.path('paths.datasets_path');
  const given = database.path?.replaceAll('\\', '/');
  const ends = database.backend === 'sqlite' ? ['sqlite', 'db'] : ['duckdb'];
  const folders = [...(given === undefined ? [] : [basename(dirname(given))]), name, database.store, name.replaceAll('_', '-')];
  const places = [
    ...(given === undefined ? [] : [join(datasets, basename(dirname(given)), basename(given))]),
    ...(database.path === undefined ? [] : [resolve(config.home, database.path)]),
    ...[...new Set(folders)].flatMap((one) =>
      ends.flatMap((end) => [`${one}.${end}`, `dataset.${end}`].map((file) => join(datasets, one, file))),
    ),
  ];
  for (const place of places)
    if (
      await stat(place).then(
        (facts) => facts.isFile(),
        () => false,
      )
    )
      return place;
  return undefined;
}

async function modulesOf(config: Config): Promise<{ dataset: string; file: string }[]> {
  const folder = config.path('paths.custom_features_path');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.py') && !name.startsWith('_')).sort();
  return names.map((name) => ({ dataset: name.slice(0, -'.py'.length), file: join(folder, name) }));
}

async function leftOf(home: string): Promise<string[]> {
  const there = new Set(await readdir(home));
  return LEFT.filter((name) => there.has(name)).map((name) => join(home, name));
}

/** A home is not copied into itself. */
export function refuseSame(home: string, { home: from, config }: SourceHome, pointers = join(home, 'config', 'datasets')): void {
  const real = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));
  if (real(from) !== real(home) && real(config.path('paths.configs_path')) !== real(pointers)) return;
  throw new MdmError(
    'usage',
    `${from} is the home in use.`,
    'Name the new home by MDM_HOME_DIR, and the other one by --from. To change the backend of its datasets: mdm migrate all --to BACKEND',
  );
}
