import { featuresOf, logged, namesOf, registered, tablesOf } from './features-help.js';
import type { Check } from '../world.js';

export const tables: Readonly<Record<string, Check>> = {
  'A4.4-01': async (world) => {
    // Keys in no order: the order is that of the file.
    const keys = Array.from({ length: 500 }, (_, i) => (i * 379) % 500);
    const path = world.csv(
      'd.csv',
      'k,x,c',
      keys.map((k) => [k, (k * 31) % 97, 'abc'[k % 3]]),
    );
    await world.ok('dataset', 'register', 'd', path, '--id-columns', 'k');
    expect(await tablesOf(world)).toContain('train_features');
    const client = await world.client();
    const { train_features: features } = (await client.loadDatasetFiles('d')) as unknown as Record<
      string,
      { getChild(name: string): Iterable<unknown> }
    >;
    expect([...features!.getChild('k')].map(Number)).toEqual(keys);
  },
  'A4.4-03': async (world) => {
    world.file(
      '../home/config/custom_features/d.mjs',
      'export const twice = (t) => ({ twice: Array.from(t.getChild("x"), (v) => Number(v) * 2) });',
    );
    const path = world.csv(
      'd.csv',
      'k,x,y',
      Array.from({ length: 40 }, (_, i) => [i, (i * 7) % 31, i % 2]),
    );
    const flags = ['--id-columns', 'k', '--target', 'y'];
    await world.ok('dataset', 'register', 'd', path, ...flags, '--debug');
    expect(await tablesOf(world)).toEqual(expect.arrayContaining(['train_custom', 'train_features', 'train_generic']));
    expect(namesOf(await world.sql('d', 'SELECT * FROM "train_custom"'))).toEqual(['twice']);
    const made = namesOf(await world.sql('d', 'SELECT * FROM "train_generic"'));
    expect(made).toContain('x_zscore');
    expect(made.filter((name) => ['k', 'x', 'y', 'twice'].includes(name))).toEqual([]);
    await world.ok('dataset', 'register', 'd', path, ...flags, '--force');
    expect((await tablesOf(world)).filter((name) => /_(generic|custom)$/.test(name))).toEqual([]);
    world.config({ feature_engineering: { keep_intermediate: true } });
    await world.ok('dataset', 'register', 'd', path, ...flags, '--force');
    expect((await tablesOf(world)).filter((name) => /_(generic|custom)$/.test(name))).toEqual(['train_custom', 'train_generic']);
  },
  'A4.4-04': async (world) => {
    const rows = Array.from({ length: 40 }, (_, i) => [i, (i * 7) % 23, ['Red', 'red', 'BLUE'][i % 3], ['p', 'q'][i % 2]]);
    const path = world.csv('d.csv', 'k,Price,Colour,Colour_Blue', rows);
    const { stdout, stderr } = await world.ok('dataset', 'register', 'd', path, '--id-columns', 'k');
    const names = namesOf(await featuresOf(world));
    expect(names.filter((name) => name !== name.toLowerCase())).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['price_zscore', 'colour_red', 'colour_red_2', 'colour_blue_feature']));
    expect(new Set(names).size).toBe(names.length);
    expect(`${stdout}${stderr}`).toMatch(/colour_red, case aside: it is called colour_red_2/i);
    expect(`${stdout}${stderr}`).not.toMatch(/SQLITE|SQL error|syntax/);
    // Names of the data that differ by case alone.
    const twins = world.csv(
      'e.csv',
      'k,Value,value',
      Array.from({ length: 30 }, (_, i) => [i, (i * 7) % 23, (i * 5) % 19]),
    );
    const ended = await world.ok('dataset', 'register', 'e', twins, '--id-columns', 'k');
    expect(`${ended.stdout}${ended.stderr}`).toMatch(/differ/);
    const own = namesOf(await featuresOf(world, 'e'));
    expect(own.filter((name) => /^value.*_zscore$/.test(name))).toHaveLength(2);
  },
  'A4.4-05': async (world) => {
    const { rows, names } = await registered(
      world,
      'x,flag,one',
      Array.from({ length: 1000 }, (_, i) => [(i * 37) % 701, i % 200 === 0 ? 'yes' : 'no', 'same']),
    );
    expect(rows).toHaveLength(1000);
    expect(names.filter((name) => /^flag_(yes|no)$|^one_/.test(name))).toEqual([]);
    const said = logged(world).find(({ message }) => /^\d+ features dropped: /.test(message));
    for (const name of ['flag_yes', 'flag_no']) expect(said?.message).toContain(name);
    const listed = said!.message.replace(/^\d+ features dropped: /, '').split('), ');
    expect(listed).toHaveLength(Number(/^\d+/.exec(said!.message)![0]));
  },
  'A4.4-06': async (world) => {
    const { names } = await registered(
      world,
      'd,c,x',
      Array.from({ length: 60 }, (_, i) => [`2024-01-${String((i % 28) + 1).padStart(2, '0')}`, 'abc'[(i * i) % 3], (i * 37) % 59]),
    );
    const said = logged(world).flatMap(({ message }) => {
      const found = /^features of ([a-z0-9_.-]+): (\d+) kept, (\d+) dropped, ([\d.]+) s$/.exec(message);
      return found ? [{ name: found[1]!, kept: Number(found[2]), dropped: Number(found[3]) }] : [];
    });
    expect(said.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['temporal.parts', 'categorical.onehot', 'statistical.zscore', 'statistical.bins']),
    );
    const total = logged(world)
      .map(({ message }) => /^features of d: (\d+) kept, (\d+) dropped, [\d.]+ s in total$/.exec(message))
      .find(Boolean)!;
    expect(said.reduce((sum, { kept }) => sum + kept, 0)).toBe(Number(total[1]));
    expect(said.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(Number(total[2]));
    expect(names.length - 1).toBe(Number(total[1]));
  },
};
