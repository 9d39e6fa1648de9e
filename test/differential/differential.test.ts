import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateFeatures, openRegistry, type GenerateOptions, type Use } from '@mdm/cli';
import { literal, quote } from '../../src/engine/duckdb/dialect.js';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';

/*
 * Values against those of pandas, scikit-learn and polars (see make.py): what is missing exactly, numbers within 1e-9 relative or
 * 1e-12 absolute. Lambdas of power transforms are found by searching, so those values agree to 1e-5.
 */
interface Compared {
  readonly name: string;
  readonly source: string;
  readonly options: Partial<GenerateOptions>;
  readonly transformers: readonly Use[];
}
const here = import.meta.dirname;
const root = join(here, '../..');
const { tables, versions } = JSON.parse(await readFile(join(here, 'tables.json'), 'utf8')) as {
  tables: Compared[];
  versions: Record<string, string>;
};

const POWER = /__(boxcox|yeojohnson)$/;
const COMPARED: Readonly<Record<string, number>> = {
  penguins: 193,
  penguins_sex: 6,
  movies: 205,
  movies_l2: 8,
  weather: 126,
  flights: 181,
  flights_zone: 28,
};

let folder: string;
let db: Database;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mdm-differential-'));
  db = await openDatabase({ threads: 2 });
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

/** The table with its rows numbered, so that they can be told apart wherever they land. No value of these files spans lines. */
async function numbered(name: string, source: string): Promise<string> {
  const [header, ...rows] = (await readFile(join(root, source), 'utf8')).trimEnd().split('\n');
  const file = join(folder, `${name}.csv`);
  await writeFile(file, [`row_id,${header}`, ...rows.map((r, i) => `${i},${r}`)].join('\n'));
  return file;
}

/** Feature name -> values by row number. */
async function read(file: string, order: string): Promise<Map<string, readonly unknown[]>> {
  const from = `read_parquet(${literal(file)}, file_row_number = true)`;
  const names = (await db.rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${from})`))
    .map(([name, type]) => [name as string, type === 'VARCHAR'] as const)
    .filter(([n]) => !['row_id', 'id', 'file_row_number'].includes(n));
  const rows = await db.rows(
    `SELECT ${names.map(([n, text]) => (text ? quote(n) : `${quote(n)}::DOUBLE`)).join(', ')} FROM ${from} ORDER BY ${order}`,
  );
  return new Map(names.map(([n], i) => [n, rows.map((r) => r[i] ?? null)]));
}

function close(found: unknown, wanted: unknown, power: boolean): boolean {
  if (typeof found !== 'number' || typeof wanted !== 'number') return found === wanted;
  return Math.abs(found - wanted) <= Math.max(1e-12, (power ? 1e-5 : 1e-9) * Math.abs(wanted));
}

const registry = await openRegistry(['text']);

test.each(tables.map((t) => [t.name, t] as const))('%s', async (name, { source, options, transformers }) => {
  const output = join(folder, `${name}.parquet`);
  const id = options.id ?? ['row_id'];
  const file = options.id ? join(root, source) : await numbered(name, source);
  await generateFeatures({
    ...options,
    id,
    source: file,
    output,
    keep: 'ids',
    threads: 2,
    signalFilter: { enabled: false },
    profile: { transformers },
    registry,
  });
  const [found, wanted] = [await read(output, quote(id[0]!)), await read(join(here, `${name}.parquet`), 'file_row_number')];
  const wrong: string[] = [];
  for (const [feature, values] of wanted) {
    const have = found.get(feature);
    if (!have) {
      wrong.push(`${feature} is not made`);
      continue;
    }
    expect(have).toHaveLength(values.length);
    const rows = values.flatMap((v, i) => (close(have[i], v, POWER.test(feature)) ? [] : [i]));
    const first = rows[0]!;
    if (rows.length > 0)
      wrong.push(
        `${feature}: ${rows.length} of ${values.length} rows, first row ${first}: ${String(have[first])}, not ${String(values[first])}`,
      );
  }
  for (const feature of found.keys()) if (!wanted.has(feature)) wrong.push(`${feature} is made, and not compared`);
  expect(wrong).toEqual([]);
  expect(wanted.size).toBe(COMPARED[name]);
  console.log(
    `${name}: ${wanted.size} features of ${[...wanted.values()][0]!.length} rows agree with ${Object.entries(versions)
      .map((v) => v.join(' '))
      .join(', ')}`,
  );
});
