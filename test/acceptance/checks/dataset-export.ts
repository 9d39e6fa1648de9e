import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { put, refusedWith } from '../datasets.js';
import type { Check, World } from '../world.js';

const files = (world: World, folder = '.'): string[] =>
  readdirSync(join(world.folder, folder))
    .filter((one) => /^t(itanic)?_/.test(one))
    .sort();
const at = (world: World, file: string): string => join(world.folder, file);
const read = (world: World, file: string): string => readFileSync(at(world, file), 'utf8');
const unzip = (...argv: readonly string[]): string => execFileSync('unzip', [...argv], { encoding: 'utf8' });

/** Rows that DuckDB reads from a file. */
async function rowsOf(sql: string): Promise<Record<string, unknown>[]> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A dataset with every type of column and missing values in each. */
async function typed(world: World): Promise<void> {
  const rows = Array.from({ length: 30 }, (_, i) =>
    i % 10 === 9
      ? [i, '', '', '', '', '']
      : [i, i * 7, (i / 4).toFixed(2), i % 2 === 0, `2024-01-${String((i % 28) + 1).padStart(2, '0')}`, `word ${i % 4}, "q"`],
  );
  await world.register('titanic', world.csv('titanic.csv', 'id,whole,real,flag,day,word', rows), '--no-features');
}

const titanic = (world: World): Promise<unknown> => world.register('titanic', world.titanic());
const plain = (world: World): Promise<unknown> => world.register('titanic', world.titanic(), '--no-features');

/** Exports under a compression and gives the files of tables. */
async function packed(world: World, format: string, compression: string): Promise<string[]> {
  const folder = `${format}-${compression}`;
  await world.ok('dataset', 'export', 'titanic', '--format', format, '--compression', compression, '--output-dir', folder);
  return files(world, folder)
    .filter((one) => !one.endsWith('_metadata.json'))
    .map((one) => at(world, join(folder, one)));
}

