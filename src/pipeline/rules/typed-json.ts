import { createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { literal } from '../../engine/duckdb/dialect.js';
import { positions } from '../../engine/duckdb/introspect.js';
import { pandasJson, type JsonColumn } from './pandas-json.js';

/** Beyond this many bytes a file is left to the engine: as objects of JavaScript its rows take some ten times as much. */
const LARGEST = 2 ** 27;
const TYPES = { int64: 'BIGINT', double: 'DOUBLE', boolean: 'BOOLEAN', timestamp: 'TIMESTAMP', text: 'VARCHAR' } as const;
const ROWS = 1000;

/** A JSON list of plain objects, typed as pandas does, in a copy that the engine reads without guessing; null for other JSON. */
export async function typedJson(
  file: string,
  newPath: () => string,
): Promise<{ readonly path: string; readonly from: string; readonly columns: readonly JsonColumn[] } | null> {
  if ((await stat(file)).size > LARGEST) return null;
  const columns = pandasJson(await readFile(file, 'utf8'));
  if (!columns || columns.length === 0) return null;
  const path = newPath();
  await pipeline(lines(columns), createWriteStream(path));
  const refs = positions(columns.length);
  const types = columns.map(({ type }, i) => `${refs[i]}: '${TYPES[type]}'`).join(', ');
  const from =
    `read_json(${literal(path)}, format = 'newline_delimited', maximum_object_size = ${2 ** 28}, columns = {${types}}) ` +
    `AS t(${refs.join(', ')})`;
  return { path, from, columns };
}

function* lines(columns: readonly JsonColumn[]): Generator<string> {
  const rows = columns[0]!.values.length;
  const cells = columns.map(({ type, values }, i) => {
    const key = `"c${i}":`;
    const cell = type === 'timestamp' ? (row: number) => timeText(values[row] as number | null) : (row: number) => values[row];
    return (row: number): string => key + JSON.stringify(cell(row));
  });
  for (let from = 0; from < rows; from += ROWS) {
    let text = '';
    for (let row = from; row < Math.min(from + ROWS, rows); row++) text += `{${cells.map((cell) => cell(row)).join(',')}}\n`;
    yield text;
  }
}

/** Microseconds since 1970 as text. */
function timeText(time: number | null): string | null {
  if (time === null) return null;
  const milliseconds = Math.floor(time / 1000);
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(time - milliseconds * 1000).padStart(3, '0')}`;
}
