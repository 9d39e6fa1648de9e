import type { Json } from '@mdm/sdk';
import { join } from 'node:path';
import { MdmError } from '../../errors.js';
import type { IStorageBackend } from '../../storage/backend.js';
import { countedRoles } from '../counted.js';
import type { DatasetRecord } from '../record.js';
import { writeWhole } from '../repository.js';
import { stageTables } from '../stage.js';
import type { Workspace } from '../workspace.js';
import { measureFile } from './measure.js';
import type { DatasetStatistics, TableStatistics } from './result.js';
import { statisticsIn, usable } from './stored.js';

/** What statistics are of: an open dataset, or one that is being registered. */
export interface StatisticsOf {
  readonly backend: IStorageBackend;
  readonly store: string;
  readonly record: Pick<DatasetRecord, 'name'> &
    Partial<Pick<DatasetRecord, 'tables' | 'target_column' | 'problem_type' | 'registered_at' | 'last_updated_at'>>;
}

export interface StatisticsOptions {
  /** Adds correlations, distributions and relations to the target. */
  readonly full?: boolean;
  /** False: they are not kept. Default true. */
  readonly save?: boolean;
}

/**
 * Measures tables of a dataset (role -> table, or names of tables) and keeps what was found: in the store's metadata under `statistics`, and
 * in metadata/statistics.json of the store's folder. What is kept of other tables of an unchanged dataset stays.
 */
export async function computeStatistics(
  ws: Workspace,
  dataset: StatisticsOf,
  tables: Readonly<Record<string, string>> | readonly string[],
  { full = false, save = true }: StatisticsOptions = {},
): Promise<DatasetStatistics> {
  const roles = Array.isArray(tables)
    ? (tables as readonly string[]).map((table) => [table, table] as const)
    : Object.entries(tables as Readonly<Record<string, string>>);
  const names = [...new Set(roles.map(([, table]) => table))];
  const measured: TableStatistics[] = [];
  // One table is staged at a time: scratch files take no more than the largest.
  for (const [i, table] of names.entries()) {
    const share = (of: number): void => ws.onProgress?.({ what: table, share: (i + of) / names.length });
    share(0);
    const staged = await stageTables(ws, dataset, [table]);
    try {
      const { target_column: target = null, problem_type: problem = null } = dataset.record;
      measured.push(await measureFile(staged.db, staged.file(table), table, { full, target, problem, onShare: share }));
    } finally {
      await staged.close();
    }
  }
  const before = await statisticsIn(dataset.backend, dataset.store);
  const others = before && usable(before, dataset.record) ? before.tables.filter(({ table }) => !names.includes(table)) : [];
  const all = [...measured, ...others];
  const counted = await countedTables(dataset, roles);
  const statistics: DatasetStatistics = {
    version: 1,
    dataset: dataset.record.name,
    computed_at: new Date().toISOString(),
    last_updated_at: dataset.record.last_updated_at ?? null,
    row_count: [...counted.values()].reduce((sum, rows) => sum + rows, 0),
    memory_size_bytes: all.reduce((sum, one) => sum + (counted.has(one.table) ? one.memory_size_bytes : 0), 0),
    tables: all,
  };
  if (save) await keep(ws, dataset, statistics);
  return statistics;
}

/** The tables that make up the size of a dataset, with their rows. */
async function countedTables(
  { backend, store, record }: StatisticsOf,
  roles: readonly (readonly [string, string])[],
): Promise<ReadonlyMap<string, number>> {
  const all = new Map(record.tables ? Object.entries(record.tables) : roles);
  const there = new Map((await backend.tables(store)).map(({ name, rows }) => [name, rows]));
  return new Map(
    countedRoles([...all.keys()]).flatMap((role) => {
      const table = all.get(role)!;
      return there.has(table) ? [[table, there.get(table)!] as const] : [];
    }),
  );
}

/** The file of a store's statistics. */
export const statisticsFile = (ws: Workspace, store: string): string =>
  join(ws.config.path('paths.datasets_path'), store, 'metadata', 'statistics.json');

async function keep(ws: Workspace, { backend, store }: StatisticsOf, statistics: DatasetStatistics): Promise<void> {
  const text = JSON.stringify(statistics, null, 2);
  await backend.updateMetadata(store, 'statistics', JSON.parse(text) as Json);
  await writeWhole(statisticsFile(ws, store), `${text}\n`);
}

/** Keeps statistics where that is possible: who may only read gets them all the same. */
export async function keepWherePossible(ws: Workspace, dataset: StatisticsOf, statistics: DatasetStatistics): Promise<void> {
  try {
    await keep(ws, dataset, statistics);
  } catch (error) {
    if (!(error instanceof MdmError) || error.code === 'interrupted') throw error;
    ws.log.info('statistics are not kept', { dataset: statistics.dataset, reason: error.message });
  }
}
