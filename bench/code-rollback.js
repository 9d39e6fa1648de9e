import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

/*
 * node bench/code-rollback.js COMMIT: rehearses the way back of the code as docs/guide/runbook.md has it. The present build fills a home;
 * a clone goes back to COMMIT by the two commands, and its build reads the same home. Prints what each step took; ends with 1 when one fails.
 */
const [commit] = process.argv.slice(2);
if (commit === undefined) throw new Error('Name a tag or a commit: node bench/code-rollback.js v0.1.0');
const root = resolve(import.meta.dirname, '..');
const top = mkdtempSync(join(process.env.BENCH_WORK ?? tmpdir(), 'mdm-code-rollback-'));
const clone = join(top, 'clone');
const env = {
  ...process.env,
  MDM_HOME_DIR: join(top, 'home'),
  MDM_DATA_DIR: join(top, 'data'),
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
};

function step(name, file, argv, cwd) {
  const began = performance.now();
  const run = () => execFileSync(file, argv, { cwd, env, encoding: 'utf8', maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const out = run();
    console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${name}`);
    return out;
  } catch (error) {
    console.log(`  FAILED   ${name}\n${error.stdout}${error.stderr}`);
    throw error;
  }
}
const mdm = (of, ...argv) => step(`mdm ${argv.join(' ')}`, process.execPath, [join(of, 'bin/run.js'), ...argv], top);

try {
  step('git clone', 'git', ['clone', '--quiet', root, clone], top);
  console.log('A home of this build:');
  mdm(root, 'dataset', 'register', 'penguins', join(root, 'examples/penguins.csv'), '--target', 'species');
  mdm(root, 'config', 'set', 'refactoring.use_new_features', 'true');
  mdm(root, 'backup', 'create');
  mdm(root, 'rollback', 'create');
  const here = mdm(root, 'dataset', 'stats', 'penguins', '--json');
  console.log(`Back to ${commit}:`);
  step(`git checkout ${commit}`, 'git', ['checkout', '--quiet', commit], clone);
  step('npm ci', 'npm', ['ci', '--no-audit', '--no-fund'], clone);
  step('npm run build', 'npm', ['run', 'build'], clone);
  console.log('The same home:');
  for (const argv of ['version', 'config validate', 'doctor', 'dataset info penguins', 'flags status', 'backup verify'])
    mdm(clone, ...argv.split(' '));
  const there = mdm(clone, 'dataset', 'stats', 'penguins', '--json');
  if (there !== here) throw new Error('The statistics of the two builds differ.');
  console.log('The older build reads the home.');
} catch (error) {
  if (!('stdout' in error)) console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(top, { recursive: true, force: true });
}
