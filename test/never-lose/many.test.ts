import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, gone, mdm, place, writeTable, type Place } from './home.js';

let one: Place;
let source: string;
beforeEach(() => {
  one = place();
  source = writeTable(join(one.root, 'table.csv'), 300, 4);
});
afterEach(() => gone(one));

const stores = (): string[] => readdirSync(join(one.home, 'datasets')).filter((name) => !name.startsWith('.'));

test('20 processes register one name and ten others at once', async () => {
  const shared = Array.from({ length: 10 }, () => mdm(one, ['dataset', 'register', 'same', source, '--target', 'y', '--no-features']));
  const own = Array.from({ length: 10 }, (_, i) => mdm(one, ['dataset', 'register', `own${i}`, source, '--target', 'y', '--no-features']));
  const codes = (await Promise.all(shared)).map(({ code }) => code).sort();
  expect(codes).toEqual([0, ...Array.from({ length: 9 }, () => 4)]);
  for (const { code, stderr } of await Promise.all(own)) if (code !== 0) throw new Error(stderr);
  const listed = await mdm(one, ['dataset', 'list', '--json']);
  expect((JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name).sort()).toEqual([
    'own0',
    'own1',
    'own2',
    'own3',
    'own4',
    'own5',
    'own6',
    'own7',
    'own8',
    'own9',
    'same',
  ]);
  expect(stores().sort()).toEqual(['own0', 'own1', 'own2', 'own3', 'own4', 'own5', 'own6', 'own7', 'own8', 'own9', 'same']);
  const [first, ...more] = await Promise.all(
    ['same', ...Array.from({ length: 10 }, (_, i) => `own${i}`)].map((name) => contentOf(one, name)),
  );
  for (const content of more) expect(content).toEqual(first);
}, 300_000);

test('the lock of a process that was killed is taken over', async () => {
  await mdm(one, ['dataset', 'register', 'same', source, '--target', 'y'], 900);
  const ended = await mdm(one, ['dataset', 'register', 'same', source, '--target', 'y', '--force']);
  if (ended.code !== 0) throw new Error(ended.stderr);
  expect(await contentOf(one, 'same')).toBeDefined();
  expect(stores().length).toBeLessThanOrEqual(2);
  expect((await mdm(one, ['doctor', '--fix'])).code).toBe(0);
  expect(stores().length).toBe(1);
}, 120_000);
