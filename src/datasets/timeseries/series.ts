import { literal, quote } from '../../engine/duckdb/dialect.js';
import type { Database } from '../../engine/duckdb/driver.js';
import { MdmError, nearest } from '../../errors.js';
import type { StoredColumn } from '../../storage/backend.js';
import { dateText, timeText } from '../../storage/times.js';
import { openDataset, type Dataset } from '../open.js';
import { stageTables } from '../stage.js';
import { tableOf } from '../table-of.js';
import type { Workspace } from '../workspace.js';

export interface SeriesOptions {
  /** A role or a table; default the one that is trained on. */
  readonly table?: string | undefined;
  /** Default the dataset's time column. */
  readonly timeColumn?: string | undefined;
  /** Default the dataset's group column, where the table has it. */
  readonly groupColumn?: string | undefined;
}

/** A table of a dataset as rows in time. */
export interface Series {
  readonly db: Database;
  readonly dataset: Dataset;
  readonly table: string;
  readonly time: string;
  readonly target: string | undefined;
  readonly group: string | undefined;
  readonly columns: readonly StoredColumn[];
  /** Whether the column holds times; else it holds numbers that order the rows. */
  readonly dated: boolean;
  /** No time of day is other than midnight. */
  readonly daysOnly: boolean;
  /** SQL of a FROM item with the table's columns, the time `mdm_t` and the number of the row `mdm_r`; rows without a time are left out. */
  readonly from: string;
  readonly rows: number;
  /** Rows without a time, and those whose text is none. */
  readonly withoutTime: number;
  readonly notes: readonly string[];
  /** A time for people, out of microseconds or a number. */
  word(time: number): string;
  close(): Promise<void>;
}

/** Opens a table by its time. `columns` are those that are read besides the time and the group; default all. */
export async function openSeries(
  ws: Workspace,
  name: string,
  options: SeriesOptions,
  columns?: (record: Dataset['record']) => readonly (string | null)[],
): Promise<Series> {
  const dataset = await openDataset(ws, name);
  const table = tableOf(dataset.record, options.table);
  const stored = await dataset.backend.table(dataset.store, table);
  const time = timeColumn(dataset, table, stored.columns, options.timeColumn);
  const group =
    options.groupColumn === undefined
      ? there(stored.columns, dataset.record.group_column)
      : named(stored.columns, table, options.groupColumn, '--group-column');
  const target = there(stored.columns, dataset.record.target_column);
  const wanted = columns?.(dataset.record).filter((one) => one !== null);
  const read = wanted && [...new Set([time.name, ...(group === undefined ? [] : [group]), ...wanted])];
  const staged = await stageTables(ws, dataset, [table], read ? { columns: read } : {});
  try {
    const facts = await lookAt(staged.db, staged.file(table), time, table);
    const dated = time.type !== 'int64' && time.type !== 'double';
    const notes =
      facts.missing === 0 ? [] : [`${facts.missing} of ${facts.rows} rows have no time in ${JSON.stringify(time.name)} and are left out.`];
    return {
      db: staged.db,
      dataset,
      table,
      time: time.name,
      target,
      group,
      columns: staged.columns(table),
      dated,
      daysOnly: facts.daysOnly,
      from: 'mdm_series',
      rows: facts.rows - facts.missing,
      withoutTime: facts.missing,
      notes,
      word: (at) => (dated ? (facts.daysOnly ? dateText(Math.floor(at / 86_400e6)) : timeText(BigInt(at))) : String(at)),
      close: staged.close,
    };
  } catch (error) {
    await staged.close();
    throw error;
  }
}

const there = (columns: readonly StoredColumn[], name: string | null): string | undefined =>
  name !== null && columns.some((one) => one.name === name) ? name : undefined;

/** A column that was named. */
export function named(columns: readonly StoredColumn[], table: string, name: string, flag: string): string {
  if (columns.some((one) => one.name === name)) return name;
  const near = nearest(
    name,
    columns.map((one) => one.name),
  );
  throw new MdmError(
    'unknown-column',
    `The table ${JSON.stringify(table)} has no column ${JSON.stringify(name)}.`,
    near ? `Did you mean ${flag} ${near}?` : undefined,
  );
}

function timeColumn({ record }: Dataset, table: string, columns: readonly StoredColumn[], given: string | undefined): StoredColumn {
  const name = given ?? record.time_column ?? undefined;
  if (name === undefined) {
    const [likely] = columns.filter(({ type }) => type === 'timestamp' || type === 'date');
    throw new MdmError(
      'usage',
      `The dataset ${JSON.stringify(record.display_name)} has no time column.`,
      `Name it: --time-column ${likely?.name ?? 'COLUMN'}, or for good when it is registered: mdm dataset register --time-column`,
    );
  }
  named(columns, table, name, '--time-column');
  const column = columns.find((one) => one.name === name)!;
  if (column.type !== 'boolean') return column;
  throw notTimes(table, name);
}

const notTimes = (table: string, name: string): MdmError =>
  new MdmError(
    'usage',
    `The column ${JSON.stringify(name)} of ${JSON.stringify(table)} holds no times.`,
    'Name another one: --time-column COLUMN',
  );

/** The time of a row as the engine has it: a timestamp, or a number. */
const timeOf = ({ name, type }: StoredColumn): string => {
  const column = quote(name);
  if (type === 'int64' || type === 'double') return `CASE WHEN isfinite(${column}::DOUBLE) THEN ${column}::DOUBLE END`;
  const time = type === 'timestamp' ? column : `TRY_CAST(${column} AS TIMESTAMP)`;
  return `CASE WHEN isfinite(${time}) THEN ${time} END`;
};

interface Facts {
  readonly rows: number;
  readonly missing: number;
  readonly daysOnly: boolean;
}

async function lookAt(db: Database, file: string, time: StoredColumn, table: string): Promise<Facts> {
  const read = `read_parquet(${literal(file)}, hive_partitioning = false, file_row_number = true)`;
  await db.run(
    `CREATE VIEW mdm_series AS SELECT * FROM (SELECT * EXCLUDE (file_row_number), ${timeOf(time)} AS mdm_t, file_row_number AS mdm_r FROM ${read}) WHERE mdm_t IS NOT NULL`,
  );
  const dated = time.type !== 'int64' && time.type !== 'double';
  const midnight = dated ? "bool_and(mdm_t = date_trunc('day', mdm_t))" : 'false';
  const [[rows, known, daysOnly] = []] = await db.rows(
    `SELECT (SELECT count(*) FROM ${read}), count(*), coalesce(${midnight}, true) FROM mdm_series`,
  );
  const all = Number(rows);
  if (Number(known) === 0) {
    if (all === 0) throw new MdmError('empty', `The table ${JSON.stringify(table)} has no rows.`);
    throw notTimes(table, time.name);
  }
  return { rows: all, missing: all - Number(known), daysOnly: daysOnly === true };
}
