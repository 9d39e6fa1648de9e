import { execFileSync, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { tableOf } from './implementations/tables.js';
import { judged, LEAST_MINUTES, LIMITS, middle } from './load/figures.js';

/*
 * node bench/load.js [--minutes N] [--workers N] [--rows N] [--backend NAME] [--json FILE]
 *
 * Several processes register, look at, query, update, export and remove datasets of one home for 30 minutes. Prints for every minute the
 * operations, those that failed, and the resident memory of all processes: as it is seen every second, and once what is held after garbage
 * was collected. Exit code 1: one of a thousand operations failed, or what is held rose in the second half; 2: an option is wrong.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    workers: { type: 'string', default: '4' },
    rows: { type: 'string', default: '1000' },
    backend: { type: 'string', default: 'sqlite' },
    json: { type: 'string' },
  },
});
const [minutes, workers, rows] = ['minutes', 'workers', 'rows'].map((name) => {
  const number = Number(values[name]);
  if (number > 0 && (name === 'minutes' || Number.isInteger(number))) return number;
  console.error(`--${name} ${values[name]} is no number of ${name}.`);
  process.exit(2);
});

const folder = mkdtempSync(join(process.env.BENCH_WORK ?? tmpdir(), 'mdm-load-'));
const env = {
  ...process.env,
  MDM_HOME_DIR: join(folder, 'home'),
  MDM_DATA_DIR: join(folder, 'plugins'),
  MDM_DATABASE_DEFAULT_BACKEND: values.backend,
};
const lengthMs = minutes * 60_000;
/** A minute, or a tenth of a run that is shorter than ten. */
const periodMs = Math.min(60_000, lengthMs / 10);
const periods = Array.from({ length: Math.round(lengthMs / periodMs) }, () => ({ operations: 0, errors: 0, seen: [], held: 0 }));
const times = new Map();
const reasons = new Map();

try {
  mkdirSync(env.MDM_HOME_DIR);
  const file = tableOf(folder, 'mixed', rows);
  const common = ['dataset', 'register', 'common', file, '--target', 'class', '--no-features'];
  execFileSync(process.execPath, [resolve(import.meta.dirname, '../bin/run.js'), ...common], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await load(file);
  print();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function load(file) {
  let began = Infinity;
  const [resident, held] = [new Map(), new Map()];
  const sum = (bytes) => [...bytes.values()].reduce((all, one) => all + one, 0);
  const now = () => periods[Math.min(periods.length - 1, Math.max(0, Math.floor((performance.now() - began) / periodMs)))];
  const heard = (number, { name, ms, error, bytes, held: after }) => {
    const period = now();
    if (after !== undefined) {
      held.set(number, after);
      return;
    }
    period.operations += 1;
    resident.set(number, bytes);
    if (!times.has(name)) times.set(name, []);
    times.get(name).push(ms);
    if (error === undefined) return;
    period.errors += 1;
    reasons.set(`${name}: ${error}`, (reasons.get(`${name}: ${error}`) ?? 0) + 1);
  };
  const running = Array.from({ length: workers }, (_, number) => {
    const child = fork(join(import.meta.dirname, 'load/worker.js'), [number, file, rows, folder].map(String), {
      env,
      execArgv: ['--expose-gc'],
    });
    const ready = new Promise((done) => child.once('message', done));
    ready.then(() => child.on('message', (message) => heard(number, message)));
    return { child, ready, ended: new Promise((done) => child.once('exit', done)) };
  });
  // A process that ends before its time is an error, and the run is over.
  const died = Promise.race(running.map(({ ended }) => ended)).then(() => 'died');
  let outcome = await Promise.race([died, Promise.all(running.map(({ ready }) => ready))]);
  began = performance.now();
  let asked;
  while (outcome !== 'died' && performance.now() < began + lengthMs) {
    outcome = await Promise.race([died, sleep(Math.min(1_000, periodMs / 2))]);
    const period = now();
    if (resident.size === workers) period.seen.push(sum(resident));
    if (period !== asked) for (const { child } of running) if (child.connected) child.send('collect');
    asked = period;
    if (held.size === workers) period.held = sum(held);
  }
  if (outcome === 'died') {
    now().errors += 1;
    reasons.set('a process ended before its time', 1);
  }
  for (const { child } of running) if (child.connected) child.send('stop');
  await Promise.all(running.map(({ ended }) => ended));
}

function print() {
  const measured = periods.map(({ operations, errors, seen, held }) => ({ operations, errors, bytes: middle(seen), held }));
  const result = judged(measured, minutes);
  const mib = (bytes) => (bytes / 2 ** 20).toFixed(0);
  const percent = (share) => `${(100 * share).toFixed(2)} %`;
  const between = ({ rise, least }) => `${percent(rise)} (${percent(least)} to ${percent(2 * rise - least)})`;
  console.log(`${values.backend}, ${minutes} minutes, ${workers} processes, datasets of ${rows} rows\n`);
  console.log('| minute | operations | errors | resident MiB | held MiB |\n|---|---:|---:|---:|---:|');
  measured.forEach(({ operations, errors, bytes, held }, i) =>
    console.log(`| ${Number((((i + 1) * periodMs) / 60_000).toFixed(2))} | ${operations} | ${errors} | ${mib(bytes)} | ${mib(held)} |`),
  );
  console.log('\n| operation | times | median ms | 95 of 100 ms |\n|---|---:|---:|---:|');
  const operations = [...times].map(([name, ms]) => {
    const sorted = ms.toSorted((a, b) => a - b);
    return { name, times: ms.length, medianMs: middle(ms), p95Ms: sorted[Math.floor(0.95 * (sorted.length - 1))] };
  });
  for (const one of operations) console.log(`| ${one.name} | ${one.times} | ${one.medianMs.toFixed(0)} | ${one.p95Ms.toFixed(0)} |`);
  const share = result.operations === 0 ? 1 : result.errors / result.operations;
  console.log(`\nErrors: ${result.errors} of ${result.operations} (${percent(share)}; less than ${percent(LIMITS.errors)} is good).`);
  for (const [reason, count] of [...reasons].slice(0, 10)) console.log(`  ${count} times: ${reason}`);
  console.log(
    result.memory
      ? `Memory held rose by ${between(result.memory)} in the second half (by at most ${percent(LIMITS.rise)} is good), resident memory by ${between(result.resident)}.`
      : `Memory is not judged in a run of less than ${LEAST_MINUTES} minutes.`,
  );
  const record = { backend: values.backend, minutes, workers, rows, ...result, times: operations, periods: measured };
  if (values.json) writeFileSync(values.json, `${JSON.stringify(record, null, 2)}\n`);
  if (result.wrong.length > 0) {
    console.log(`Not good: ${result.wrong.join(', ')}.`);
    process.exitCode = 1;
  }
}
