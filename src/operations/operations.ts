import type { Config } from '../config/config.js';
import { firstLine } from '../errors.js';
import { maskSecrets } from '../log/mask.js';
import { addTo, readFrom } from './store.js';

export const OPERATION_TYPES = [
  'dataset_register',
  'dataset_read',
  'dataset_export',
  'dataset_update',
  'dataset_remove',
  'dataset_migrate',
  'feature_generation',
  'query_execution',
  'storage_operation',
  'error',
] as const;
export type OperationType = (typeof OPERATION_TYPES)[number];

/** What an operation is called. */
export interface OperationName {
  readonly type: OperationType;
  /** What was done, such as `register`; the text of a query. */
  readonly operation: string;
  readonly dataset?: string;
  readonly rows?: number;
}

export interface OperationNote {
  /** Rows that were worked on. */
  rows?(count: number): void;
}

/** One operation that ended, well or not. */
export interface Operation {
  readonly id: number;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly type: string;
  readonly operation: string;
  readonly dataset: string | null;
  readonly durationMs: number | null;
  readonly success: boolean;
  readonly rows: number | null;
  readonly error: string | null;
}

/** Does the work and records that it was done, how long it took and how it ended. Recording never fails the work. */
export async function track<T>(config: Config, name: OperationName, work: (note: OperationNote) => Promise<T>): Promise<T> {
  if (!config.get('monitoring.enabled')) return work({});
  const began = performance.now();
  let { rows } = name;
  const end = (error?: unknown): Promise<void> =>
    record(config, { ...name, ...(rows === undefined ? {} : { rows }) }, performance.now() - began, error);
  try {
    const result = await work({ rows: (count) => void (rows = count) });
    await end();
    return result;
  } catch (error) {
    await end(error ?? new Error('failed'));
    throw error;
  }
}

/** A file that failed is left alone for so many milliseconds: waiting for a locked one takes seconds. */
const REST = 30_000;
const rests = new Map<string, number>();

/** Characters of a statement or an error that are kept. */
const LONGEST = 1_000;

/** A dataset is recorded under the name it is kept by, however it was typed. */
const asKept = (name: string): string => name.normalize('NFC').toLowerCase().normalize('NFC').replaceAll('-', '_');

/** Records one operation; what goes wrong with that changes nothing. */
export async function record(config: Config, name: OperationName, durationMs: number, error?: unknown): Promise<void> {
  const path = config.path('monitoring.metrics_db');
  if (!config.get('monitoring.enabled') || performance.now() < (rests.get(path) ?? -Infinity)) return;
  const said = error === undefined ? null : maskSecrets(firstLine(error), config).slice(0, LONGEST);
  try {
    await addTo(config, (db) =>
      db
        .prepare(
          'INSERT INTO metrics (timestamp, metric_type, operation, duration_ms, success, dataset_name, row_count, error_message) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(
          new Date().toISOString(),
          name.type,
          maskSecrets(name.operation, config).slice(0, LONGEST),
          Math.round(durationMs * 1_000) / 1_000,
          error === undefined ? 1 : 0,
          name.dataset === undefined ? null : asKept(name.dataset),
          name.rows ?? null,
          said,
        ),
    );
  } catch {
    rests.set(path, performance.now() + REST);
  }
}

const COLUMNS =
  'id, timestamp, metric_type AS type, operation, dataset_name AS dataset, duration_ms AS durationMs, success, row_count AS rows, error_message AS error';

/** The latest operations, the last one first. */
export function recentOperations(
  config: Config,
  { limit = 20, dataset, type }: { readonly limit?: number; readonly dataset?: string; readonly type?: OperationType } = {},
): Promise<readonly Operation[]> {
  return readFrom<readonly Operation[]>(config, [], (db) =>
    db
      .prepare(
        `SELECT ${COLUMNS} FROM metrics WHERE (?1 IS NULL OR dataset_name = ?1) AND (?2 IS NULL OR metric_type = ?2) ORDER BY timestamp DESC, id DESC LIMIT ?3`,
      )
      .all(dataset ?? null, type ?? null, limit)
      .map((row) => ({ ...(row as unknown as Operation), success: row['success'] === 1 })),
  );
}

/** Removes operations older than so many days, and says how many. */
export async function cleanup(config: Config, days: number = config.get('monitoring.retention_days')): Promise<number> {
  const before = new Date(Math.max(0, Date.now() - days * 86_400_000)).toISOString();
  const old = await readFrom(config, 0, (db) =>
    Number(db.prepare('SELECT count(*) AS n FROM metrics WHERE timestamp < ?').get(before)?.['n'] ?? 0),
  );
  if (old === 0) return 0;
  let removed = 0;
  await addTo(config, (db) => void (removed = Number(db.prepare('DELETE FROM metrics WHERE timestamp < ?').run(before).changes)));
  return removed;
}

export { datasetOperations, operationCounts, summary, type OperationCounts, type OperationSummary } from './summary.js';
