import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planRemoval, removeDataset } from '../../src/datasets/remove.js';
import { openRepository } from '../../src/datasets/repository.js';
import { shelf } from './shelf.js';

const home = shelf();
const datasets = (): string[] => readdirSync(join(home.home, 'datasets')).sort();
const pointers = (): string[] => readdirSync(join(home.home, 'config/datasets')).sort();

test('leaves nothing of the dataset, and all of the others', async () => {
  await home.add('t');
  await home.add('other');
  const backend = await home.ws.backends.of('sqlite');
  await backend.createDataset('t~2');
  mkdirSync(join(home.home, 'datasets/t~3/metadata'), { recursive: true });
  writeFileSync(join(home.home, 'datasets/t~3/dataset_info.json'), '{}');
  const removed = await removeDataset(home.ws, 'T');
  expect(removed.stores.map(({ store }) => store)).toEqual(expect.arrayContaining(['t', 't~2']));
  expect(datasets()).toEqual(['other']);
  expect(pointers()).toEqual(['other.yaml']);
  expect(await backend.datasets()).toEqual(['other']);
});

test('a dry run says the same and removes nothing', async () => {
  await home.add('t');
  const plan = await removeDataset(home.ws, 't', { dryRun: true });
  expect(plan).toMatchObject({ dryRun: true, stores: [{ backend: 'sqlite', store: 't' }] });
  expect(plan.stores[0]!.bytes).toBeGreaterThan(0);
  expect(datasets()).toEqual(['t']);
  expect(pointers()).toEqual(['t.yaml']);
});

test('the pointer goes first: what fails later leaves no half of a dataset', async () => {
  await home.add('t');
  const { ws } = home;
  const backend = await ws.backends.of('sqlite');
  const broken = { ...backend, dropDataset: () => Promise.reject(new Error('power is out')) };
  const backends = {
    ...ws.backends,
    of: async (name: Parameters<typeof ws.backends.of>[0]) => (name === 'sqlite' ? broken : ws.backends.of(name)),
  };
  await expect(removeDataset({ ...ws, backends }, 't')).rejects.toThrow('power is out');
  expect(await openRepository(ws.config).find('t')).toBeUndefined();
  await expect(planRemoval(ws, 't')).rejects.toMatchObject({ code: 'not-found' });
});

test('a dataset whose database is gone can be removed', async () => {
  await home.point('gone');
  await removeDataset(home.ws, 'gone');
  expect(existsSync(join(home.home, 'config/datasets/gone.yaml'))).toBe(false);
});

test('the names of others are not mistaken for generations', async () => {
  await home.add('t');
  await home.add('t_2');
  await removeDataset(home.ws, 't');
  expect(datasets()).toEqual(['t_2']);
});
