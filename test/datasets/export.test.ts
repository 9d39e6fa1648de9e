import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { exportDataset } from '../../src/datasets/export/export.js';
import { COMPRESSIONS, planExport, type ExportFormat, type ExportOptions } from '../../src/datasets/export/options.js';
import { openDatabase } from '../../src/engine/duckdb/driver.js';
import { shelf, type TableOf } from './shelf.js';

const home = shelf();
const DAY = '2024-02-29';
const mixed: TableOf = {
  columns: { id: 'int64', price: 'double', flag: 'boolean', city: 'text', at: 'timestamp', day: 'date' },
  rows: [
    [9007199254740993n, 1.5, true, 'Oslo, "N"', '2024-01-31 10:30:00', DAY],
    [-1n, 3, false, 'line\nbreak', '1969-12-31 23:59:59.123456', '1950-01-01'],
    [null, null, null, null, null, null],
    [0n, 0, true, '', '2024-01-01 00:00:00', DAY],
    [1n, 1e300, true, '=1+2', '2024-01-01 00:00:00', DAY],
  ],
};
const test2: TableOf = { columns: { id: 'int64', city: 'text' }, rows: [[7n, 'Bern']] };
const features: TableOf = { columns: { id: 'int64', price_log: 'double' }, rows: [[7n, 0.5]] };

const write = (options: ExportOptions = {}): ReturnType<typeof exportDataset> =>
  exportDataset(home.ws, 't', { outputDir: home.folder, ...options });
const read = (file: string): string => readFileSync(join(home.folder, file), 'utf8');
const files = (): string[] => readdirSync(home.folder).sort();

/** Rows of a file as DuckDB reads it. */
async function readBack(from: string): Promise<unknown[][]> {
  const db = await openDatabase();
  try {
    return await db.rows(`SELECT * FROM ${from}`);
  } finally {
    await db.close();
  }
}

