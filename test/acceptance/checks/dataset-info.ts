import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ESCAPE, put, refusedWith } from '../datasets.js';
import { pointerOf } from '../read-store.js';
import type { Check, World } from '../world.js';

type Json = Record<string, unknown>;
interface Column {
  readonly name: string;
  readonly nulls: number;
}
interface Described extends Json {
  readonly size_bytes: number;
  readonly last_updated_at: string;
  readonly features: readonly string[];
  readonly table_details: readonly { readonly table: string; readonly details: readonly Column[] }[];
}
interface Kept {
  readonly database: { readonly path?: string; readonly database?: string };
  readonly tables: Readonly<Record<string, string>>;
  readonly registered_at: string;
  readonly last_updated_at: string;
}
const info = (world: World, name: string, ...flags: readonly string[]): Promise<Described> =>
  world.json<Described>('dataset', 'info', name, ...flags);
const names = async (world: World, ...argv: readonly string[]): Promise<string[]> =>
  (await world.json<Json[]>('dataset', 'search', ...argv)).map((one) => one['name'] as string);
const shown = async (world: World, name: string): Promise<string> => (await world.ok('dataset', 'info', name)).stdout;

/** What the database itself says the dataset takes. */
async function sizeOf(world: World, name: string): Promise<number> {
  if (world.backend === 'postgresql') {
    const [row] = await world.sql(name, 'SELECT pg_database_size(current_database()) AS size');
    return Number(row!['size']);
  }
  const folder = join(world.home, 'datasets', name);
  const files = readdirSync(folder).filter((one) => one.startsWith(`${name}.`));
  return files.reduce((sum, one) => sum + statSync(join(folder, one)).size, 0);
}

