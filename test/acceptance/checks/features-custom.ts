import { featuresOf, left, logged, namesOf, numbers } from './features-help.js';
import type { Check, World } from '../world.js';

const FOLDER = '../home/config/custom_features';

const CLASS = `export default class Sales {
  revenue(table) {
    const price = [...table.getChild('price')];
    const amount = [...table.getChild('amount')];
    return { revenue: price.map((p, i) => Number(p) * Number(amount[i])) };
  }
  bulk(table) {
    return { bulk: Array.from(table.getChild('amount'), (a) => Number(a) > 5) };
  }
}
`;
const TYPED = CLASS.replace('revenue(table)', 'revenue(table: any): { readonly revenue: number[] }').replace(
  'bulk(table)',
  'bulk(table: any): object',
);
const OBJECT = `export default {
  operations: {
    revenue: (table) => ({ revenue: Array.from(table, (row) => Number(row.price) * Number(row.amount)) }),
    bulk: (table) => ({ bulk: Array.from(table.getChild('amount'), (a) => Number(a) > 5) }),
  },
};
`;

/** A folder with train.csv and test.csv. */
function sales(world: World): string {
  const row = (i: number): unknown[] => [i, 1 + ((i * 7) % 13) / 2, 1 + ((i * 5) % 9)];
  world.csv(
    'sales/train.csv',
    'k,price,amount,y',
    Array.from({ length: 40 }, (_, i) => [...row(i), i % 2]),
  );
  world.csv(
    'sales/test.csv',
    'k,price,amount',
    Array.from({ length: 15 }, (_, i) => row(i + 100)),
  );
  return `${world.folder}/sales`;
}

const flags = ['--target', 'y', '--id-columns', 'k'];

export const custom: Readonly<Record<string, Check>> = {
  'A4.3-01': async (world) => {
    const path = sales(world);
    for (const [file, text] of [
      ['sales.ts', TYPED],
      ['sales.js', OBJECT],
      ['sales.mjs', CLASS],
    ] as const) {
      const { rmSync } = await import('node:fs');
      rmSync(`${world.folder}/${FOLDER}`, { recursive: true, force: true });
      world.file(`${FOLDER}/${file}`, text);
      const { stdout, stderr } = await world.ok('dataset', 'register', 'sales', path, '--dry-run', ...flags);
      const said = `${stdout}${stderr}`;
      expect(said).toContain(file);
      for (const operation of ['revenue', 'bulk']) expect(said).toContain(operation);
    }
    expect(left(world)).toEqual([]);
  },
  'A4.3-02': async (world) => {
    const path = sales(world);
    world.file(`${FOLDER}/sales.ts`, TYPED);
    await world.ok('dataset', 'register', 'sales', path, ...flags);
    for (const table of ['train', 'test']) {
      const data = await featuresOf(world, 'sales', table);
      const features = await featuresOf(world, 'sales', `${table}_features`);
      expect(numbers(features, 'revenue')).toEqual(data.map(({ price, amount }) => Number(price) * Number(amount)));
      expect(features.map(({ bulk }) => bulk === true || Number(bulk) === 1)).toEqual(data.map(({ amount }) => Number(amount) > 5));
    }
    for (const operation of ['revenue', 'bulk'])
      expect(logged(world).some(({ message }) => new RegExp(`sales\\.ts ${operation}: 1 kept, 0 dropped, [\\d.]+ s`).test(message))).toBe(
        true,
      );
    await world.ok('dataset', 'register', 'other', path, ...flags);
    expect(namesOf(await featuresOf(world, 'other'))).not.toContain('revenue');
  },
  'A4.3-03': async (world) => {
    const path = sales(world);
    world.file(`${FOLDER}/sales.ts`, TYPED.replace('return { bulk:', 'return { bulk: ]'));
    const { stderr } = await world.ok('dataset', 'register', 'sales', path, ...flags);
    expect(stderr).toMatch(/sales\.ts:8/);
    expect(stderr).toMatch(/warning/i);
    const names = namesOf(await featuresOf(world, 'sales'));
    expect(names).toContain('price_zscore');
    expect(names).not.toContain('revenue');
    await world.ok('dataset', 'remove', 'sales', '--force');
    const strict = await world.mdmWith({ env: { MDM_FEATURES_CUSTOM_STRICT: 'true' } }, 'dataset', 'register', 'sales', path, ...flags);
    expect(strict.code).not.toBe(0);
    expect(strict.stderr).toMatch(/sales\.ts:8/);
    expect(left(world)).toEqual([]);
  },
  'A4.3-05': async (world) => {
    const path = sales(world);
    world.file(
      `${FOLDER}/sales.mjs`,
      'export const clash = (t) => ({ price_zscore: Array.from({ length: t.numRows }, (_, i) => i), price: Array.from({ length: t.numRows }, (_, i) => -i) });',
    );
    const { stderr } = await world.ok('dataset', 'register', 'sales', path, ...flags);
    expect(stderr).toMatch(/price_zscore.*custom_price_zscore/);
    expect(stderr).toMatch(/column price.*custom_price/);
    const features = await featuresOf(world, 'sales');
    expect(numbers(features, 'custom_price_zscore')).toEqual(features.map((_, i) => i));
    expect(numbers(features, 'price_zscore')).not.toEqual(features.map((_, i) => i));
    expect(numbers(await featuresOf(world, 'sales', 'train'), 'price')).toEqual(features.map((_, i) => 1 + ((i * 7) % 13) / 2));
  },
  'A4.3-06': async (world) => {
    const path = sales(world);
    world.file(`${FOLDER}/sales.mjs`, CLASS);
    world.config({ custom_features: { auto_discover: false } });
    await world.ok('dataset', 'register', 'sales', path, ...flags);
    expect(namesOf(await featuresOf(world, 'sales'))).not.toContain('revenue');
    world.config({ custom_features: { auto_discover: false, paths: ['config/custom_features/sales.mjs'] } });
    await world.ok('dataset', 'register', 'sales', path, ...flags, '--force');
    expect(namesOf(await featuresOf(world, 'sales'))).toContain('revenue');
  },
};
