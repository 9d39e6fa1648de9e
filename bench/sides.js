import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The three ways to features, as commands: the generator of MDM 1.0.6, its features as expressions, and the default pipeline. */
const SIDES = {
  'generator legacy': ['--generator', 'legacy'],
  'profile mdm1': ['--profile', 'mdm1'],
  'default pipeline': [],
};
const oneChunk = ['--batch-size', '1000000000'];

/**
 * Runs every side in turn, in processes of their own, `repeat` times in another order each time, and prints the medians of wall and CPU
 * seconds and of peak memory. `file` is a CSV or Parquet file with the column `target`.
 */
export async function benchSides(file, target, repeat) {
  const runs = Object.fromEntries(Object.keys(SIDES).map((side) => [side, []]));
  for (let round = 0; round < repeat; round++) {
    const names = Object.keys(SIDES);
    for (const side of [...names.slice(round % names.length), ...names.slice(0, round % names.length)]) {
      runs[side].push(await run(side, file, target));
      process.stderr.write(`${side}: ${JSON.stringify(runs[side].at(-1))}\n`);
    }
  }
  const base = median(runs['profile mdm1'].map((r) => r.wall));
  console.log(
    `\n${file}, medians of ${repeat}\n\n| side | features | wall s | CPU s | peak GiB | wall / profile mdm1 |\n|---|---:|---:|---:|---:|---:|`,
  );
  for (const [side, made] of Object.entries(runs)) {
    const of = (key) => median(made.map((r) => r[key]));
    const cells = [of('features'), of('wall').toFixed(2), of('cpu').toFixed(2), of('peak').toFixed(2), (of('wall') / base).toFixed(2)];
    console.log(`| ${side} | ${cells.join(' | ')} |`);
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function run(side, file, target) {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-bench-'));
  const home = join(folder, 'home');
  try {
    const scope = side === 'generator legacy' ? oneChunk : [];
    const out = join(folder, 'features.parquet');
    const args = [
      resolve('bin/run.js'),
      'features',
      'generate',
      resolve(file),
      '--target',
      target,
      ...SIDES[side],
      ...scope,
      '-o',
      out,
      '--json',
    ];
    const env = { ...process.env, MDM_HOME_DIR: home, MDM_DATA_DIR: home };
    const started = performance.now();
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    const watched = watch(child.pid);
    const code = await new Promise((done) => child.on('close', done));
    const wall = (performance.now() - started) / 1000;
    const { cpu, peak } = watched.stop();
    if (code !== 0) throw new Error(`${side} ended with exit code ${code}`);
    const result = JSON.parse(Buffer.concat(chunks).toString());
    const features =
      result.features?.filter(({ dropped }) => !dropped).length ?? result.tables.reduce((sum, t) => sum + t.features.length, 0);
    return { features, wall, cpu, peak, bytes: readdirSync(folder).includes('features.parquet') ? statSync(out).size : 0 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** CPU seconds and peak GiB of a process and its children, as /proc tells; looked at 20 times a second. */
function watch(pid) {
  const seen = new Map();
  const look = () => {
    let total = 0;
    for (const id of family(pid)) {
      try {
        const stat = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1).split(' ');
        const kib = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0);
        seen.set(id, { cpu: (Number(stat[11]) + Number(stat[12])) / 100 });
        total += kib;
      } catch {
        // It ended between the two looks.
      }
    }
    peak = Math.max(peak, total / 2 ** 20);
  };
  let peak = 0;
  const timer = setInterval(look, 50);
  look();
  return {
    stop: () => {
      clearInterval(timer);
      return { cpu: [...seen.values()].reduce((sum, s) => sum + s.cpu, 0), peak };
    },
  };
}

function family(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    return [pid, ...children.flatMap(family)];
  } catch {
    return [pid];
  }
}
