import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { literal } from '../../src/engine/duckdb/dialect.js';
import { openDatabase } from '../../src/engine/duckdb/driver.js';
import { data, deviations, readGolden, root } from './goldens.js';

interface Case {
  readonly source: string;
  readonly flags?: readonly string[];
}
interface Printed {
  readonly columns: readonly { readonly name: string; readonly semantic: string; readonly role?: string }[];
  readonly features: readonly { readonly name: string; readonly dropped?: string }[];
  readonly tables: readonly {
    readonly name: string;
    readonly originals: number;
    readonly features: readonly string[];
    readonly file: string;
  }[];
  readonly notes: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), 'mdm-mdm1-'));
const weather = join(data, 'seattle_weather.csv');
const native = join(folder, 'seattle_weather.parquet');

const DATASETS: Readonly<Record<string, Case>> = {
  edge_cases: { source: join(data, 'edge_cases.csv'), flags: ['--target', 'binary_int'] },
  flights: { source: join(data, 'flights'), flags: ['--target', 'arr_delay'] },
  mdm_sample: { source: join(data, 'mdm_sample') },
  movies: { source: join(data, 'movies.csv'), flags: ['--target', 'IMDB Rating'] },
  penguins: { source: join(root, 'examples/penguins.csv'), flags: ['--target', 'species'] },
  seattle_weather: { source: weather, flags: ['--target', 'weather'] },
  seattle_weather_chunked: { source: weather, flags: ['--fit', 'chunk', '--batch-size', '500'] },
  seattle_weather_temporal: { source: native, flags: ['--storage', 'duckdb'] },
  wine: { source: join(data, 'wine') },
};

async function mdm(...args: string[]): Promise<Printed> {
  const env = { ...process.env, MDM_DATA_DIR: join(folder, 'data'), MDM_HOME_DIR: join(folder, 'home') };
  const command = [join(root, 'bin/run.js'), 'features', 'generate', ...args, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env, maxBuffer: 1 << 28 });
  return JSON.parse(stdout) as Printed;
}

const seen: string[] = [];
beforeAll(async () => {
  const db = await openDatabase();
  await db.run(
    `COPY (SELECT * REPLACE (date::TIMESTAMP AS date) FROM read_csv(${literal(weather)})) TO ${literal(native)} (FORMAT parquet)`,
  );
  await db.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  process.stdout.write(['--profile mdm1              features   equal  differ', ...seen, ''].join('\n'));
});

test.each(Object.entries(DATASETS))(
  'mdm features generate --profile mdm1 makes the features of MDM 1.0.6: %s',
  async (dataset, { source, flags = [] }) => {
    const golden = readGolden(dataset);
    const out = join(folder, dataset);
    mkdirSync(out);
    const printed = await mdm(source, '--profile', 'mdm1', '-o', `${out}/`, '--no-recipe', ...flags);
    let [features, differing] = [0, 0];
    const found: string[] = [];
    for (const table of golden.tables) {
      const bad = await deviations(dataset, table, join(out, `${table.table}_features.parquet`), folder);
      found.push(...bad.map((line) => `${table.table}: ${line}`));
      features += Object.keys(table.columns).length - table.originals;
      differing += Math.min(bad.length, Object.keys(table.columns).length - table.originals);
    }
    const columns = [features, features - differing, differing].map((count) => String(count).padStart(8));
    seen.push(`${dataset.padEnd(28)}${columns.join('')}`);
    expect(found).toEqual([]);
    expect(printed.tables.map(({ name, originals, features: own }) => [name, originals, own.length])).toEqual(
      golden.tables.map(({ table, originals, columns: all }) => [table, originals, Object.keys(all).length - originals]),
    );
    // What is shown is the training table: its types, and what was dropped in the words of the original.
    for (const { name, semantic, role } of printed.columns) expect([name, role ?? semantic]).toEqual([name, golden.types[name]]);
    const dropped = printed.features.filter((one) => one.dropped !== undefined).map((one) => `${one.name}: ${one.dropped}`);
    expect(dropped.sort()).toEqual(golden.tables[0]!.dropped.map((pair) => pair.join(': ')).sort());
    for (const name of golden.tables[0]!.failed)
      expect(printed.notes.join('\n')).toContain(`Column ${JSON.stringify(name)} gets no features`);
    if (dataset === 'seattle_weather_chunked')
      expect(printed.notes.join('\n')).toMatch(/Rows from 500 on are left out: they have the column/);
  },
  60_000,
);
