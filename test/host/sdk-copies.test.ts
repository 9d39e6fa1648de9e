import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateFeatures, openRegistry } from '../../src/index.js';
import { manifest, provided } from './plugins.js';

const root = join(import.meta.dirname, '../..');
let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'mdm-copies-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CODE = (name: string, batch: boolean): string => `
import { defineBatchTransformer, definePlugin, defineTransformer, fn, number, quantiles } from '@mdm/sdk';
import { z } from 'zod';
const meta = {
  name: 'half', version: 1, summary: 'About half', outputs: ['made'],
  appliesTo: { semantic: ['numeric'], arity: 'each' },
  params: z.strictObject({}),
};
const half = ${
  batch
    ? `defineBatchTransformer({ meta, reason: 'a test', outputs: () => [{ name: 'made', type: 'double', explain: 'Half of it.' }],
  run: (b, { on }, arrow) => ({ made: arrow.vectorFromArray([...b.getChild(on[0].name)].map((x) => (x === null ? null : Number(x) / 2)), new arrow.Float64()) }) })`
    : `defineTransformer({ meta, fit: ({ on }) => ({ middle: quantiles(number(on[0]), [0.5]) }),
  transform: ({ on, state }) => [{ name: 'made', expr: fn.divide(number(on[0]), state.middle[0]), explain: 'In medians.' }] })`
};
export default definePlugin({ namespace: '${name}', transformers: [half] });
`;

function plugin(name: string, { own = false, batch = false } = {}): string {
  const at = join(folder, name);
  mkdirSync(join(at, 'node_modules/@mdm'), { recursive: true });
  const schema = { type: 'object', properties: {}, additionalProperties: false };
  const entry = provided('half', { params: schema, ...(batch ? { kind: 'batch', reason: 'a test' } : {}) });
  writeFileSync(
    join(at, 'package.json'),
    JSON.stringify({ name: `mdm-feature-${name}`, version: '1.0.0', type: 'module', mdm: manifest([entry]) }),
  );
  writeFileSync(join(at, 'index.mjs'), CODE(name, batch));
  if (!own) return at;
  for (const part of ['dist', 'package.json'])
    cpSync(join(root, 'src/sdk', part), join(at, 'node_modules/@mdm/sdk', part), { recursive: true });
  symlinkSync(join(root, 'node_modules/zod'), join(at, 'node_modules/zod'), 'junction');
  return at;
}

test('plugins with the SDK of the host, with a copy of their own, and of both kinds make features in one run', async () => {
  const roots = [
    plugin('hosts'),
    plugin('own', { own: true }),
    plugin('batch', { batch: true }),
    plugin('both', { own: true, batch: true }),
  ];
  const registry = await openRegistry(roots);
  const source = join(folder, 'in.csv');
  writeFileSync(source, `a,y\n${Array.from({ length: 30 }, (_, i) => `${(i * 7) % 11},${i % 2}`).join('\n')}\n`);
  const only = ['hosts', 'own', 'batch', 'both'];
  const { features } = await generateFeatures({ source, target: 'y', only, signalFilter: { enabled: false }, registry });
  expect(features.map((f) => f.transformer)).toEqual(only.map((name) => `${name}.half`));
  await registry.close();
});