describe('a dataset of several tables', () => {
  beforeEach(() =>
    home.add('t', { train: mixed, test: test2, train_features: features }, { target_column: 'price', id_columns: ['id'], tags: ['a'] }),
  );

  test('without options: every table as a zipped CSV, and metadata', async () => {
    const { files: written } = await write();
    expect(files()).toEqual(['t_metadata.json', 't_test.csv.zip', 't_train.csv.zip', 't_train_features.csv.zip']);
    expect(written).toHaveLength(4);
    for (const one of ['t_test', 't_train', 't_train_features']) {
      execFileSync('unzip', ['-tqq', join(home.folder, `${one}.csv.zip`)]);
      expect(execFileSync('unzip', ['-Z1', join(home.folder, `${one}.csv.zip`)], { encoding: 'utf8' })).toBe(`${one}.csv\n`);
    }
    expect(execFileSync('unzip', ['-p', join(home.folder, 't_test.csv.zip')], { encoding: 'utf8' })).toBe('id,city\n7,Bern\n');
  });

  test('metadata have the schema, the target, ids and tags', async () => {
    await write({ metadataOnly: true });
    expect(files()).toEqual(['t_metadata.json']);
    expect(JSON.parse(read('t_metadata.json'))).toMatchObject({
      name: 't',
      target_column: 'price',
      id_columns: ['id'],
      tags: ['a'],
      tables: [
        {
          name: 'train',
          role: 'train',
          kind: 'data',
          rows: 5,
          columns: expect.arrayContaining([
            { name: 'day', type: 'date', role: null },
            { name: 'price', type: 'double', role: 'target' },
          ]),
        },
        { name: 'test' },
        { name: 'train_features', kind: 'features' },
      ],
    });
  });

  test.each<[ExportOptions, string[]]>([
    [{ tables: ['train'] }, ['t_metadata.json', 't_train.csv.zip']],
    [{ tables: ['train'], metadata: false }, ['t_train.csv.zip']],
    [{ features: false, format: 'json', compression: 'gzip' }, ['t_metadata.json', 't_test.json.gz', 't_train.json.gz']],
    [{ format: 'parquet', tables: ['test'] }, ['t_metadata.json', 't_test.parquet']],
    [{ columns: ['price_log'], compression: 'none' }, ['t_metadata.json', 't_train_features.csv']],
  ])('%j writes %j', async (options, expected) => {
    await write(options);
    expect(files()).toEqual(expected);
  });

  test('columns in the order they are named', async () => {
    await write({ tables: ['train'], columns: ['city', 'id'], output: undefined, compression: 'none' });
    expect(read('t_train.csv').split('\n')[0]).toBe('city,id');
    expect(read('t_train.csv').split('\n')[1]).toBe('"Oslo, ""N""",9007199254740993');
  });

  test.each<[ExportOptions, string, RegExp]>([
    [{ tables: ['trian'] }, 'usage', /no table "trian"/],
    [{ tables: ['train'], columns: ['id', 'nosuch'] }, 'unknown-column', /no column "nosuch"/],
    [{ format: 'excel' }, 'usage', /no export format "excel"/],
    [{ format: 'parquet', compression: 'zip' }, 'usage', /parquet cannot be compressed by "zip"/],
    [{ format: 'csv', compression: 'snappy' }, 'usage', /csv cannot be compressed/],
    [{ format: 'parquet', header: false }, 'usage', /--no-header/],
    [{ format: 'json', header: false }, 'usage', /--no-header/],
    [{ output: 'x.csv' }, 'usage', /--output names a file and --output-dir a folder/],
  ])('%j is refused', async (options, code, problem) => {
    await expect(write(options)).rejects.toMatchObject({ code, exit: 2, message: expect.stringMatching(problem) });
    expect(files()).toEqual([]);
  });

  test('one file holds one table', async () => {
    const output = join(home.folder, 'file.csv');
    await expect(exportDataset(home.ws, 't', { output })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('3 tables'),
    });
    await exportDataset(home.ws, 't', { output, tables: ['test'] });
    expect(files()).toEqual(['file.csv']);
    expect(read('file.csv')).toBe('id,city\n7,Bern\n');
  });

  test('nothing is written over without force, and nothing is left of what could not be written', async () => {
    writeFileSync(join(home.folder, 't_test.csv.zip'), 'mine');
    await expect(write()).rejects.toMatchObject({ code: 'exists', exit: 4 });
    expect(files()).toEqual(['t_test.csv.zip']);
    expect(read('t_test.csv.zip')).toBe('mine');
    await write({ force: true });
    execFileSync('unzip', ['-tqq', join(home.folder, 't_test.csv.zip')]);
  });

  test('a transform that fails leaves no file and no folder', async () => {
    const transform = async (): Promise<never> => Promise.reject(new Error('no such thing'));
    const outputDir = join(home.folder, 'a/b');
    await expect(exportDataset(home.ws, 't', { outputDir, transform })).rejects.toThrow('no such thing');
    expect(existsSync(join(home.folder, 'a'))).toBe(false);
  });

  test('an abort in the middle leaves nothing', async () => {
    const stop = new AbortController();
    const ws = { ...home.ws, signal: stop.signal, onProgress: () => stop.abort() };
    await expect(exportDataset(ws, 't', { outputDir: home.folder })).rejects.toMatchObject({ code: 'interrupted', exit: 130 });
    expect(files()).toEqual([]);
  });

  test.each(['MDM_PERFORMANCE_BATCH_SIZE', 'MDM_BACKENDS_SQLITE_PERFORMANCE_BATCH_SIZE'])(
    'batches of %s, each told to the log',
    async (key) => {
      const many = { columns: { id: 'int64' }, rows: Array.from({ length: 250 }, (_, i) => [BigInt(i)]) } as const;
      await home.add('many', { data: many });
      const lines: unknown[] = [];
      const log = {
        ...home.ws.log,
        debug: (message: string, fields?: object) => void lines.push({ message, ...fields }),
        child: () => log,
      };
      const ws = await home.reopen({ [key]: '100' });
      await exportDataset({ ...ws, log }, 'many', { outputDir: home.folder, compression: 'none' });
      expect(lines.filter((line) => (line as { message: string }).message === 'batch')).toMatchObject([
        { dataset: 'many', table: 'data', backend: 'sqlite', batch: 1, rows: 100 },
        { batch: 2, rows: 100 },
        { batch: 3, rows: 50 },
      ]);
      expect(read('many_data.csv').split('\n')).toHaveLength(252);
    },
  );
});

