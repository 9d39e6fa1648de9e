import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { argumentsOf, casesOf } from './implementations/cases.js';
import { GATES, judged } from './implementations/figures.js';
import { measured } from './watch.js';

/*
 * node bench/implementations.js [--component NAME,NAME] [--case TEXT] [--runs N] [--small] [--no-gate] [--backend NAME] [--json FILE]
 *
 * Runs each case with the flag of a component false and true, in processes of their own: one round to warm up, then --runs rounds (10) in
 * which the sides take turns. Prints medians with intervals, and what the new side takes beside the old one. Exit code 1 when a case is
 * beyond the gate: the new side at most five percent slower, its peak memory not higher, two percent being noise.
 */
const COMPONENTS = ['config', 'backend', 'registrar', 'features'];
const { values } = parseArgs({
  options: {
    component: { type: 'string', default: COMPONENTS.join(',') },
    case: { type: 'string', default: '' },
    runs: { type: 'string', default: '10' },
    small: { type: 'boolean', default: false },
    'no-gate': { type: 'boolean', default: false },
    backend: { type: 'string', default: 'sqlite' },
    json: { type: 'string' },
  },
});
const components = values.component.split(',');
const runs = Number(values.runs);
for (const name of components)
  if (!COMPONENTS.includes(name)) refuse(`There is no component ${name} with two sides. There are: ${COMPONENTS.join(', ')}`);
if (!Number.isInteger(runs) || runs < 1) refuse(`--runs ${values.runs} is no number of runs.`);

const work = resolve(process.env.BENCH_WORK ?? 'bench/work');
mkdirSync(work, { recursive: true });
const chosen = Object.entries(casesOf(work)).filter(([name, one]) => name.includes(values.case) && (one.small || !values.small));
const results = [];
for (const component of components)
  for (const [name, one] of chosen) if (one.of.includes(component)) results.push({ component, name, ...(await compare(component, one)) });
if (results.length === 0) refuse(`No case of ${components.join(', ')} has ${values.case} in its name.`);

print();
if (values.json) {
  const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8'));
  const record = { version, machine: machine(), at: new Date().toISOString(), backend: values.backend, gates: GATES, cases: results };
  writeFileSync(values.json, `${JSON.stringify(record, null, 2)}\n`);
}
if (!values['no-gate'] && results.some(({ beyond }) => beyond.length > 0)) process.exitCode = 1;

function refuse(sentence) {
  console.error(sentence);
  process.exit(2);
}

/** Both sides of a case in turn; the first round only warms up. */
async function compare(component, one) {
  const sides = { old: sideOf(component, 'false', one.env), new: sideOf(component, 'true', one.env) };
  const rounds = [];
  try {
    if (!one.fresh) for (const side of Object.values(sides)) await once(side, side.home, one.ready ?? []);
    for (let round = values.small ? 1 : 0; round <= runs; round++) {
      const made = {};
      for (const name of round % 2 === 0 ? ['old', 'new'] : ['new', 'old']) made[name] = await timed(sides[name], one);
      if (round > 0) rounds.push(made);
    }
  } finally {
    for (const { home } of Object.values(sides)) rmSync(home, { recursive: true, force: true });
  }
  const figures = judged(rounds);
  process.stderr.write(`${component}: ${JSON.stringify(figures)}\n`);
  return figures;
}

/** A home, and the variables that put one component on a side and leave the others on the new one. */
function sideOf(component, value, more) {
  const flags = Object.fromEntries(
    COMPONENTS.map((name) => [`MDM_REFACTORING_USE_NEW_${name.toUpperCase()}`, name === component ? value : 'true']),
  );
  const compared = { MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false', MDM_REFACTORING_RETURN_AUTOMATIC: 'false' };
  const env = { ...process.env, ...flags, ...compared, MDM_DATABASE_DEFAULT_BACKEND: values.backend, CI: '1', ...more };
  return { home: mkdtempSync(join(tmpdir(), 'mdm-sides-')), env };
}

async function timed(side, one) {
  const home = one.fresh ? mkdtempSync(join(tmpdir(), 'mdm-sides-')) : side.home;
  try {
    return await once(side, home, one.run ?? one.together, one.together !== undefined);
  } finally {
    if (one.fresh) rmSync(home, { recursive: true, force: true });
  }
}

/** Wall seconds of all, and the highest peak in GiB: of one process after another, or of all at once. */
async function once({ env }, home, lists, together = false) {
  const start = (list) =>
    measured(argumentsOf(list), { cwd: home, env: { ...env, MDM_HOME_DIR: join(home, 'home'), MDM_DATA_DIR: join(home, 'data') } });
  const started = performance.now();
  const ended = [];
  if (together) ended.push(...(await Promise.all(lists.map(start))));
  else for (const list of lists) ended.push(await start(list));
  const peaks = ended.map(({ peak }) => peak);
  return {
    wall: (performance.now() - started) / 1000,
    peak: together ? peaks.reduce((sum, peak) => sum + peak, 0) : Math.max(...peaks),
  };
}

function machine() {
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  const node = `node ${process.versions.node}`;
  return `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${memory}, ${node}, load ${loadavg()[0].toFixed(1)}`;
}

function print() {
  console.log(`\n${values.backend}, medians of ${runs} with their intervals\n`);
  console.log(
    '| component | case | old s | new s | new / old | old GiB | new GiB | new / old | beyond the gate |\n|---|---|---|---|---|---|---|---|---|',
  );
  const range = ({ median, low, high }) => `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
  for (const one of results) {
    const memory = [one.peakOld.toFixed(2), one.peakNew.toFixed(2), range(one.peakRatio)];
    console.log(
      `| ${[one.component, one.name, range(one.old), range(one.new), range(one.ratio), ...memory, one.beyond.join(', ') || '-'].join(' | ')} |`,
    );
  }
}
