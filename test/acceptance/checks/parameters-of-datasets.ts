import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { duckdb, duplicates, files, numbers, refused, registered, small } from '../settings.js';
import { isSmall, type Check, type World } from '../world.js';

const columns = async (world: World, name: string, table: string): Promise<string[]> =>
  Object.keys((await world.sql(name, `SELECT * FROM "${table}" LIMIT 1`))[0] ?? {});
const count = async (world: World, name: string, table: string): Promise<number> =>
  Number((await world.sql(name, `SELECT count(*) AS n FROM "${table}"`))[0]!['n']);
const exported = (folder: string): string[] => readdirSync(folder).filter((file) => !file.includes('metadata'));

const ESCAPE = String.fromCharCode(27);

/** What stands in a file that was exported, unpacked. */
async function unpacked(path: string): Promise<string> {
  const bytes = path.endsWith('.zip') ? await fromZip(path) : readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

/** The one file in an archive. */
async function fromZip(path: string): Promise<Buffer> {
  const { openPromise } = await import('yauzl');
  const archive = await openPromise(path, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of archive.eachEntry()) return await buffer(await archive.openReadStreamPromise(entry));
    throw new Error(`${path} is empty`);
  } finally {
    archive.close();
  }
}

export const checks: Readonly<Record<string, Check>> = {
  'A1.6.2-22': async (world) => {
    world.config({ export: { default_format: 'parquet' } });
    await registered(world, 's1', numbers(world, 200));
    await world.ok('dataset', 'export', 's1', '--output-dir', 'o');
    const made = exported(join(world.folder, 'o'));
    expect(made.sort()).toEqual(['s1_train.parquet', 's1_train_features.parquet']);
    for (const file of made) {
      const [row] = await duckdb(`SELECT count(*) AS n FROM read_parquet('${join(world.folder, 'o', file)}')`);
      expect([file, Number(row!['n'])]).toEqual([file, 200]);
    }
  },
  'A1.6.2-23': async (world) => {
    await registered(world, 's1', numbers(world, 200), '--no-features');
    for (const format of ['csv', 'parquet', 'json']) {
      world.config({ export: { default_format: format, compression: 'none' } });
      await world.ok('dataset', 'export', 's1', '--output-dir', format);
      expect(exported(join(world.folder, format))).toEqual([`s1_train.${format}`]);
      const path = join(world.folder, format, `s1_train.${format}`);
      const reader = format === 'csv' ? 'read_csv' : format === 'json' ? 'read_json' : 'read_parquet';
      expect(await duckdb(`SELECT count(*)::INT AS n, sum(x)::INT AS s FROM ${reader}('${path}')`)).toEqual([{ n: 200, s: 19_900 }]);
    }
  },
  'A1.6.2-24': async (world) => {
    await registered(world, 's1', numbers(world, 200), '--no-features');
    await world.ok('dataset', 'export', 's1', '--output', 'plain.csv', '--table', 'train');
    world.config({ export: { compression: 'gzip' } });
    await world.ok('dataset', 'export', 's1', '--output-dir', 'o', '--format', 'csv');
    expect(exported(join(world.folder, 'o'))).toEqual(['s1_train.csv.gz']);
    expect(await unpacked(join(world.folder, 'o/s1_train.csv.gz'))).toBe(readFileSync(join(world.folder, 'plain.csv'), 'utf8'));
  },
  'A1.6.2-25': async (world) => {
    await registered(world, 's1', numbers(world, 200), '--no-features');
    await world.ok('dataset', 'export', 's1', '--output', 'plain.csv', '--table', 'train');
    const plain = readFileSync(join(world.folder, 'plain.csv'), 'utf8');
    const valid: Readonly<Record<string, readonly string[]>> = {
      csv: ['none', 'zip', 'gzip'],
      json: ['none', 'zip', 'gzip'],
      parquet: ['none', 'gzip', 'snappy', 'lz4'],
    };
    for (const [format, words] of Object.entries(valid))
      for (const compression of ['none', 'zip', 'gzip', 'snappy', 'lz4']) {
        // zip is the default of all formats; Parquet does without.
        if (format === 'parquet' && compression === 'zip') continue;
        const folder = `o/${format}-${compression}`;
        world.config({ export: { compression } });
        const ended = await world.mdm('dataset', 'export', 's1', '--output-dir', folder, '--format', format);
        if (!words.includes(compression)) {
          refused(ended, 2, compression, ...words);
          expect(files(join(world.folder, folder))).toEqual([]);
          continue;
        }
        expect([format, compression, ended.code]).toEqual([format, compression, 0]);
        const packing = format === 'parquet' ? '' : ({ zip: '.zip', gzip: '.gz' }[compression] ?? '');
        const path = join(world.folder, folder, `s1_train.${format}${packing}`);
        expect(exported(join(world.folder, folder))).toEqual([`s1_train.${format}${packing}`]);
        if (format === 'parquet') {
          const codec = { none: 'UNCOMPRESSED', gzip: 'GZIP', snappy: 'SNAPPY', lz4: 'LZ4_RAW' }[compression];
          expect(await duckdb(`SELECT DISTINCT compression AS c FROM parquet_metadata('${path}')`)).toEqual([{ c: codec }]);
        } else if (format === 'csv') expect(await unpacked(path)).toBe(plain);
        else expect(JSON.parse(await unpacked(path))).toHaveLength(200);
      }
    world.config({});
    refused(
      await world.mdm('dataset', 'export', 's1', '--format', 'parquet', '--compression', 'zip', '--output-dir', 'z'),
      2,
      ...valid['parquet']!,
    );
  },
  'A1.6.2-26': async (world) => {
    world.config({ validation: { before_features: { check_duplicates: false } } });
    const ended = await registered(world, 's1', duplicates(world), '--no-features');
    expect(ended.stderr + ended.stdout).not.toMatch(/duplicate/i);
    expect(await count(world, 's1', 'train')).toBe(42);
  },
  'A1.6.2-28': async (world) => {
    world.config({ validation: { before_features: { signal_detection: true } } });
    const path = world.csv(
      'constant.csv',
      'x,fixed,y',
      Array.from({ length: 60 }, (_, i) => [i, 'same', i % 2]),
    );
    const ended = await registered(world, 's1', path);
    expect(ended.stderr).toMatch(/WARNING.*fixed/);
  },
  'A1.6.2-29': async (world) => {
    const path = world.csv(
      'constant.csv',
      'x,w,y',
      Array.from({ length: 60 }, (_, i) => [i * 3, (i * 7) % 11, i % 2]),
    );
    await registered(world, 'with_filter', path);
    world.config({ validation: { after_features: { signal_detection: false } } });
    await registered(world, 'without', path);
    const constant = async (name: string): Promise<string[]> => {
      const found: string[] = [];
      for (const column of await columns(world, name, 'train_features')) {
        const [row] = await world.sql(name, `SELECT count(DISTINCT "${column}") AS n FROM "train_features"`);
        if (Number(row!['n']) <= 1) found.push(column);
      }
      return found;
    };
    expect(await constant('with_filter')).toEqual([]);
    expect((await constant('without')).length).toBeGreaterThan(0);
  },
  'A1.6.2-30': async (world) => {
    const path = world.csv(
      'holes.csv',
      'x,holes,y',
      Array.from({ length: 100 }, (_, i) => [i, i % 10 < 6 ? null : i, i % 2]),
    );
    world.config({ validation: { before_features: { max_missing_ratio: 0.5 } } });
    expect((await registered(world, 's1', path)).stderr).toMatch(/WARNING.*holes/);
    world.config({ validation: { before_features: { max_missing_ratio: 0.99 } } });
    expect((await registered(world, 's2', path)).stderr).not.toMatch(/holes/);
  },
  'A1.6.2-31': async (world) => {
    world.config({ validation: { before_features: { min_rows: 1000 } } });
    const ended = await world.mdm('dataset', 'register', 's1', numbers(world, 100), '--target', 'y');
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toMatch(/\b100\b/);
    expect(ended.stderr).toMatch(/\b1,?000\b/);
    expect(files(join(world.home, 'config/datasets'))).toEqual([]);
    expect(files(join(world.home, 'datasets')).filter((file) => file.includes('s1'))).toEqual([]);
  },
  'A1.6.2-32': async (world) => {
    world.config({ cli: { default_output_format: 'json' } });
    await registered(world, 's1', small(world), '--no-features');
    expect(JSON.parse((await world.ok('dataset', 'list')).stdout)).toEqual([expect.objectContaining({ name: 's1' })]);
  },
  'A1.6.2-33': async (world) => {
    await registered(world, 's1', small(world), '--no-features');
    const listed = async (format: string): Promise<string> => {
      world.config({ cli: { default_output_format: format } });
      return (await world.ok('dataset', 'list')).stdout;
    };
    expect(JSON.parse(await listed('json'))).toHaveLength(1);
    const [head, line] = (await listed('csv')).trim().split('\n');
    expect(head!.split(',')[0]).toBe('name');
    expect(line!.split(',')[0]).toBe('s1');
    world.config({ cli: { default_output_format: 'rich' } });
    expect((await world.terminal({}, 'dataset', 'list')).shown).toContain(`${ESCAPE}[`);
    world.config({ cli: { default_output_format: 'table' } });
    const plain = (await world.terminal({}, 'dataset', 'list')).shown;
    expect(plain).toContain('s1');
    expect(plain).not.toContain(ESCAPE);
    expect(plain.split(/\r?\n/).find((one) => one.startsWith('name'))).toMatch(/^name\s+\S/);
  },
  'A1.6.2-35': async (world) => {
    world.config({ cli: { show_progress: false } });
    const { code, shown } = await world.terminal({}, 'dataset', 'register', 's1', numbers(world, 20_000), '--target', 'y');
    expect(code).toBe(0);
    expect(shown).toContain('s1');
    // A bar rewrites its line.
    expect(shown.replaceAll('\r\n', '\n')).not.toContain('\r');
    expect(shown).not.toMatch(new RegExp(`[━█⠋⠙⠹]|${ESCAPE}\\[\\d*[KAG]`));
  },
  'A1.6.2-36': async (world) => {
    const [size, count] = isSmall ? [10, 20] : [50, 60];
    world.config({ cli: { page_size: size } });
    const client = await world.client();
    const path = small(world);
    for (let i = 0; i < count; i++) await client.registerDataset(`d${String(i).padStart(2, '0')}`, path, { target: 'y', features: false });
    const { shown } = await world.terminal({}, 'dataset', 'list');
    const rows = (text: string): number => new Set(text.match(/\bd\d\d\b/g)).size;
    expect(rows(shown)).toBe(size);
    expect(shown).toMatch(new RegExp(`${count}|10 more`));
    expect(rows((await world.ok('dataset', 'list')).stdout)).toBe(count);
  },
  'A1.6.2-37': async (world) => {
    world.config({ feature_engineering: { enabled: false } });
    await registered(world, 's1', numbers(world, 100));
    await expect(columns(world, 's1', 'train_features')).rejects.toThrow();
    expect((await world.json('dataset', 'info', 's1')).feature_tables).toEqual({});
    expect((parse(readFileSync(join(world.home, 'config/datasets/s1.yaml'), 'utf8')) as { feature_tables: object }).feature_tables).toEqual(
      {},
    );
  },
  'A1.6.2-39': async (world) => {
    world.config({ feature_engineering: { generic: { categorical: { max_cardinality: 10 } } } });
    // Some values are more frequent than others.
    const skewed = (i: number, values: number): number => Math.floor(values * ((i * 0.618034) % 1) ** 2);
    const rows = Array.from({ length: 600 }, (_, i) => [`f${skewed(i, 8)}`, `m${skewed(i, 15)}`, (i >> 2) % 2]);
    for (const [at, values] of [
      [0, 8],
      [1, 15],
    ] as const)
      expect(new Set(rows.map((row) => row[at])).size).toBe(values);
    const path = world.csv('categories.csv', 'few,many,y', rows);
    await registered(world, 's1', path);
    const made = await columns(world, 's1', 'train_features');
    const oneHot = (column: string, prefix: string): string[] =>
      made.filter((name) => name.startsWith(column) && new RegExp(`${prefix}\\d`).test(name));
    expect(oneHot('few', 'f').length).toBeGreaterThanOrEqual(7);
    expect(oneHot('many', 'm')).toEqual([]);
    for (const column of ['few', 'many'])
      expect([column, made.some((name) => name.startsWith(column) && /freq|count/.test(name))]).toEqual([column, true]);
  },
  'A1.6.2-40': async (world) => {
    // One value is 2.5 standard deviations from the mean, the others at most 1.8.
    const values = Array.from({ length: 399 }, (_, i) => -1 + (2 * ((i * 157) % 399)) / 398);
    const path = world.csv('outlier.csv', 'v,y', [...values.map((value, i) => [value, i % 2]), [2.5 * Math.sqrt(1 / 3), 0]]);
    const outliers = async (name: string): Promise<number> => {
      const flag = (await columns(world, name, 'train_features')).find((column) => /^v.*outlier/.test(column));
      if (flag === undefined) throw new Error('There is no feature of outliers.');
      const rows = await world.sql(name, `SELECT "${flag}" AS flagged FROM "train_features"`);
      return rows.filter(({ flagged }) => Number(flagged) === 1).length;
    };
    world.config({
      feature_engineering: { generic: { statistical: { outlier_threshold: 2 } } },
      validation: { after_features: { signal_detection: false } },
    });
    await registered(world, 'two', path);
    expect(await outliers('two')).toBe(1);
    world.config({
      feature_engineering: { generic: { statistical: { outlier_threshold: 3 } } },
      validation: { after_features: { signal_detection: false } },
    });
    await registered(world, 'three', path);
    expect(await outliers('three')).toBe(0);
  },
};
