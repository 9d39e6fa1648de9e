import { stat, statfs } from 'node:fs/promises';
import { openRepository } from '../../datasets/repository.js';
import type { Workspace } from '../../datasets/workspace.js';
import type { BackendName } from '../../storage/backend.js';
import { originOf } from './origin.js';
import type { SourceDataset, SourceHome } from './source.js';

export interface PlannedDataset {
  readonly name: string;
  readonly from: BackendName | undefined;
  readonly location: string | undefined;
  /** Tables by the pointer, with those of features. */
  readonly tables: readonly string[];
  /** As they were registered. */
  readonly rows: number | undefined;
  readonly bytes: number | undefined;
  readonly will: 'migrate' | 'skip' | 'fail';
  /** Why it would be skipped, or would fail. */
  readonly why?: string;
}

/** What a run would do. */
export interface HomePlan {
  readonly datasets: readonly PlannedDataset[];
  /** Of the files that would be read. */
  readonly bytes: number;
  /** What the run may take here, with the copies that it reads from. */
  readonly needed: number;
  /** Free where datasets are kept. */
  readonly free: number | undefined;
}

/** Finds out what a migration of a home would do. Nothing is written, and no database is opened. */
export async function planHome(ws: Workspace, home: SourceHome, to: BackendName): Promise<HomePlan> {
  const datasets: PlannedDataset[] = [];
  for (const one of home.datasets) datasets.push(await planned(ws, home, one));
  for (const { name, problem } of home.problems)
    datasets.push({
      name,
      from: undefined,
      location: undefined,
      tables: [],
      rows: undefined,
      bytes: undefined,
      will: 'fail',
      why: problem,
    });
  const sizes = datasets.flatMap(({ will, bytes }) => (will === 'migrate' && bytes !== undefined ? [bytes] : []));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const atOnce = ws.config.get('performance.max_concurrent_operations');
  const copies = [...sizes]
    .sort((a, b) => b - a)
    .slice(0, atOnce)
    .reduce((sum, size) => sum + size, 0);
  return { datasets, bytes, needed: copies + (to === 'postgresql' ? 0 : 2 * bytes), free: await freeBytes(ws) };
}

async function planned({ config }: Workspace, { home }: SourceHome, { name, record, file }: SourceDataset): Promise<PlannedDataset> {
  const { backend, path, database } = record.database;
  const there = await openRepository(config).find(name);
  const base = {
    name,
    from: backend,
    location: file ?? path ?? database,
    tables: [...Object.values(record.tables), ...Object.values(record.feature_tables)],
    rows: record.metadata.statistics?.row_count,
    bytes: file === undefined ? undefined : (await stat(file)).size,
  };
  if (there && originOf(there)?.home === home) return { ...base, will: 'skip', why: 'it was migrated before' };
  if (there) return { ...base, will: 'fail', why: 'this home has a dataset of that name' };
  if (backend !== 'postgresql' && file === undefined) return { ...base, will: 'fail', why: 'its database is not there' };
  return { ...base, will: 'migrate' };
}

async function freeBytes({ config }: Workspace): Promise<number | undefined> {
  for (const folder of [config.path('paths.datasets_path'), config.home]) {
    const of = await statfs(folder).catch(() => undefined);
    if (of) return of.bavail * of.bsize;
  }
  return undefined;
}
