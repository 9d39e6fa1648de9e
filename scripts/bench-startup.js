/**
 * What a plugin costs at every start: medians of alternating runs with no plugin and with twenty, each of ten transformers with parameters.
 * usage: bench-startup [RUNS] (default 31). Ends with 1 when a plugin costs more than 2 ms.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PLUGINS = 20;
const MOST = 2;
const COMMANDS = { 'features list': ['features', 'list'], '--help': ['--help'] };
const runs = Number(process.argv[2] ?? 31);
const bin = join(import.meta.dirname, '../bin/run.js');
const folder = mkdtempSync(join(tmpdir(), 'mdm-startup-'));

const parameter = (k) => ({ default: k, description: `What parameter ${k} is for, said in one sentence`, type: 'integer', minimum: 0 });
const provided = (k) => ({
  name: `transformer-${k}`,
  summary: `What transformer ${k} makes of a column, said in one sentence`,
  version: 1,
  kind: 'expr',
  semantic: ['numeric', 'categorical'],
  arity: 'each',
  onByDefault: true,
  needs: [],
  outputs: ['first', 'second', 'value_{value}'],
  params: {
    type: 'object',
    properties: Object.fromEntries([1, 2, 3, 4, 5].map((j) => [`parameter${j}`, parameter(j)])),
    additionalProperties: false,
  },
});

function install(data, count) {
  const plugins = Array.from({ length: count }, (_, k) => {
    const name = `mdm-feature-dummy-${k}`;
    const place = `plugins/dummy-${k}/1.0.0-00000000/node_modules/${name}`;
    const mdm = { api: '^1', transformers: './index.js', provides: Array.from({ length: 10 }, (_, j) => provided(j)) };
    mkdirSync(join(data, place), { recursive: true });
    writeFileSync(join(data, place, 'package.json'), JSON.stringify({ name, version: '1.0.0', type: 'module', mdm }, null, 2));
    writeFileSync(join(data, place, 'index.js'), 'throw new Error("a plugin was imported");\n');
    const source = { kind: 'registry', spec: name };
    return { name, version: '1.0.0', folder: place, source, integrity: null, content: null, installed: '2026-01-01T00:00:00.000Z' };
  });
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'plugins.json'), JSON.stringify({ version: 1, plugins, off: [] }));
}

/** Milliseconds of one run. */
function time(data, argv) {
  const begun = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, [bin, ...argv], { env: { ...process.env, NODE_OPTIONS: '', MDM_DATA_DIR: data } });
  if (status !== 0) throw new Error(`mdm ${argv.join(' ')} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - begun) / 1e6;
}

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

try {
  const none = join(folder, 'none');
  const some = join(folder, 'some');
  install(none, 0);
  install(some, PLUGINS);
  for (const [name, argv] of Object.entries(COMMANDS)) {
    const without = [];
    const having = [];
    for (let run = -1; run < runs; run++) {
      // The first of each is thrown away: it fills caches.
      const pair = run % 2 === 0 ? [time(none, argv), time(some, argv)] : [time(some, argv), time(none, argv)].reverse();
      if (run >= 0) (without.push(pair[0]), having.push(pair[1]));
    }
    const each = (median(having) - median(without)) / PLUGINS;
    console.log(
      `mdm ${name}: ${median(without).toFixed(1)} ms without plugins, ${median(having).toFixed(1)} ms with ${PLUGINS}: ${each.toFixed(2)} ms a plugin`,
    );
    if (each > MOST) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