describe('values', () => {
  beforeEach(() => home.add('t', { data: mixed }));

  test('CSV', async () => {
    await write({ compression: 'none' });
    expect(read('t_data.csv')).toBe(
      [
        'id,price,flag,city,at,day',
        `9007199254740993,1.5,true,"Oslo, ""N""",2024-01-31T10:30:00,${DAY}`,
        '-1,3.0,false,"line\nbreak",1969-12-31T23:59:59.123456,1950-01-01',
        ',,,,,',
        `0,0.0,true,"",2024-01-01T00:00:00,${DAY}`,
        `1,1e+300,true,=1+2,2024-01-01T00:00:00,${DAY}`,
        '',
      ].join('\n'),
    );
  });

  test('CSV without a header, with formulas made harmless', async () => {
    await write({ compression: 'none', header: false, escapeFormulas: true });
    const [first] = read('t_data.csv').split('\n');
    expect(first).toMatch(/^9007199254740993,/);
    expect(read('t_data.csv')).toContain(",'=1+2,");
    expect(read('t_data.csv')).toContain('\n-1,');
  });

  test.each(['.', '-', '1', 'e', ':', 'T', ' ', '\t', '|'])('CSV with %j between cells', async (separator) => {
    await home.reopen({ MDM_EXPORT_CSV_SEP: separator });
    await write({ compression: 'none' });
    const options = `header = true, all_varchar = true, quote = '"', escape = '"', nullstr = '', delim = '${separator}'`;
    const rows = await readBack(`read_csv('${join(home.folder, 't_data.csv')}', ${options})`);
    expect(rows.map((row) => row[0])).toEqual(['9007199254740993', '-1', null, '0', '1']);
    expect(rows.map((row) => row[1])).toEqual(['1.5', '3.0', null, '0.0', '1e+300']);
    expect(rows[0]!.slice(2)).toEqual(['true', 'Oslo, "N"', '2024-01-31T10:30:00', DAY]);
  });

  test('JSON: an object per row, every digit, null for missing', async () => {
    await write({ format: 'json', compression: 'none' });
    const text = read('t_data.json');
    expect(text).toContain('"id":9007199254740993,');
    const rows = JSON.parse(text) as Record<string, unknown>[];
    expect(rows).toHaveLength(5);
    expect(rows[1]).toEqual({ id: -1, price: 3, flag: false, city: 'line\nbreak', at: '1969-12-31T23:59:59.123456', day: '1950-01-01' });
    expect(rows[2]).toEqual({ id: null, price: null, flag: null, city: null, at: null, day: null });
  });

  test('JSON lines by the name of the file, and the other orients', async () => {
    const output = join(home.folder, 'rows.ndjson');
    await exportDataset(home.ws, 't', { output });
    expect(
      read('rows.ndjson')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toHaveLength(5);
    for (const orient of ['split', 'table']) {
      const ws = await home.reopen({ MDM_EXPORT_JSON_ORIENT: orient });
      const file = join(home.folder, `${orient}.json`);
      await exportDataset(ws, 't', { output: file });
      const whole = JSON.parse(readFileSync(file, 'utf8')) as { data: unknown[] };
      expect(whole.data).toHaveLength(5);
      expect(whole).toMatchObject(
        orient === 'split'
          ? { columns: ['id', 'price', 'flag', 'city', 'at', 'day'] }
          : { schema: { fields: [{ name: 'id', type: 'integer' }, {}, {}, {}, { type: 'datetime' }, { type: 'date' }] } },
      );
    }
  });

  test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])('Parquet keeps types, values and nulls, by %s', async (compression) => {
    await write({ format: 'parquet', compression });
    const file = join(home.folder, 't_data.parquet');
    const types = await readBack(`(DESCRIBE SELECT * FROM '${file}')`);
    expect(types.map((one) => one.slice(0, 2))).toEqual([
      ['id', 'BIGINT'],
      ['price', 'DOUBLE'],
      ['flag', 'BOOLEAN'],
      ['city', 'VARCHAR'],
      ['at', 'TIMESTAMP'],
      ['day', 'DATE'],
    ]);
    const rows = await readBack(`'${file}'`);
    expect(rows[0]).toEqual(['9007199254740993', 1.5, true, 'Oslo, "N"', '2024-01-31 10:30:00', DAY]);
    expect(rows[1]?.slice(4)).toEqual(['1969-12-31 23:59:59.123456', '1950-01-01']);
    expect(rows[2]).toEqual([null, null, null, null, null, null]);
    const codec = compression === 'none' ? 'UNCOMPRESSED' : compression === 'lz4' ? 'LZ4_RAW' : compression.toUpperCase();
    expect(await readBack(`(SELECT DISTINCT compression FROM parquet_metadata('${file}'))`)).toEqual([[codec]]);
  });

  test('a table without rows', async () => {
    await home.add('empty', { data: { columns: { a: 'int64', b: 'date' }, rows: [] } });
    for (const format of ['csv', 'json', 'parquet'])
      await exportDataset(home.ws, 'empty', { outputDir: home.folder, format, compression: 'none', metadata: false });
    expect(read('empty_data.csv')).toBe('a,b\n');
    expect(JSON.parse(read('empty_data.json'))).toEqual([]);
    expect(await readBack(`'${join(home.folder, 'empty_data.parquet')}'`)).toEqual([]);
  });
});