export const checks: Readonly<Record<string, Check>> = {
  'A2.6.1-01': async (world) => {
    await titanic(world);
    const folder = at(world, 'empty');
    mkdirSync(folder);
    const ended = await world.mdmWith({ cwd: folder }, 'dataset', 'export', 'titanic');
    expect(ended.code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual([
      'titanic_metadata.json',
      'titanic_sample_submission.csv.zip',
      'titanic_test.csv.zip',
      'titanic_test_features.csv.zip',
      'titanic_train.csv.zip',
      'titanic_train_features.csv.zip',
    ]);
  },
  'A2.6.1-02': async (world) => {
    await plain(world);
    await world.ok('dataset', 'export', 'titanic', '--table', 'train');
    expect(files(world)).toEqual(['titanic_metadata.json', 'titanic_train.csv.zip']);
    const said = await refusedWith(world, 2, 'dataset', 'export', 'titanic', '--table', 'nosuch');
    for (const table of ['train', 'test', 'sample_submission']) expect(said).toContain(table);
  },
  'A2.6.1-04': async (world) => {
    await plain(world);
    const before = readdirSync(world.folder);
    await world.ok('dataset', 'export', 'titanic', '--table', 'train', '--output', 'file.csv');
    expect(readdirSync(world.folder).sort()).toEqual([...before, 'file.csv'].sort());
    expect(read(world, 'file.csv')).toMatch(/^PassengerId,Survived,Pclass/);
    await refusedWith(world, 2, 'dataset', 'export', 'titanic', '--output', 'other.csv');
    expect(readdirSync(world.folder)).not.toContain('other.csv');
  },
  'A2.6.1-05': async (world) => {
    await world.register('titanic', world.titanic(), '--tags', 'a,b', '--no-features');
    await world.ok('dataset', 'export', 'titanic', '--metadata-only');
    expect(files(world)).toEqual(['titanic_metadata.json']);
    const metadata = JSON.parse(read(world, 'titanic_metadata.json')) as {
      tables: { name: string; columns: { name: string; type: string }[] }[];
    };
    expect(metadata).toMatchObject({ target_column: 'Survived', id_columns: ['PassengerId'], tags: ['a', 'b'] });
    const train = metadata.tables.find(({ name }) => name === 'train')!;
    expect(train.columns).toContainEqual(expect.objectContaining({ name: 'Fare', type: 'double' }));
    expect(train.columns).toHaveLength(12);
  },
  'A2.6.2-01': async (world) => {
    await plain(world);
    await world.ok('dataset', 'export', 'titanic', '--compression', 'none');
    expect(read(world, 'titanic_train.csv').split('\n', 1)[0]).toBe(
      'PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Parch,Ticket,Fare,Cabin,Embarked',
    );
    await world.register('again', at(world, 'titanic_train.csv'), '--target', 'Survived', '--no-features');
    const sql = 'SELECT * FROM train ORDER BY "PassengerId"';
    expect(await world.sql('again', sql)).toEqual(await world.sql('titanic', sql));
  },
  'A2.6.2-03': async (world) => {
    await typed(world);
    await world.ok('dataset', 'export', 'titanic', '--format', 'parquet', '--table', 'train');
    const file = at(world, 'titanic_train.parquet');
    const types = Object.fromEntries(
      (await rowsOf(`DESCRIBE SELECT * FROM '${file}'`)).map((one) => [one['column_name'], one['column_type']]),
    );
    expect(types).toMatchObject({ whole: 'BIGINT', real: 'DOUBLE', flag: 'BOOLEAN', word: 'VARCHAR' });
    expect(types['day']).toMatch(/^(DATE|TIMESTAMP)$/);
    const [missing] = await rowsOf(
      `SELECT ${['whole', 'real', 'flag', 'day', 'word'].map((one) => `count(*) - count(${one}) AS ${one}`).join(', ')}, count(*) AS n FROM '${file}'`,
    );
    expect(Object.values(missing!).map(Number)).toEqual([3, 3, 3, 3, 3, 30]);
    const [row] = await rowsOf(`SELECT whole, real, flag, day::DATE AS day, word FROM '${file}' WHERE id = 4`);
    expect(row).toEqual({ whole: '28', real: 1, flag: true, day: '2024-01-05', word: 'word 0, "q"' });
  },
  'A2.6.2-04': async (world) => {
    await typed(world);
    await world.ok('dataset', 'export', 'titanic', '--format', 'json', '--compression', 'none', '--table', 'train');
    const rows = JSON.parse(read(world, 'titanic_train.json')) as Record<string, unknown>[];
    expect(rows).toHaveLength(30);
    expect(rows[4]).toEqual({
      id: 4,
      whole: 28,
      real: 1,
      flag: true,
      day: expect.stringMatching(/^2024-01-05(T00:00:00)?$/),
      word: 'word 0, "q"',
    });
    expect(rows[9]).toEqual({ id: 9, whole: null, real: null, flag: null, day: null, word: null });
  },
  'A2.6.2-05': async (world) => {
    await plain(world);
    await world.ok('dataset', 'export', 'titanic', '--table', 'train', '--format', 'csv', '--no-header', '--compression', 'none');
    expect(read(world, 'titanic_train.csv')).toMatch(/^1,[01],[123],"Passenger, /);
    for (const format of ['parquet', 'json'])
      expect(await refusedWith(world, 2, 'dataset', 'export', 'titanic', '--format', format, '--no-header')).toContain('--no-header');
  },
  'A2.6.3-01': async (world) => {
    await put(world, 't');
    await world.ok('dataset', 'export', 't', '--format', 'csv');
    const [zip] = files(world).filter((one) => one.endsWith('.csv.zip'));
    expect(files(world)).toEqual(['t_metadata.json', zip]);
    expect(unzip('-Z1', at(world, zip!))).toBe(`${zip!.replace(/\.zip$/, '')}\n`);
  },
  'A2.6.3-03': async (world) => {
    await plain(world);
    for (const format of ['csv', 'json']) {
      const zips = await packed(world, format, 'zip');
      expect(zips).toHaveLength(3);
      for (const zip of zips) expect(unzip('-t', zip)).toContain('No errors detected');
    }
  },
  'A2.6.3-04': async (world) => {
    await plain(world);
    for (const format of ['csv', 'json']) {
      const all = await packed(world, format, 'gzip');
      expect(all).toHaveLength(3);
      for (const one of all) {
        expect(one).toMatch(new RegExp(`\\.${format}\\.gz$`));
        execFileSync('gzip', ['-t', one]);
      }
    }
  },
  'A2.6.3-05': async (world) => {
    await plain(world);
    for (const file of await packed(world, 'parquet', 'snappy'))
      expect(await rowsOf(`SELECT DISTINCT compression FROM parquet_metadata('${file}')`)).toEqual([{ compression: 'SNAPPY' }]);
  },
  'A2.6.3-06': async (world) => {
    await plain(world);
    const all = await packed(world, 'parquet', 'lz4');
    expect(all).toHaveLength(3);
    for (const file of all) {
      const [codec, ...more] = await rowsOf(`SELECT DISTINCT compression FROM parquet_metadata('${file}')`);
      expect([codec!['compression'], more]).toEqual([expect.stringMatching(/^LZ4(_RAW)?$/), []]);
      expect(await rowsOf(`SELECT count(*) AS n FROM '${file}'`)).toEqual([{ n: expect.stringMatching(/^(120|40)$/) }]);
    }
  },
  'A2.6.4-01': async (world) => {
    const file = world.csv(
      't.csv',
      'b,c,a',
      Array.from({ length: 12 }, (_, i) => [i, 'x', i * 2]),
    );
    await world.register('t', file, '--no-features');
    await world.ok('dataset', 'export', 't', '--columns', 'a,b', '--compression', 'none');
    const [csv] = files(world).filter((one) => one.endsWith('.csv'));
    expect(read(world, csv!).split('\n').slice(0, 3)).toEqual(['a,b', '0,0', '2,1']);
    expect(await refusedWith(world, 2, 'dataset', 'export', 't', '--columns', 'a,nosuch', '--output-dir', 'o')).toContain('nosuch');
  },
};