export const checks: Readonly<Record<string, Check>> = {
  'A2.3.1-02': async (world) => {
    await world.register('titanic', world.titanic());
    const { stdout } = await world.ok('dataset', 'info', 'titanic', '--details');
    for (const word of ['Columns of train', 'Embarked', 'text', 'int64', 'double', 'nulls', 'Features: ']) expect(stdout).toContain(word);
    const described = await info(world, 'titanic', '--details');
    const train = described.table_details.find(({ table }) => table === 'train')!;
    const age = train.details.find(({ name }) => name === 'Age')!;
    const [counted] = await world.sql('titanic', 'SELECT count(*) AS n FROM train WHERE "Age" IS NULL');
    expect(age).toMatchObject({ name: 'Age', type: expect.stringMatching(/double|int64/), nulls: Number(counted!['n']) });
    expect(age.nulls).toBeGreaterThan(0);
    expect(train.details).toHaveLength(12);
    expect(described.features.length).toBeGreaterThan(0);
    const [first] = await world.sql('titanic', 'SELECT * FROM train_features LIMIT 1');
    for (const feature of described.features) expect(Object.keys(first!)).toContain(feature);
    expect(await shown(world, 'titanic')).not.toContain('Columns of train');
  },
  'A2.3.1-03': async (world) => {
    await put(world, 'titanic');
    const coloured = { env: { NO_COLOR: undefined } };
    const text = await world.mdmWith(coloured, 'dataset', 'info', 'titanic', '--format', 'text');
    expect([text.code, text.stdout]).toEqual([0, expect.stringContaining('titanic')]);
    expect(text.stdout).not.toMatch(ESCAPE);
    expect((await world.terminal({}, 'dataset', 'info', 'titanic', '--format', 'text')).shown).not.toMatch(ESCAPE);
    expect((await world.terminal({}, 'dataset', 'info', 'titanic', '--format', 'rich')).shown).toMatch(ESCAPE);
    expect((await world.ok('dataset', 'info', 'titanic', '--format', 'r.md')).stdout).toBe('Saved to r.md.\n');
    const saved = readFileSync(join(world.folder, 'r.md'), 'utf8');
    for (const line of text.stdout.trimEnd().split('\n')) expect(saved).toContain(line);
    expect(saved).not.toMatch(ESCAPE);
  },
  'A2.3.1-04': async (world) => {
    const titanic = world.titanic();
    await world.register(
      'titanic',
      titanic,
      '--description',
      'Passengers of a ship',
      '--tags',
      'ships,people',
      '--source',
      'kaggle',
      '--target',
      'Survived',
      '--id-columns',
      'PassengerId',
      '--group-column',
      'Ticket',
      '--no-features',
    );
    const said = await shown(world, 'titanic');
    const pointer = pointerOf(world.home, 'titanic') as unknown as Kept;
    const wanted = [
      'titanic',
      'Passengers of a ship',
      'ships, people',
      'kaggle',
      'Survived',
      'PassengerId',
      'Ticket',
      'binary_classification',
      ...Object.values(pointer.tables),
      world.backend,
      world.backend === 'postgresql' ? pointer.database.database : pointer.database.path,
      pointer.registered_at,
      pointer.last_updated_at,
    ];
    for (const word of wanted) expect(said).toContain(word);
    expect(await info(world, 'titanic')).toMatchObject({ ...pointer, backend: world.backend });
  },
  'A2.3.1-05': async (world) => {
    await put(world, 'titanic', 5_000);
    const size = await sizeOf(world, 'titanic');
    const described = await info(world, 'titanic');
    const tolerance = world.backend === 'postgresql' ? 65_536 : 0;
    expect(Math.abs(described.size_bytes - size)).toBeLessThanOrEqual(tolerance);
    expect(await shown(world, 'titanic')).toMatch(/size +[\d.]+ (B|KiB|MiB) \([\d,]+ bytes\)/);
  },
  'A2.4-01': async (world) => {
    for (const name of ['titanic', 'my_titan_2', 'iris']) await put(world, name);
    expect(await names(world, 'titan')).toEqual(['my_titan_2', 'titanic']);
    expect((await world.ok('dataset', 'search', 'titan')).stdout).toContain('2 matches');
  },
  'A2.4-02': async (world) => {
    for (const name of ['playground-s5', 'playground-s10', 'my-playground-s5']) await put(world, name);
    expect(await names(world, 'play*-s?', '--pattern')).toEqual(['playground_s5']);
    expect(await names(world, 'play*-s*', '--pattern')).toEqual(['playground_s10', 'playground_s5']);
    expect(await names(world, 'play', '--pattern')).toEqual([]);
  },
  'A2.4-03': async (world) => {
    await put(world, 'titanic');
    expect(await names(world, 'TITANIC', '--case-sensitive')).toEqual([]);
    expect(await names(world, 'TITANIC')).toEqual(['titanic']);
  },
  'A2.4-05': async (world) => {
    await world.register('ships', world.titanic(), '--no-features', '--description', 'Who lived', '--tags', 'kaggle');
    await put(world, 'told', 12, { description: 'All who SURVIVED' });
    await put(world, 'tagged', 12, { tags: ['survived-or-not'] });
    await put(world, 'other');
    expect(await names(world, 'survived')).toEqual([]);
    const found = await world.json<Json[]>('dataset', 'search', 'survived', '--deep');
    expect(found.map((one) => [one['name'], one['match_location']])).toEqual([
      ['ships', ['target "Survived"']],
      ['tagged', ['tag "survived-or-not"']],
      ['told', ['description']],
    ]);
    const column = await world.ok('dataset', 'search', 'embarked', '--deep');
    expect(column.stdout).toContain('column "Embarked"');
    expect(column.stdout).toMatch(/^ships/m);
  },
  'A2.5-01': async (world) => {
    await put(world, 't');
    await world.ok('dataset', 'update', 't', '--description', 'New text');
    expect(await shown(world, 't')).toMatch(/description +New text/);
  },
  'A2.5-03': async (world) => {
    await put(world, 't');
    await world.ok('dataset', 'update', 't', '--problem-type', 'regression');
    expect(pointerOf(world.home, 't')).toMatchObject({ problem_type: 'regression' });
    const { openBackend } = await import('../../../src/storage/open.js');
    const { openConfig } = await import('../../../src/config/config.js');
    const backend = await openBackend(world.backend, await openConfig({ home: world.home, env: { ...world.env } }));
    try {
      expect(await backend.getMetadata(pointerOf(world.home, 't').database.store, 'dataset')).toMatchObject({ problem_type: 'regression' });
    } finally {
      await backend.close();
    }
    expect(await refusedWith(world, 2, 'dataset', 'update', 't', '--problem-type', 'guessing')).toContain('binary_classification');
    expect(pointerOf(world.home, 't')).toMatchObject({ problem_type: 'regression' });
  },
  'A2.5-04': async (world) => {
    const file = world.csv(
      't.csv',
      'id,old_target,new_target',
      Array.from({ length: 20 }, (_, i) => [i, i % 2, i * 1.5]),
    );
    await world.register('t', file, '--target', 'old_target', '--description', 'Text', '--no-features');
    await world.ok('dataset', 'update', 't', '--target', 'new_target');
    expect(pointerOf(world.home, 't')).toMatchObject({ target_column: 'new_target', description: 'Text' });
    const said = await refusedWith(world, 2, 'dataset', 'update', 't', '--target', 'new_targt');
    expect(said).toContain('new_target');
    expect(pointerOf(world.home, 't')).toMatchObject({ target_column: 'new_target' });
  },
  'A2.5-05': async (world) => {
    await put(world, 't');
    const updates: readonly (readonly [readonly string[], Json])[] = [
      [['--description', 'Text'], { description: 'Text' }],
      [['--target', 'price'], { target_column: 'price' }],
      [['--problem-type', 'clustering'], { problem_type: 'clustering' }],
      [['--id-columns', 'id,city'], { id_columns: ['id', 'city'] }],
      [['--tags', 'a,b'], { tags: ['a', 'b'] }],
      [['--add-tags', 'c'], { tags: ['a', 'b', 'c'] }],
      [['--remove-tags', 'a,c'], { tags: ['b'] }],
      [['--time-column', 'id', '--group-column', 'city', '--source', 'here'], { time_column: 'id', group_column: 'city', source: 'here' }],
    ];
    let last = (await info(world, 't')).last_updated_at;
    for (const [flags, expected] of updates) {
      await world.ok('dataset', 'update', 't', ...flags);
      const now = await info(world, 't');
      expect(now).toMatchObject(expected);
      expect(Date.parse(now.last_updated_at)).toBeGreaterThan(Date.parse(last));
      last = now.last_updated_at;
    }
    const nothing = await world.mdm('dataset', 'update', 't');
    expect([nothing.code, nothing.stdout.toLowerCase()]).toEqual([0, expect.stringContaining('nothing to update')]);
    expect((await info(world, 't')).last_updated_at).toBe(last);
  },
  'A2.5-06': async (world) => {
    expect(await refusedWith(world, 3, 'dataset', 'update', 'nosuch', '--description', 'x')).toContain('"nosuch"');
  },
};
