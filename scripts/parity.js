import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../dist/engine/duckdb/driver.js';
import { generateFeatures, generateWith } from '../dist/index.js';
import { compareTables } from '../dist/parity/compare.js';
import { parseTolerances } from '../dist/parity/tolerance.js';
import { deviations } from './parity/deviations.js';
import { data, loadGolden, readManifest } from './parity/golden.js';

/*
 * npm run parity [-- DATASET ...] [--json]    the features that MDM 1.0.6 made of each golden data set, beside those of its generator
 *                                             here and of profile mdm1: how many are equal. Exit code 1 when one differs that is not a
 *                                             deliberate deviation. Reproducers of what differs are kept in PARITY_FOUND, when given.
 */
const DATASETS = {
  edge_cases: { source: 'edge_cases.csv', target: 'binary_int' },
  flights: { source: 'flights', target: 'arr_delay' },
  mdm_sample: { source: 'mdm_sample' },
  movies: { source: 'movies.csv', target: 'IMDB Rating' },
  penguins: { source: '../../examples/penguins.csv', target: 'species' },
  seattle_weather: { source: 'seattle_weather.csv', target: 'weather' },
  seattle_weather_chunked: { source: 'seattle_weather.csv', batchSize: 500 },
  // As Parquet with real dates, in the original's DuckDB backend.
  seattle_weather_temporal: { source: 'seattle_weather.csv', native: 'date', storage: 'duckdb' },
  wine: { source: 'wine' },
};
const TOLERANCE = parseTolerances(['*=rel:1e-9,abs:1e-12', '*_boxcox=rel:1e-5,abs:1e-12']);

const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const names = asked.length > 0 ? asked : Object.keys(DATASETS);
for (const name of names)
  if (!(name in DATASETS)) fail(`There is no golden data set ${name}. There are: ${Object.keys(DATASETS).join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'mdm-parity-'));
const db = await openDatabase({ threads: 2 });
const lines = [];
try {
  for (const dataset of names) await compareDataset(dataset, DATASETS[dataset]);
} finally {
  await db.close();
  rmSync(folder, { recursive: true });
}
const wrong = lines.filter(({ unexpected }) => unexpected.length > 0);
if (process.argv.includes('--json')) console.log(JSON.stringify(lines, null, 2));
else print();
if (wrong.length > 0 || lines.length === 0) process.exitCode = 1;

async function compareDataset(dataset, { source, target, batchSize, native, storage }) {
  const golden = readManifest(dataset);
  const file = native ? await withTimes(dataset, join(data, source), native) : join(data, source);
  const options = { source: file, threads: 2, ...(target ? { target } : {}), ...(batchSize ? { batchSize } : {}) };
  const sides = {
    legacy: (folder) => generateWith({ ...options, generator: 'legacy', output: folder, ...(storage ? { storage } : {}) }),
    mdm1: (folder) =>
      generateFeatures({
        ...options,
        profile: storage === 'duckdb' ? 'mdm1-duckdb' : 'mdm1',
        ...(batchSize ? { fit: 'chunk' } : {}),
        folder,
      }),
  };
  const originals = new Map();
  for (const { table } of golden.tables) {
    const name = table === 'data' ? dataset : `${dataset}/${table}`;
    const path = join(folder, `${dataset}-${table}.parquet`);
    await loadGolden(db, name);
    await db.inOrder(() => db.run(`COPY (SELECT * EXCLUDE r FROM "${name}" ORDER BY r) TO '${path}' (FORMAT parquet)`));
    originals.set(table, path);
  }
  for (const [side, make] of Object.entries(sides)) {
    const made = join(folder, `${dataset}-${side}`);
    mkdirSync(made);
    const failed = await make(made).then(
      () => undefined,
      (error) => error,
    );
    for (const table of golden.tables) {
      const known = deviations[side][`${dataset}/${table.table}`] ?? {};
      const file = join(made, `${table.table}_features.parquet`);
      const found = failed ? { error: failed } : await compareTable(originals.get(table.table), file, `${side}-${dataset}-${table.table}`);
      lines.push({ dataset, table: table.table, side, ...judge(table, found, known) });
    }
  }
}

async function compareTable(original, made, name) {
  const reproduce = process.env.PARITY_FOUND ? { reproduce: join(process.env.PARITY_FOUND, name) } : {};
  return compareTables(original, made, { threads: 2, tolerance: TOLERANCE, ...reproduce }).catch((error) => ({ error }));
}

/** What is equal among the features, and what else differs in the table: other columns, rows, types, the order. */
function judge({ columns, originals }, found, known) {
  const features = Object.keys(columns).slice(originals);
  if (found.error) return { features: features.length, equal: 0, deviations: [], unexpected: [String(found.error.message)] };
  const { missing, extra, type, order } = found.columns;
  const all = found.features.filter(({ equal, compared }) => equal < compared).map(({ name }) => name);
  const different = new Set([...all, ...missing, ...type, ...order, ...extra]);
  const unexpected = [...different].filter((name) => !(name in known));
  const rows = found.reasons.filter((reason) => /rows? of [AB]|Nothing/.test(reason));
  const stale = Object.keys(known).filter((name) => !different.has(name));
  return {
    features: features.length,
    equal: rows.length > 0 ? 0 : features.filter((name) => !different.has(name)).length,
    deviations: Object.entries(known).filter(([name]) => different.has(name)),
    unexpected: [...unexpected, ...rows, ...stale.map((name) => `${name}: listed as a deviation, but equal`)],
  };
}

async function withTimes(dataset, source, column) {
  const path = join(folder, `${dataset}.parquet`);
  await db.inOrder(() =>
    db.run(
      `COPY (SELECT * REPLACE (CAST("${column}" AS TIMESTAMP) AS "${column}") FROM read_csv('${source}')) TO '${path}' (FORMAT parquet)`,
    ),
  );
  return path;
}

function print() {
  const heads = ['data set', 'table', 'side', 'features', 'equal', 'deviations', 'unexpected'];
  const cells = lines.map((line) => [
    ...[line.dataset, line.table, line.side, line.features, line.equal].map(String),
    ...[line.deviations.length, line.unexpected.length].map(String),
  ]);
  for (const side of ['legacy', 'mdm1']) {
    const own = lines.filter((line) => line.side === side);
    const sum = (count) => String(own.reduce((total, line) => total + count(line), 0));
    const lengths = [(line) => line.features, (line) => line.equal, (line) => line.deviations.length, (line) => line.unexpected.length];
    cells.push(['all', '', side, ...lengths.map(sum)]);
  }
  const widths = heads.map((head, i) => Math.max(head.length, ...cells.map((row) => row[i].length)));
  for (const row of [heads, ...cells])
    console.log(
      row
        .map((text, i) => (i < 3 ? text.padEnd(widths[i]) : text.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    );
  for (const { dataset, table, side, deviations: known, unexpected } of lines) {
    for (const [name, reason] of known) console.log(`\n${side}, ${dataset}/${table}: ${name} deviates: ${reason}`);
    if (unexpected.length > 0) console.log(`\n${side}, ${dataset}/${table}: ${unexpected.slice(0, 20).join(', ')}`);
  }
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
