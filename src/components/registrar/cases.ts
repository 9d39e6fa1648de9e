import { join } from 'node:path';
import { exportDataset } from '../../datasets/export/export.js';
import { openDataset } from '../../datasets/open.js';
import { openRepository } from '../../datasets/repository.js';
import { removeDataset } from '../../datasets/remove.js';
import type { Registered, RegisterOptions } from '../../datasets/registration/context.js';
import { registerDataset } from '../../datasets/registration/register.js';
import { searchDatasets } from '../../datasets/search.js';
import { updateDataset } from '../../datasets/update.js';
import type { Workspace } from '../../datasets/workspace.js';
import { MdmError } from '../../errors.js';
import type { Side } from '../../flags/flags.js';
import { differing, type Case, type RegistrationDifference } from './difference.js';
import { registerOld } from './old.js';

/** A side's home after it registered the dataset. */
export interface SideHome {
  readonly side: Side;
  readonly workspace: Workspace;
  readonly name: string;
  /** For files. */
  readonly folder: string;
}

const registerBy = ({ side, workspace }: SideHome, name: string, options: RegisterOptions): Promise<Registered> =>
  side === 'old' ? registerOld(workspace, name, options) : registerDataset(workspace, name, options);

/** The code of the error that it ends with. */
async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'no error';
  } catch (error) {
    return error instanceof MdmError ? error.code : 'another error';
  }
}

const update = { description: 'Changed', tags: ['a', 'b'], problemType: 'regression' };

/** What each case finds in a home; equal where both sides do the same. */
const CHECKS: Readonly<Partial<Record<Case, (home: SideHome) => Promise<Readonly<Record<string, unknown>>>>>> = {
  errors: async (home) => {
    const { workspace, name, folder } = home;
    const count = async (): Promise<number> => (await openRepository(workspace.config).names()).length;
    const before = await count();
    const path = await exported(home);
    const codes = {
      'the same name again': await codeOf(() => registerBy(home, name, { path: folder })),
      'a name with a slash': await codeOf(() => registerBy(home, 'a/b', { path: folder })),
      'a path that is not there': await codeOf(() => registerBy(home, 'other', { path: join(folder, 'none.csv') })),
      'an unknown target': await codeOf(() => registerBy(home, 'other', { path, target: 'none such' })),
    };
    return { ...codes, 'datasets after that': (await count()) - before };
  },
  search: async ({ workspace, name }) => {
    const found = await searchDatasets(workspace, name.slice(0, 3));
    return { found: found.matches.map(({ record }) => record.name), where: found.matches.map(({ locations }) => locations) };
  },
  'export and import': async (home) => {
    const again = 'imported';
    const { tables } = await registerBy(home, again, { path: await exported(home), features: false });
    await removeDataset(home.workspace, again);
    const { record, backend, store } = await openDataset(home.workspace, home.name);
    const before = await Promise.all(Object.values(record.tables).map(async (table) => (await backend.table(store, table)).rows));
    const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
    return { 'rows lost': sum(before) - sum(tables.map(({ rows }) => rows)), tables: tables.length };
  },
  update: async ({ workspace, name }) => {
    const { record, changed } = await updateDataset(workspace, name, update);
    return { changed: changed.map(({ key }) => key), description: record.description, tags: record.tags, type: record.problem_type };
  },
};

/** The raw tables of the dataset as a folder of CSV. */
async function exported({ workspace, name, folder }: SideHome): Promise<string> {
  const outputDir = join(folder, 'exported');
  await exportDataset(workspace, name, { outputDir, format: 'csv', compression: 'none', metadata: false, features: false, force: true });
  return outputDir;
}

/** Does in both homes what is done with a dataset once it is registered, and says what comes out otherwise. */
export async function lifeDifferences(old: SideHome, now: SideHome): Promise<RegistrationDifference[]> {
  const found: RegistrationDifference[] = [];
  for (const [of, check] of Object.entries(CHECKS) as [Case, (typeof CHECKS)['errors'] & object][]) {
    const [a, b] = [await check(old), await check(now)];
    for (const key of Object.keys(a)) found.push(...differing(of, `${of}: ${key}`, a[key], b[key]));
  }
  return found;
}
