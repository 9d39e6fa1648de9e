// Runs the acceptance list at the size its rows name and prints how many of them hold. MDM_ACCEPTANCE=A2,A7 picks rows,
// MDM_ACCEPTANCE_BACKEND names the backend; MDM_ACCEPTANCE_SCALE=small is quicker, as in `npm test`. MDM_ACCEPTANCE_SIDE=old:registrar
// (or config, backend, features, several with commas, old:all) runs them on the old side; rows that it answers otherwise on purpose are in
// test/acceptance/differences.json, and the report is acceptance.old.json.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { differences, oldComponents } from '../test/acceptance/sides.ts';
import { itemsOf, reportOf } from './acceptance/report.js';

const root = join(import.meta.dirname, '..');
const picked = (process.env.MDM_ACCEPTANCE ?? '').split(',').filter(Boolean);
const backend = process.env.MDM_ACCEPTANCE_BACKEND ?? 'sqlite';
const scale = process.env.MDM_ACCEPTANCE_SCALE ?? 'ordinary';
const old = oldComponents();

const scratch = mkdtempSync(join(tmpdir(), 'mdm-acceptance-run-'));
const out = join(scratch, 'jest.json');
const pattern = picked.length === 0 ? [] : ['--testNamePattern', `\\[(${picked.map((id) => id.replaceAll('.', '\\.')).join('|')})`];
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules/jest/bin/jest.js')];
spawnSync(process.execPath, [...jest, 'test/acceptance', '--json', '--outputFile', out, ...pattern], {
  cwd: root,
  env: { ...process.env, MDM_ACCEPTANCE_SCALE: scale },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const ran = new Map();
for (const file of JSON.parse(readFileSync(out, 'utf8')).testResults)
  for (const one of file.assertionResults) {
    const id = /^\[([^\]]+)\]/.exec(one.title)?.[1];
    if (id !== undefined && one.status !== 'pending')
      ran.set(id, { status: one.status, check: relative(root, file.name), message: one.failureMessages[0] });
  }
rmSync(scratch, { recursive: true });

const items = itemsOf(readFileSync(join(root, 'test/data/acceptance/items.tsv'), 'utf8'));
const report = reportOf({
  version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
  at: new Date().toISOString(),
  scale,
  items: items.filter(({ id }) => picked.length === 0 || picked.some((one) => id.startsWith(one))),
  open: JSON.parse(readFileSync(join(root, 'test/acceptance/open.json'), 'utf8')),
  ran,
  backend,
  side: old.length === 0 ? 'new' : `old:${old.join(',')}`,
  differences: differences(old),
});
writeFileSync(join(root, old.length === 0 ? 'acceptance.json' : 'acceptance.old.json'), `${JSON.stringify(report, null, 2)}\n`);
for (const { id, outcome, why } of report.rows) if (outcome !== 'holds') console.log(`${id}  ${outcome}: ${why}`);
console.log(
  `${report.hold} of ${report.total} hold on ${backend}${old.length === 0 ? '' : ` with ${report.side}, ${report.differ} differ on purpose`}.`,
);
process.exitCode = report.rows.every(({ outcome }) => ['holds', 'open', 'differs'].includes(outcome)) ? 0 : 1;
