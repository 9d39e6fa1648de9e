import { literal, quote } from '../../engine/duckdb/dialect.js';
import { MdmError } from '../../errors.js';
import { track } from '../../operations/operations.js';
import { createOutbox, formatOf } from '../../pipeline/output.js';
import type { StoredColumn } from '../../storage/backend.js';
import type { Aggregate, Fill } from '../../timeseries/aggregates.js';
import type { Bucket } from '../../timeseries/duration.js';
import type { Workspace } from '../workspace.js';
import { aggregated, bucketSql, filled } from './buckets.js';
import { addTable } from './add-table.js';
import { openSeries, type Series, type SeriesOptions } from './series.js';

export interface ResampleOptions extends SeriesOptions {
  readonly frequency: Bucket;
  /** Default mean. */
  readonly aggregate?: Aggregate;
  /** What stands where a bucket has no value. Default none. */
  readonly fill?: Fill;
  /** A file; its suffix says the format. */
  readonly output?: string | undefined;
  /** A table of the dataset instead. */
  readonly into?: string | undefined;
  readonly force?: boolean;
}

export interface Resampled {
  readonly dataset: string;
  readonly table: string;
  readonly time_column: string;
  readonly group_column: string | null;
  readonly aggregate: Aggregate;
  readonly fill: Fill;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Buckets in which no row is. */
  readonly empty: number;
  readonly file: string | null;
  readonly into: string | null;
  /** The first rows. */
  readonly preview: readonly (readonly unknown[])[];
  readonly notes: readonly string[];
}

const MOST_ROWS = 50_000_000;
const PREVIEW = 10;

/** Brings a table of a dataset to one row for each bucket of time (and group), from the first to the last that has rows. */
export async function resampleSeries(ws: Workspace, name: string, options: ResampleOptions): Promise<Resampled> {
  const { aggregate = 'mean', fill = 'none', output, into, force = false } = options;
  return track(ws.config, { type: 'dataset_read', operation: 'timeseries resample', dataset: name }, async (note) => {
    const series = await openSeries(ws, name, options);
    try {
      const { notes, columns } = await makeBuckets(series, options.frequency, aggregate, fill);
      const rows = await count(series, 'mdm_resampled');
      const empty = await count(series, 'mdm_buckets WHERE mdm_n IS NULL');
      note.rows?.(rows);
      const list = columns.map(quote).join(', ');
      const select = `SELECT ${list} FROM mdm_resampled ORDER BY mdm_i`;
      if (output !== undefined) await writeFile(series, select, output, force);
      if (into !== undefined) await addTable(ws, series.dataset, series.db, select, into, force);
      const preview = await series.db.rows(
        `SELECT ${columns.map((one) => `${quote(one)}::VARCHAR`).join(', ')} FROM mdm_resampled ORDER BY mdm_i LIMIT ${PREVIEW}`,
      );
      return {
        dataset: series.dataset.record.name,
        table: series.table,
        time_column: series.time,
        group_column: series.group ?? null,
        aggregate,
        fill,
        columns,
        rows,
        empty,
        file: output ?? null,
        into: into ?? null,
        preview,
        notes: [...series.notes, ...notes],
      };
    } finally {
      await series.close();
    }
  });
}

async function count({ db }: Series, from: string): Promise<number> {
  const [[rows] = []] = await db.rows(`SELECT count(*) FROM ${from}`);
  return Number(rows);
}

/** Makes `mdm_buckets` and, with what is filled in, `mdm_resampled`, whose rows are in the order of mdm_i. */
async function makeBuckets(
  series: Series,
  frequency: Bucket,
  aggregate: Aggregate,
  fill: Fill,
): Promise<{ columns: string[]; notes: string[] }> {
  const { db, from, time, group, dated } = series;
  if (!dated)
    throw new MdmError(
      'usage',
      `The column ${JSON.stringify(time)} holds numbers, not times.`,
      'Resampling needs times: --time-column COLUMN',
    );
  const others = series.columns.filter(({ name }) => name !== time && name !== group);
  const made = others.flatMap((column) => aggregated(column, aggregate));
  const left = others.filter(({ name }) => !made.some((one) => one.name === name)).map(({ name }) => name);
  const bucket = bucketSql(frequency, from);
  const g = group === undefined ? 'NULL' : quote(group);
  // Names of columns are any: those of the work are positions.
  const values = made.map(({ sql }, k) => `${sql} AS v${k}`);
  await db.run(`CREATE OR REPLACE TEMP TABLE mdm_grouped AS SELECT ${g} AS g, ${bucket.index('mdm_t')} AS b, count(*) AS mdm_n${values.map((one) => `, ${one}`).join('')}
    FROM ${from} GROUP BY 1, 2`);
  const [[rows] = []] = await db.rows(
    'SELECT coalesce(sum(most), 0)::DOUBLE FROM (SELECT max(b) - min(b) + 1 AS most FROM mdm_grouped GROUP BY g)',
  );
  if (Number(rows) > MOST_ROWS)
    throw new MdmError('usage', `At this frequency there would be ${Number(rows)} rows.`, 'Give a longer --freq, such as 1D.');
  await db.run(`CREATE OR REPLACE TEMP TABLE mdm_buckets AS
    SELECT grid.g, grid.b, row_number() OVER (ORDER BY grid.g NULLS FIRST, grid.b) AS mdm_i, * EXCLUDE (g, b)
    FROM (SELECT g, unnest(range(min(b), max(b) + 1)) AS b FROM mdm_grouped GROUP BY g) grid
    LEFT JOIN (SELECT * FROM mdm_grouped) AS mdm_grouped ON grid.g IS NOT DISTINCT FROM mdm_grouped.g AND grid.b = mdm_grouped.b`);
  const label = days(series, frequency) ? `${bucket.label('b')}::DATE` : bucket.label('b');
  const select = [
    `${label} AS ${quote(time)}`,
    ...(group === undefined ? [] : [`g AS ${quote(group)}`]),
    ...made.map((column, k) => `${filled(`v${k}`, column, fill)} AS ${quote(column.name)}`),
  ];
  await db.run(`CREATE OR REPLACE TEMP TABLE mdm_resampled AS SELECT mdm_i, ${select.join(', ')} FROM mdm_buckets`);
  return {
    columns: [time, ...(group === undefined ? [] : [group]), ...made.map(({ name }) => name)],
    notes: left.length === 0 ? [] : [`${aggregate} says nothing of ${left.map((one) => JSON.stringify(one)).join(', ')}; left out.`],
  };
}

/** A column of dates stays one when no bucket is shorter than a day. */
function days({ columns, time }: Series, { unit }: Bucket): boolean {
  const type: StoredColumn['type'] | undefined = columns.find((one) => one.name === time)?.type;
  return type === 'date' && !['s', 'min', 'h'].includes(unit);
}

const HOW = { csv: 'FORMAT csv, HEADER true', parquet: 'FORMAT parquet, COMPRESSION snappy', json: 'FORMAT json, ARRAY true' } as const;

async function writeFile({ db }: Series, select: string, file: string, force: boolean): Promise<void> {
  const format = formatOf(file, undefined);
  if (format === 'arrow')
    throw new MdmError(
      'usage',
      `${file} would be an Arrow file, which is not written here.`,
      'Name a file that ends in .csv, .parquet or .json.',
    );
  const outbox = createOutbox(force);
  try {
    await db.run(`COPY (${select}) TO ${literal(await outbox.place(file))} (${HOW[format]})`);
    await outbox.commit();
  } catch (error) {
    await outbox.discard();
    throw error;
  }
}
