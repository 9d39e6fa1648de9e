import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyRecipe, generateFeatures, openRegistry, type GenerateOptions, type Progress } from '@mdm/cli';
import { manifest, packages, provided, type Packages } from '../host/plugins.js';

/* Runs in which transformers fail, with `keepGoing` and when their recipe is applied. */

const COLUMNS = ['a', 'b', 'c', 'd'];
let folder: Packages;
let work = '';
const at = (name: string): string => join(work, name);

beforeAll(() => {
  folder = packages();
  work = mkdtempSync(join(tmpdir(), 'mdm-keep-going-'));
  const rows = (n: number) => Array.from({ length: n }, (_, i) => COLUMNS.map((_, k) => `${(i * (k + 3)) % 31}.5`).join(','));
  for (const [name, n] of [
    ['in.csv', 60],
    ['test.csv', 20],
  ] as const)
    writeFileSync(at(name), [COLUMNS.join(','), ...rows(n), ''].join('\n'));
});
afterAll(() => {
  folder.remove();
  rmSync(work, { recursive: true });
});

const MADE = `[{ name: 'made', type: 'double', explain: 'Made.' }]`;
/** Names of packages differ, so that each is imported. */
let many = 0;
/** A package with one batch transformer, `odd.one`; its `run` knows the column's `name` and `n`, the number of rows. */
function odd(run: string, outputs = MADE): string {
  const code = `
const params = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
const meta = { name: 'one', version: 1, summary: 'About one', appliesTo: { semantic: ['numeric'], arity: 'each' }, outputs: ['made'], params };
const ones = (n, arrow) => arrow.vectorFromArray(new Array(n).fill(1), new arrow.Float64());
const run = (batch, { on: [{ name }] }, arrow) => { const n = batch.numRows; ${run} };
export default { namespace: 'odd', transformers: [{ kind: 'batch', meta, reason: 'To be a test.', outputs: () => ${outputs}, run }] };`;
  const entry = provided('one', { kind: 'batch', reason: 'To be a test.' });
  return folder.add(`mdm-feature-odd-${(many += 1)}`, manifest([entry], { namespace: 'odd' }), code);
}
const ONES = 'return { made: ones(n, arrow) };';

async function withPlugin<T>(root: string, work: (registry: Awaited<ReturnType<typeof openRegistry>>) => Promise<T>): Promise<T> {
  const registry = await openRegistry([root]);
  try {
    return await work(registry);
  } finally {
    await registry.close();
  }
}
const options = (more: Partial<GenerateOptions>): GenerateOptions => ({
  source: at('in.csv'),
  only: ['odd', 'statistical.minmax'],
  signalFilter: { enabled: false },
  keepGoing: true,
  force: true,
  ...more,
});
const generate = (root: string, more: Partial<GenerateOptions> = {}) =>
  withPlugin(root, (registry) => generateFeatures({ ...options(more), registry }));
const apply = (root: string) =>
  withPlugin(root, (registry) => applyRecipe({ recipe: at('r.json'), source: at('test.csv'), output: at('a.csv'), force: true, registry }));

test('all batches that fail are found in one more run, on the test table too, and progress never goes back', async () => {
  const seen: Progress[] = [];
  const root = odd(`if (name < 'c' || (name === 'c' && n === 20)) throw new Error('not ' + name); ${ONES}`);
  const files = { test: at('test.csv'), output: at('o.csv'), recipe: at('r.json') };
  const result = await generate(root, { ...files, onProgress: (progress) => seen.push(progress) });
  expect(result.failures.map(({ columns, problem }) => [...columns, problem])).toEqual([
    ['a', 'run failed: not a'],
    ['b', 'run failed: not b'],
    ['c', 'run failed: not c'],
  ]);
  expect(result.features.filter((f) => f.transformer === 'odd.one').map((f) => f.name)).toEqual(['d__made']);
  expect(result.features.filter((f) => f.transformer === 'statistical.minmax')).toHaveLength(4);
  // Whole, without a and b, and without c, which fails on the test table alone.
  expect(seen.filter((p, i) => p.stage === 'read' && seen[i - 1]?.stage !== 'read')).toHaveLength(3);
  expect(seen.every((p, i) => i === 0 || p.share >= seen[i - 1]!.share)).toBe(true);
  expect((await apply(odd(ONES))).features).toEqual(result.features.map((f) => f.name));
});

test('a transformer that hangs is not tried on column after column', async () => {
  const result = await generate(odd('for (;;);'), { pluginTimeout: 0.5 });
  const problems = result.failures.map((f) => f.problem);
  expect(problems).toHaveLength(4);
  expect(problems[0]).toBe('run took longer than 0.5 seconds for 60 rows');
  expect(problems[3]).toBe('run was stopped too often and is not tried again');
});

test('when nothing is left, what failed is said', async () => {
  await expect(generate(odd(`throw new Error('no such luck');`), { only: ['odd'] })).rejects.toMatchObject({
    code: 'plugin',
    message: expect.stringMatching(
      /^No feature is left: odd\.one \(mdm-feature-odd-\d+\) failed on "a": run failed: no such luck; 3 more failed\.$/,
    ) as string,
  });
});

test('a transformer that refuses to be given no parameters has failed', async () => {
  const result = await withPlugin(odd(ONES), async (registry) => {
    const refuses = async () => ({ ok: false as const, path: 'by', problem: 'is missing', known: [] });
    const load: typeof registry.load = async (ids) =>
      new Map([...(await registry.load(ids))].map(([id, t]) => [id, id === 'odd.one' ? { ...t, params: refuses } : t]));
    return generateFeatures({ ...options({}), registry: { ...registry, load } });
  });
  expect(result.failures).toMatchObject([
    { transformer: 'odd.one', problem: 'params failed: it refuses to be given none: odd.one.by: is missing' },
  ]);
});

describe('a recipe whose batch transformer', () => {
  let root = '';
  beforeAll(async () => {
    root = odd(ONES);
    await generate(root, { recipe: at('r.json') });
  });

  test.each([
    ['has other outputs by now', `[{ name: 'other', type: 'double', explain: 'x' }]`],
    ['has outputs of another type', `[{ name: 'made', type: 'text', explain: 'x' }]`],
    ['has none any more', '[]'],
  ])('%s is named, and not the recipe', async (_, outputs) => {
    await expect(apply(odd('return {};', outputs))).rejects.toMatchObject({
      code: 'plugin',
      message: expect.stringContaining('its outputs have no "made" of type double any more, which the recipe reads') as string,
      next: expect.stringContaining('make the recipe again without it: mdm features generate --skip odd.one') as string,
    });
  });

  test('safe mode leaves out is not said to be missing', async () => {
    const registry = await openRegistry([root], { safeMode: true });
    await expect(applyRecipe({ recipe: at('r.json'), source: at('test.csv'), registry })).rejects.toMatchObject({
      code: 'plugin',
      message: expect.stringMatching(/which safe mode leaves out\.$/) as string,
    });
  });
});
