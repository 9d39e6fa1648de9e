import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { measured, median } from './watch.js';

/** The three ways to features, as commands: the generator of MDM 1.0.6, its features as expressions, and the default pipeline. */
const SIDES = {
  'generator legacy': ['--generator', 'legacy'],
  'profile mdm1': ['--profile', 'mdm1'],
  'default pipeline': [],
};
const oneChunk = ['--batch-size', '1000000000'];

/**
 * Runs every side in turn, in processes of their own, `repeat` times in another order each time. `file` is a CSV or Parquet file with the
 * column `target`. Gives the medians of features, wall and CPU seconds and peak GiB of each side.
 */
export async function measureSides(file, target, repeat) {
  const runs = Object.fromEntries(Object.keys(SIDES).map((side) => [side, []]));
  for (let round = 0; round < repeat; round++) {
    const names = Object.keys(SIDES);
    for (const side of [...names.slice(round % names.length), ...names.slice(0, round % names.length)]) {
      runs[side].push(await run(side, file, target));
      process.stderr.write(`${side}: ${JSON.stringify(runs[side].at(-1))}\n`);
    }
  }
  return Object.entries(runs).map(([side, made]) => {
    const of = (key) => median(made.map((r) => r[key]));
    return { side, features: of('features'), wall: of('wall'), cpu: of('cpu'), peak: of('peak') };
  });
}

/** Prints them. */
export async function benchSides(file, target, repeat) {
  const sides = await measureSides(file, target, repeat);
  const base = sides.find(({ side }) => side === 'profile mdm1').wall;
  console.log(
    `\n${file}, medians of ${repeat}\n\n| side | features | wall s | CPU s | peak GiB | wall / profile mdm1 |\n|---|---:|---:|---:|---:|---:|`,
  );
  for (const { side, features, wall, cpu, peak } of sides) {
    const cells = [features, ...[wall, cpu, peak, wall / base].map((figure) => figure.toFixed(2))];
    console.log(`| ${side} | ${cells.join(' | ')} |`);
  }
}

async function run(side, file, target) {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-bench-'));
  const home = join(folder, 'home');
  try {
    const scope = side === 'generator legacy' ? oneChunk : [];
    const out = join(folder, 'features.parquet');
    const args = [
      resolve(import.meta.dirname, '../bin/run.js'),
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
    const { wall, cpu, peak, stdout } = await measured(args, { cwd: folder, env });
    const result = JSON.parse(stdout);
    const features =
      result.features?.filter(({ dropped }) => !dropped).length ?? result.tables.reduce((sum, t) => sum + t.features.length, 0);
    return { features, wall, cpu, peak, bytes: readdirSync(folder).includes('features.parquet') ? statSync(out).size : 0 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
