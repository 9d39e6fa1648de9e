import type { Config } from '../config/config.js';
import { readFrom } from './store.js';

/** The operations of one kind, added up. */
export interface OperationCounts {
  /** A type of operation, or a dataset. */
  readonly name: string;
  readonly count: number;
  readonly failed: number;
  readonly meanMs: number | null;
  /** Half of them, 95 and 99 of a hundred took no longer. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
  readonly totalMs: number;
  /** Rows that were worked on; null where none were counted. */
  readonly rows: number | null;
  /** ISO 8601. */
  readonly last: string;
}

export interface OperationSummary {
  readonly count: number;
  readonly failed: number;
  /** ISO 8601; null without operations. */
  readonly first: string | null;
  readonly last: string | null;
  readonly byType: readonly OperationCounts[];
  /** Those with most operations first. */
  readonly byDataset: readonly OperationCounts[];
  readonly byDay: readonly { readonly day: string; readonly count: number; readonly failed: number }[];
  readonly errors: readonly {
    readonly timestamp: string;
    readonly operation: string;
    readonly dataset: string | null;
    readonly error: string;
  }[];
}

const EMPTY: OperationSummary = { count: 0, failed: 0, first: null, last: null, byType: [], byDataset: [], byDay: [], errors: [] };

/** The duration of nearest rank: the smallest that so many of a hundred did not exceed. */
const percentile = (of: number): string => `max(ms) FILTER (WHERE place = (timed * ${of} + 99) / 100) AS p${of}Ms`;

/** Operations by what `of` says, those alone that `where` says. */
const counts = (of: string, where = 'TRUE'): string =>
  `SELECT name, count(*) AS count, sum(success = 0) AS failed, avg(ms) AS meanMs, ${[50, 95, 99].map(percentile).join(', ')},
     max(ms) AS maxMs, total(ms) AS totalMs, sum(row_count) AS rows, max(timestamp) AS last
   FROM (SELECT ${of} AS name, duration_ms AS ms, success, row_count, timestamp,
       row_number() OVER (PARTITION BY ${of} ORDER BY duration_ms NULLS LAST) AS place, count(duration_ms) OVER (PARTITION BY ${of}) AS timed
     FROM metrics WHERE ${where})
   GROUP BY name ORDER BY count DESC, name`;

const plain = <T>(rows: readonly object[]): readonly T[] => rows.map((row) => ({ ...row })) as T[];

/** All operations of a home, added up. */
export function summary(config: Config, { limit = 20 }: { readonly limit?: number } = {}): Promise<OperationSummary> {
  return readFrom(config, EMPTY, (db) => {
    const all = db.prepare(
      'SELECT count(*) AS count, total(success = 0) AS failed, min(timestamp) AS first, max(timestamp) AS last FROM metrics',
    );
    return {
      ...(all.get() as unknown as Pick<OperationSummary, 'count' | 'failed' | 'first' | 'last'>),
      byType: plain<OperationCounts>(db.prepare(counts('metric_type')).all()),
      byDataset: plain<OperationCounts>(db.prepare(`${counts('dataset_name', 'dataset_name IS NOT NULL')} LIMIT ?`).all(limit)),
      byDay: plain(
        db
          .prepare(
            'SELECT substr(timestamp, 1, 10) AS day, count(*) AS count, sum(success = 0) AS failed FROM metrics GROUP BY 1 ORDER BY 1',
          )
          .all(),
      ),
      errors: plain(
        db
          .prepare(
            'SELECT timestamp, operation, dataset_name AS dataset, error_message AS error FROM metrics WHERE success = 0 AND error_message IS NOT NULL ORDER BY timestamp DESC, id DESC LIMIT ?',
          )
          .all(limit),
      ),
    };
  });
}

/** The operations of a home by type. */
export const operationCounts = (config: Config): Promise<readonly OperationCounts[]> =>
  readFrom<readonly OperationCounts[]>(config, [], (db) => plain(db.prepare(counts('metric_type')).all()));

/** The operations of one dataset by type. */
export const datasetOperations = (config: Config, name: string): Promise<readonly OperationCounts[]> =>
  readFrom<readonly OperationCounts[]>(config, [], (db) => plain(db.prepare(counts('metric_type', 'dataset_name = ?')).all(name)));