test('what was exported as CSV is read back as it was', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 8 }).map((one) => one.replace(/\u0000/g, '').toWellFormed());
  const column = fc.tuple(
    fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => (one === 0 ? 0 : one))),
    fc.option(text),
  );
  let n = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(column, { minLength: 1, maxLength: 6 }), async (rows) => {
      const name = `round_${n++}`;
      await home.add(name, { data: { columns: { i: 'int64', d: 'double', s: 'text' }, rows } });
      const output = join(home.folder, `${name}.csv`);
      await exportDataset(home.ws, name, { output });
      const back = await readBack(
        `(SELECT i, d::VARCHAR, s FROM read_csv('${output}', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, columns = {'i': 'BIGINT', 'd': 'DOUBLE', 's': 'VARCHAR'}))`,
      );
      expect(back.map(([i, d, s]) => [i === null ? null : BigInt(i as string), d === null ? null : Number(d), s])).toEqual(
        rows.map(([i, d, s]) => [i, d, s]),
      );
    }),
    { numRuns: 15 },
  );
});

describe('formats, compressions and names', () => {
  const all = ['none', 'zip', 'gzip', 'snappy', 'lz4', 'zstd'];
  const pairs = (Object.keys(COMPRESSIONS) as ExportFormat[]).flatMap((format) => all.map((compression) => [format, compression] as const));
  test.each(pairs)('%s by %s', (format, compression) => {
    const plan = (): unknown => planExport(home.ws.config, { format, compression });
    const valid = COMPRESSIONS[format] as readonly string[];
    if (valid.includes(compression)) expect(plan()).toMatchObject({ format, compression });
    else expect(plan).toThrow(expect.objectContaining({ code: 'usage', next: expect.stringContaining(valid.join(', ')) }));
  });

  test.each<[ExportOptions, object]>([
    [{ output: 'a.csv' }, { format: 'csv', compression: 'none' }],
    [{ output: 'a.csv.gz' }, { format: 'csv', compression: 'gzip' }],
    [{ output: 'a.json.zip' }, { format: 'json', compression: 'zip' }],
    [{ output: 'a.parquet' }, { format: 'parquet', compression: 'snappy' }],
    [
      { output: 'a.parquet', compression: 'zstd' },
      { format: 'parquet', compression: 'zstd' },
    ],
    [
      { output: 'a.txt', format: 'csv' },
      { format: 'csv', compression: 'none' },
    ],
    [{ output: 'a.jsonl' }, { format: 'json', lines: true }],
    [{}, { format: 'csv', compression: 'zip' }],
    [{ format: 'parquet' }, { format: 'parquet', compression: 'snappy' }],
  ])('%j', (options, expected) => expect(planExport(home.ws.config, options)).toMatchObject(expected));

  test.each<[ExportOptions]>([
    [{ output: 'a.csv', format: 'json' }],
    [{ output: 'a.csv', compression: 'zip' }],
    [{ output: 'a.csv.gz', compression: 'none' }],
    [{ output: 'a.parquet.gz' }],
    [{ output: 'a.txt' }],
    [{ output: 'dir/' }],
    [{ output: 'a.csv', metadataOnly: true }],
  ])('%j is refused', (options) => expect(() => planExport(home.ws.config, options)).toThrow(expect.objectContaining({ exit: 2 })));

  test('the defaults are those of the configuration', async () => {
    const ws = await home.reopen({ MDM_EXPORT_DEFAULT_FORMAT: 'parquet', MDM_EXPORT_COMPRESSION: 'gzip' });
    expect(planExport(ws.config, {})).toMatchObject({ format: 'parquet', compression: 'gzip' });
    const other = await home.reopen({ MDM_EXPORT_COMPRESSION: 'lz4', MDM_EXPORT_CSV_SEP: ';' });
    expect(() => planExport(other.config, {})).toThrow(/csv cannot be compressed by "lz4"/);
    expect(planExport(other.config, { compression: 'none' })).toMatchObject({ format: 'csv', compression: 'none', separator: ';' });
    expect(planExport(other.config, { format: 'parquet' })).toMatchObject({ compression: 'lz4' });
  });
});

test('tables with names that no file may have', async () => {
  const one: TableOf = { columns: { a: 'int64' }, rows: [[1n]] };
  await home.add('odd', { '../x': one, '.._x': one, "a'; DROP TABLE b; --": one });
  mkdirSync(join(home.folder, 'out'));
  await exportDataset(home.ws, 'odd', { outputDir: join(home.folder, 'out'), compression: 'none', metadata: false });
  expect(readdirSync(join(home.folder, 'out')).sort()).toEqual(['odd_.._x.csv', 'odd_.._x~2.csv', "odd_a'; DROP TABLE b; --.csv"]);
});
