import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { brotliDecompressSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { parseCsv } from '../../plugins/legacy/src/csv.js';
import { missing, type Column, type Frame } from '../../plugins/legacy/src/frame.js';
import { generateLegacy, readDelimited } from '../../plugins/legacy/src/index.js';
import { data, readGolden } from './goldens.js';

type SqlType = 'BIGINT' | 'INTEGER' | 'FLOAT' | 'BOOLEAN' | 'TEXT' | 'DATETIME';
type Cell = string | number | bigint | null;

/** A table as the original declared and filled it; cells as SQLite keeps them. */
export interface OriginalTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** When the datasets were registered. */
export const REGISTERED_AT = '2025-07-04T09:15:30.123456+00:00';

const SQL: Readonly<Record<string, SqlType>> = {
  int64: 'BIGINT',
  int32: 'INTEGER',
  float64: 'FLOAT',
  bool: 'BOOLEAN',
  object: 'TEXT',
  datetime: 'DATETIME',
  'datetime64[ns]': 'DATETIME',
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const timeText = (text: string): string => `${text.slice(0, 10)} ${text.slice(11, 19) || '00:00:00'}.${text.slice(20, 26).padEnd(6, '0')}`;

/** Raw and feature table of a golden file; dates are text in the raw table, and times in that of the features. */
export function goldenTables(golden: string): readonly [OriginalTable, OriginalTable] {
  const [table] = readGolden(golden).tables;
  const { columns, originals } = table!;
  const text = brotliDecompressSync(readFileSync(join(data, 'legacy', golden, 'data.csv.br'))).toString('utf8');
  const parsed = parseCsv(text, ',');
  const names = Object.keys(columns);
  const types = names.map((name) => SQL[columns[name]!]!);
  const rows = Array.from({ length: parsed.columns[0]!.length }, (_, row) => names.map((_, i) => parsed.columns[i]![row]!));
  const features = rows.map((row) => row.map((cell, i) => cellOf(cell, types[i]!)));
  const rawTypes = types.slice(0, originals).map((type) => (type === 'DATETIME' ? 'TEXT' : type));
  return [
    {
      name: 'data',
      columns: rawTypes.map((type, i) => ({ name: names[i]!, type })),
      rows: rows.map((row) => rawTypes.map((type, i) => cellOf(row[i]!, type))),
    },
    { name: 'data_features', columns: types.map((type, i) => ({ name: names[i]!, type })), rows: features },
  ];
}

function cellOf(text: string, type: SqlType): Cell {
  if (text === '') return null;
  if (type === 'BIGINT') return BigInt(text);
  if (type === 'INTEGER') return Number(text);
  if (type === 'FLOAT') return text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text);
  if (type === 'BOOLEAN') return text === 'True' ? 1 : 0;
  return type === 'DATETIME' ? timeText(text) : text;
}

export function irisTables(): readonly [OriginalTable, OriginalTable] {
  const frame = readDelimited(join(data, 'acceptance/iris.csv'));
  const made = generateLegacy({ tables: [{ name: 'data', frame }], dates: [] }, { target: 'species' });
  return [tableOf('data', frame), tableOf('data_features', made.tables[0]!.generated.frame)];
}

function tableOf(name: string, frame: Frame): OriginalTable {
  const cells = frame.columns.map((column) => {
    const gone = missing(column);
    return Array.from(column.values as ArrayLike<unknown>, (value, i) => (gone?.[i] ? null : frameCell(value, column)));
  });
  return {
    name,
    columns: frame.columns.map((column) => ({ name: column.name, type: SQL[column.dtype]! })),
    rows: Array.from({ length: frame.rows }, (_, row) => cells.map((column) => column[row]!)),
  };
}

function frameCell(value: unknown, { dtype }: Column): Cell {
  if (dtype === 'bool') return value ? 1 : 0;
  if (dtype === 'int64') return BigInt(value as number);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? value : String(value);
}

/** With the pragmas of the original, and its tables of metadata, of which `_metadata` stayed empty. */
export function writeSqlite(path: string, tables: readonly OriginalTable[]): readonly OriginalTable[] {
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const kept = [...tables, ...metadataTables(tables)];
    for (const { name, columns, rows } of kept) {
      const list = columns.map((column) => `${quoted(column.name)} ${column.type}`).join(', ');
      db.exec(`CREATE TABLE ${quoted(name)} (${list})`);
      db.exec('BEGIN');
      const insert = db.prepare(`INSERT INTO ${quoted(name)} VALUES (${columns.map(() => '?').join(', ')})`);
      for (const row of rows) insert.run(...row);
      db.exec('COMMIT');
    }
    return kept;
  } finally {
    db.close();
  }
}

function metadataTables(tables: readonly OriginalTable[]): readonly OriginalTable[] {
  const [raw] = tables;
  const column = (name: string, type: SqlType = 'TEXT') => ({ name, type });
  const facts = raw!.columns.map(({ name, type }, i): readonly Cell[] => {
    const sample = raw!.rows.slice(0, 1000).map((row) => row[i]!);
    return [raw!.name, name, type, 'text', new Set(sample).size, sample.filter((cell) => cell === null).length, REGISTERED_AT];
  });
  return [
    { name: '_metadata', columns: [column('key'), column('value'), column('created_at'), column('updated_at')], rows: [] },
    {
      name: '_columns',
      columns: [
        column('table_name'),
        column('column_name'),
        column('data_type'),
        column('column_type'),
        column('cardinality', 'BIGINT'),
        column('null_count', 'BIGINT'),
        column('created_at'),
      ],
      rows: facts,
    },
    {
      name: '_statistics',
      columns: [
        column('table_name'),
        column('row_count', 'BIGINT'),
        column('column_count', 'BIGINT'),
        column('memory_usage_bytes', 'BIGINT'),
        column('created_at'),
      ],
      rows: [[raw!.name, BigInt(raw!.rows.length), 0n, 0n, REGISTERED_AT]],
    },
  ];
}

/** The tables of metadata failed on DuckDB. */
export async function writeDuckdb(path: string, tables: readonly OriginalTable[]): Promise<readonly OriginalTable[]> {
  const instance = await DuckDBInstance.create(path, { threads: '1' });
  const connection = await instance.connect();
  const scratch = `${path}.csv`;
  try {
    for (const { name, columns, rows } of tables) {
      const declared = columns.map((column) => `${quoted(column.name)} ${DUCKDB[column.type]}`).join(', ');
      await connection.run(`CREATE TABLE ${quoted(name)} (${declared})`);
      writeFileSync(scratch, rows.map((row) => row.map(csvCell).join(',')).join('\n') + '\n');
      const read = columns.map((column, i) => `'c${i}': '${DUCKDB[column.type]}'`).join(', ');
      await connection.run(
        `INSERT INTO ${quoted(name)} SELECT * FROM read_csv('${scratch.replaceAll("'", "''")}', header = false, auto_detect = false, delim = ',', quote = '"', escape = '"', nullstr = [''], allow_quoted_nulls = false, columns = {${read}})`,
      );
    }
    await connection.run('CHECKPOINT');
    return tables;
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(scratch, { force: true });
  }
}

const DUCKDB: Readonly<Record<SqlType, string>> = {
  BIGINT: 'BIGINT',
  INTEGER: 'INTEGER',
  FLOAT: 'DOUBLE',
  BOOLEAN: 'BOOLEAN',
  TEXT: 'VARCHAR',
  DATETIME: 'TIMESTAMP',
};

const csvCell = (cell: Cell): string => (cell === null ? '' : typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : String(cell));
