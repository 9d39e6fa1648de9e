import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { benchCompare } from '../bench/compare.js';
import { benchSides } from '../bench/sides.js';

/*
 * npm run bench [-- ROWS ...]    the workload "wide-tabular" beside hand-written DuckDB SQL, polars, pandas and the pure write;
 *                                then, on the first size, comparing two equal tables beside a scan of both, and the generator of
 *                                MDM 1.0.6 beside profile mdm1 and the default pipeline
 * npm run bench -- sides         the latter two alone
 * npm run bench -- datasets      registering and loading datasets: bench/datasets.js
 *
 * The harness (run.py, gen_data.py, requirements.txt) is looked for in BENCH_DIR, default ../shared/bench; its Python environment, data
 * and outputs are kept in BENCH_WORK, default bench/work. BENCH_PYTHON names a Python that has the requirements already.
 */
if (process.argv[2] === 'datasets') {
  const { benchDatasets } = await import('../bench/datasets.js');
  await benchDatasets(process.argv.slice(3));
  process.exit(0);
}
const harness = resolve(process.env.BENCH_DIR ?? '../shared/bench');
if (!existsSync(join(harness, 'run.py'))) {
  console.log(`There is no benchmark harness in ${harness}: set BENCH_DIR to its folder.`);
  process.exit(0);
}
const work = resolve(process.env.BENCH_WORK ?? 'bench/work');
mkdirSync(work, { recursive: true });
const rows = process.argv.slice(2).filter((a) => /^\d+$/.test(a));
const sizes = rows.length > 0 ? rows : ['336776'];

let python = process.env.BENCH_PYTHON;
if (!python) {
  python = join(work, 'venv/bin/python');
  if (!existsSync(python)) {
    run('python3', ['-m', 'venv', join(work, 'venv')]);
    run(python, ['-m', 'pip', 'install', '-q', '-r', join(harness, 'requirements.txt')]);
  }
}
const data = (n) => join(work, 'data', `flights_${n}.parquet`);
const missing = sizes.filter((n) => !existsSync(data(n)));
if (missing.length > 0) run(python, [join(harness, 'gen_data.py'), '--rows', ...missing, '--out', join(work, 'data')]);

for (const n of process.argv.includes('sides') ? [] : sizes) {
  run(python, [
    join(harness, 'run.py'),
    ...['--input', data(n), '--out', join(work, 'out'), '--groups', 'all'],
    ...['--peers', process.env.BENCH_PEERS ?? 'duckdb_sql,polars_lazy,limit:doubles,limit:rewrite'],
    ...['--repeat', process.env.BENCH_REPEAT ?? '3', '--timeout', '1800'],
    ...['--command', `mdm=${resolve('bench/wide-tabular')} {input} {output} {families}`],
  ]);
}

await benchCompare(data(sizes[0]), 5);
await benchSides(data(sizes[0]), 'arr_delay', Number(process.env.BENCH_REPEAT ?? '3'));

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
