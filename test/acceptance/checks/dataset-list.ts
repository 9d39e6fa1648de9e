import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ESCAPE, listed, put, refusedWith, repoint } from '../datasets.js';
import type { Check, World } from '../world.js';

const filtered = (world: World, filter: string): Promise<string[]> => listed(world, '--filter', filter);
const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

/** Some megabytes that no backend compresses to less. */
async function large(world: World, name: string, ...flags: readonly string[]): Promise<void> {
  const rows = Array.from({ length: 40_000 }, (_, i) => [i, createHash('sha256').update(`${i}`).digest('hex')]);
  await world.register(name, world.csv(`${name}.csv`, 'id,word', rows), '--no-features', ...flags);
}

/** Small has 12 rows, large 2,000, and nobody knows how many lost has. */
async function three(world: World): Promise<void> {
  await put(world, 'small', 12);
  await put(world, 'large', 2_000, { source: 'kaggle' });
  await put(world, 'lost', 30);
  repoint(world, 'lost', (pointer) => delete pointer.metadata.statistics);
}

export const checks: Readonly<Record<string, Check>> = {
  'A2.2.1-01': async (world) => {
    // One row of iris is there twice.
    await world.register('flowers');
    await put(world, 'numbers', 1_234);
    await world.register('titanic', world.titanic());
    const { stdout } = await world.ok('dataset', 'list');
    const row = (name: string): string[] =>
      stdout
        .split('\n')
        .find((line) => line.startsWith(name))!
        .split(/ {2,}/);
    for (const title of ['name', 'problem type', 'target', 'tables', 'rows', 'size', 'backend'])
      expect(stdout.split('\n')[0]).toContain(title);
    expect(row('flowers')).toEqual([
      'flowers',
      'multiclass_classification',
      'species',
      expect.stringContaining('train'),
      '149',
      expect.stringMatching(/B$/),
      world.backend,
    ]);
    expect(row('numbers')).toEqual([
      'numbers',
      expect.any(String),
      expect.any(String),
      expect.any(String),
      '1,234',
      expect.stringMatching(/B$/),
      world.backend,
    ]);
    expect(row('titanic')).toEqual([
      'titanic',
      'binary_classification',
      'Survived',
      expect.stringMatching(/train.*test/),
      '160',
      expect.stringMatching(/B$/),
      world.backend,
    ]);
    expect(stdout.split('\n').filter((line) => /^(flowers|numbers|titanic)/.test(line))).toHaveLength(3);
  },
  'A2.2.1-02': async (world) => {
    for (const name of ['cherry', 'apple', 'banana']) await put(world, name);
    expect(await listed(world, '--limit', '2')).toEqual(['apple', 'banana']);
    const { stdout } = await world.ok('dataset', 'list', '--limit', '2');
    expect(stdout).toContain('apple');
    expect(stdout).not.toContain('cherry');
  },
  'A2.2.1-04': async (world) => {
    await put(world, 'one');
    const [rich, plain] = [await world.ok('dataset', 'list', '--format', 'rich'), await world.ok('dataset', 'list')];
    expect(rich.stdout).toBe(plain.stdout);
    const coloured = { env: { NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined } };
    expect((await world.mdmWith(coloured, 'dataset', 'list')).stdout).not.toMatch(ESCAPE);
    expect((await world.terminal({}, 'dataset', 'list')).shown).toMatch(ESCAPE);
    expect((await world.terminal({ env: { NO_COLOR: '1' } }, 'dataset', 'list')).shown).not.toMatch(ESCAPE);
  },
  'A2.2.1-05': async (world) => {
    await put(world, 'one');
    const { stdout } = await world.ok('dataset', 'list', '--format', 'output.txt');
    expect(stdout).toBe('Saved to output.txt.\n');
    const text = readFileSync(join(world.folder, 'output.txt'), 'utf8');
    expect(text).toBe((await world.ok('dataset', 'list')).stdout);
  },
  'A2.2.2-01': async (world) => {
    for (const name of ['Zeta', 'alpha', 'Mid']) await put(world, name);
    expect(await listed(world, '--sort-by', 'name')).toEqual(['alpha', 'mid', 'zeta']);
  },
  'A2.2.2-03': async (world) => {
    await large(world, 'big');
    await put(world, 'small', 12);
    await put(world, 'gone', 12);
    repoint(world, 'gone', (pointer) => {
      rmSync(join(world.home, 'datasets/gone'), { recursive: true, force: true });
      pointer.database.store = 'gone~9';
      if (pointer.database.path) pointer.database.path = join(world.home, 'datasets/gone~9/gone~9.db');
      if (pointer.database.database) pointer.database.database += '~9';
    });
    expect(await listed(world, '--sort-by', 'size_mb')).toEqual(['small', 'big', 'gone']);
    expect(await listed(world, '--sort-by', 'size_mb', '--reverse')).toEqual(['big', 'small', 'gone']);
  },
  'A2.2.2-04': async (world) => {
    await three(world);
    expect(await listed(world, '--sort-by', 'row_count')).toEqual(['small', 'large', 'lost']);
  },
  'A2.2.2-05': async (world) => {
    for (const name of ['one', 'two', 'three']) await put(world, name);
    expect(await listed(world, '--sort-by', 'last_updated_at')).toEqual(['one', 'two', 'three']);
    await world.ok('dataset', 'update', 'one', '--description', 'changed');
    expect(await listed(world, '--sort-by', 'last_updated_at')).toEqual(['two', 'three', 'one']);
  },
  'A2.2.3-01': async (world) => {
    await put(world, 'titanic');
    await put(world, 'titanic_2');
    expect(await filtered(world, 'name=titanic')).toEqual(['titanic']);
    expect(await filtered(world, 'name=TiTanic')).toEqual(['titanic']);
  },
  'A2.2.3-03': async (world) => {
    await three(world);
    expect(await filtered(world, 'row_count>1000')).toEqual(['large']);
  },
  'A2.2.3-04': async (world) => {
    await three(world);
    await put(world, 'huge', 10_000);
    expect(await filtered(world, 'row_count<10000')).toEqual(['large', 'small']);
  },
  'A2.2.3-06': async (world) => {
    await put(world, 'small');
    await large(world, 'large');
    const sizes = new Map((await world.json<{ name: string; size_mb: number }[]>('dataset', 'list')).map((one) => [one.name, one.size_mb]));
    expect(await filtered(world, 'size_mb<=100')).toEqual(['large', 'small']);
    // As text "100" comes before "9".
    expect(await filtered(world, `size_mb<=${sizes.get('small')! + 0.01}`)).toEqual(['small']);
    const said = await refusedWith(world, 2, 'dataset', 'list', '--filter', 'sise_mb<=100');
    for (const field of [
      'name',
      'problem_type',
      'target_column',
      'row_count',
      'column_count',
      'size_mb',
      'registered_at',
      'last_updated_at',
      'source',
      'has_test',
      'has_validation',
    ])
      expect(said).toContain(field);
  },
  'A2.2.4-01': async (world) => {
    for (const name of ['test_a', 'my_test', 'testing']) await put(world, name);
    expect(await filtered(world, 'name~test*')).toEqual(['test_a', 'testing']);
  },
  'A2.2.4-02': async (world) => {
    for (const name of ['test_a', 'my_test', 'testing']) await put(world, name);
    expect(await filtered(world, 'name~*test')).toEqual(['my_test']);
  },
  'A2.2.4-04': async (world) => {
    for (const name of ['temp_a', 'my_temp_b', 'kept']) await put(world, name);
    expect(await filtered(world, 'name!~*temp*')).toEqual(['kept']);
  },
  'A2.2.5-02': async (world) => {
    await put(world, 'fresh');
    await put(world, 'recent');
    await put(world, 'old');
    repoint(world, 'recent', (pointer) => (pointer.registered_at = ago(29)));
    repoint(world, 'old', (pointer) => (pointer.registered_at = ago(31)));
    expect(await filtered(world, 'registered_at>30days')).toEqual(['fresh', 'recent']);
  },
  'A2.2.5-03': async (world) => {
    await put(world, 'fresh');
    await put(world, 'recent');
    await put(world, 'old');
    repoint(world, 'recent', (pointer) => (pointer.last_updated_at = ago(6)));
    repoint(world, 'old', (pointer) => (pointer.last_updated_at = ago(8)));
    expect(await filtered(world, 'last_updated_at<1week')).toEqual(['old']);
  },
  'A2.2.5-04': async (world) => {
    for (const name of ['before', 'at', 'after']) await put(world, name);
    repoint(world, 'before', (pointer) => (pointer.registered_at = '2024-01-01T10:29:59Z'));
    repoint(world, 'at', (pointer) => (pointer.registered_at = '2024-01-01T10:30:00Z'));
    repoint(world, 'after', (pointer) => (pointer.registered_at = '2024-01-01T10:30:01Z'));
    expect(await filtered(world, 'registered_at>2024-01-01T10:30:00')).toEqual(['after']);
    expect(await filtered(world, 'registered_at>=2024-01-01T10:30:00')).toEqual(['after', 'at']);
    expect(await filtered(world, 'registered_at<2024-01-01T10:30:00')).toEqual(['before']);
    expect(await refusedWith(world, 2, 'dataset', 'list', '--filter', 'registered_at>soon')).toContain('"soon" is not a date');
  },
  'A2.2.6-01': async (world) => {
    await put(world, 'both', 1_500, { target: 'price', problemType: 'regression' });
    await put(world, 'small', 20, { target: 'price', problemType: 'regression' });
    await put(world, 'other', 1_500, { target: 'city' });
    expect(await filtered(world, 'problem_type=regression AND row_count>1000')).toEqual(['both']);
  },
  'A2.2.6-02': async (world) => {
    await large(world, 'kaggle_big', '--source', 'kaggle');
    await large(world, 'local_big');
    await put(world, 'local_small');
    const sizes = new Map((await world.json<{ name: string; size_mb: number }[]>('dataset', 'list')).map((one) => [one.name, one.size_mb]));
    expect(await filtered(world, 'source=kaggle OR size_mb<50')).toEqual(['kaggle_big', 'local_big', 'local_small']);
    expect(await filtered(world, `source=kaggle OR size_mb<${sizes.get('local_small')! + 0.01}`)).toEqual(['kaggle_big', 'local_small']);
  },
  'A2.2.6-03': async (world) => {
    await world.register('binary', world.titanic());
    await world.register('multi');
    await world.register('number', world.titanic('number'), '--target', 'Fare', '--problem-type', 'regression', '--no-features');
    await put(world, 'number_alone', 20, { target: 'price', problemType: 'regression' });
    expect(await filtered(world, 'problem_type=classification')).toEqual(['binary', 'multi']);
    expect(await filtered(world, 'problem_type!=classification AND has_test=true')).toEqual(['number']);
    // A OR (B AND C), not (A OR B) AND C.
    expect(await filtered(world, 'name=multi OR problem_type=regression AND has_test=true')).toEqual(['multi', 'number']);
  },
};
