import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromFlat, type Column, type Frame } from '../../plugins/legacy/src/index.js';
import { compareFrames } from '../../plugins/legacy/test/compare.js';
import { data, readGolden, readTable } from '../../plugins/legacy/test/golden.js';
import { openDatabase } from '../../src/engine/duckdb/driver.js';
import { readColumns } from '../../src/pipeline/generator-tables.js';
import { bin, env, penguins, workspace } from './workspace.js';

const space = workspace();
const legacy = (...argv: readonly string[]) => space.mdm('features', 'generate', ...argv, '--generator', 'legacy');

/** A file that was written, as the golden files are read: the engine has no 32-bit integers among its types, and no zones. */
async function written(path: string): Promise<Frame> {
  const db = await openDatabase();
  try {
    const columns = (await readColumns(db, path, () => undefined)).map(fromFlat);
    return { rows: columns[0]?.values.length ?? 0, columns };
  } finally {
    await db.close();
  }
}
const plain = (frame: Frame): Frame => ({
  ...frame,
  columns: frame.columns.map((column): Column => {
    if (column.dtype === 'int32') return { ...column, dtype: 'int64' };
    return column.dtype === 'datetime' ? { ...column, zoned: false } : column;
  }),
});

async function deviations(dataset: string, table: string, file: string): Promise<readonly string[]> {
  const golden = readGolden(dataset).tables.find((one) => one.table === table)!;
  return compareFrames(plain(readTable(dataset, golden)), await written(join(space.folder, file)), golden.originals, 1e-5).deviating;
}

describe('what was written is what the original made', () => {
  test.each([
    ['penguins', penguins, ['--target', 'species']],
    ['edge_cases', join(data, 'edge_cases.csv'), ['--target', 'binary_int']],
    ['movies', join(data, 'movies.csv'), ['--target', 'IMDB Rating']],
    ['seattle_weather', join(data, 'seattle_weather.csv'), ['--target', 'weather']],
    ['seattle_weather_chunked', join(data, 'seattle_weather.csv'), ['--batch-size', '500']],
  ])('%s, a file', async (dataset, source, flags) => {
    expect(await legacy(source, ...flags, '-o', 'out.parquet')).toMatchObject({ code: 0 });
    expect(space.files()).toEqual(['out.parquet']);
    expect(await deviations(dataset, 'data', 'out.parquet')).toEqual([]);
  });

  test.each([
    ['wine', []],
    ['mdm_sample', []],
    ['flights', ['--target', 'arr_delay']],
  ])('%s, a folder', async (dataset, flags) => {
    // The folder is made; wine's is there.
    if (dataset === 'wine') mkdirSync(join(space.folder, 'old'));
    expect(await legacy(join(data, dataset), ...flags, '-o', 'old')).toMatchObject({ code: 0 });
    const tables = readGolden(dataset).tables.map(({ table }) => table);
    expect(readdirSync(join(space.folder, 'old')).sort()).toEqual(tables.map((table) => `${table}_features.parquet`).sort());
    for (const table of tables) expect(await deviations(dataset, table, `old/${table}_features.parquet`)).toEqual([]);
  });

  test('seattle_weather_temporal, times of a Parquet file in DuckDB', async () => {
    const db = await openDatabase();
    const source = join(space.folder, 'weather.parquet');
    await db.run(
      `COPY (SELECT * FROM read_csv('${join(data, 'seattle_weather.csv')}', types = {'date': 'TIMESTAMP'})) TO '${source}' (FORMAT parquet)`,
    );
    await db.close();
    expect(await legacy('weather.parquet', '--storage', 'duckdb', '-o', 'out.parquet')).toMatchObject({ code: 0 });
    expect(await deviations('seattle_weather_temporal', 'data', 'out.parquet')).toEqual([]);
    // In SQLite times become text.
    const { stdout } = await legacy('weather.parquet', '-o', 'out.parquet', '--force', '--json');
    expect(JSON.parse(stdout).types).toMatchObject({ date: 'text' });
  });
});

describe('where it is written', () => {
  test('without -o beside the present folder, under the name of the source', async () => {
    const { code, stdout } = await legacy(penguins, '--target', 'species');
    expect(code).toBe(0);
    expect(stdout).toContain('penguins.features.parquet');
    expect(space.files()).toEqual(['penguins.features.parquet']);
  });

  test('several tables: the first has the name, the others theirs in it', async () => {
    expect(await legacy(join(data, 'wine'), '-o', 'wine.csv')).toMatchObject({ code: 0 });
    expect(space.files()).toEqual(['wine.csv', 'wine.sample_submission.csv', 'wine.test.csv']);
    expect(readFileSync(join(space.folder, 'wine.csv'), 'utf8').trim().split('\n')).toHaveLength(143);
  });

  test.each(['csv', 'arrow', 'json'])('--format %s', async (format) => {
    mkdirSync(join(space.folder, 'out'));
    expect(await legacy(penguins, '-o', 'out', '--format', format)).toMatchObject({ code: 0 });
    expect(readdirSync(join(space.folder, 'out'))).toEqual([`data_features.${format}`]);
  });

  test('names that differ in case alone stay as they are', async () => {
    writeFileSync(join(space.folder, 'case.csv'), 'c,C\nTV,x\nTv,y\nTV,x\nTv,y\n');
    const names = ['c', 'C', 'c_TV', 'c_Tv', 'C_x', 'C_y'];
    expect(await legacy('case.csv', '-o', 'out.parquet')).toMatchObject({ code: 0 });
    const footer = readFileSync(join(space.folder, 'out.parquet')).toString('latin1');
    for (const name of names) expect(footer).toContain(name);
    expect(footer).not.toContain('c_Tv_1');
    expect(await legacy('case.csv', '-o', 'out.csv')).toMatchObject({ code: 0 });
    expect(readFileSync(join(space.folder, 'out.csv'), 'utf8').split('\n')[0]).toBe(names.join(','));
    expect(await legacy('case.csv', '-o', 'out.json')).toMatchObject({ code: 2, stderr: expect.stringContaining('"c" and "C"') });
  });

  test('--json is one document', async () => {
    const { code, stdout, stderr } = await legacy(join(data, 'wine'), '-o', 'w.parquet', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      generator: { name: 'legacy', package: '@mdm/feature-legacy' },
      target: 'target',
      ids: ['id', 'malic_acid'],
      stopped: [],
      tables: [
        { name: 'train', rows: 142, originals: 15, file: 'w.parquet' },
        { name: 'test', rows: 36, originals: 14 },
        { name: 'sample_submission', rows: 36, originals: 2, features: [] },
      ],
    });
  });

  test('a later batch that does not fit is told', async () => {
    const { code, stderr } = await legacy(join(data, 'seattle_weather.csv'), '--batch-size', '500', '-o', 'out.parquet');
    expect(code).toBe(0);
    expect(stderr).toMatch(/first 500 of 1,461 rows only, .*temp_min_is_outlier.*--batch-size 1461/);
  });

  test('nothing over a file that is there, and that is said at once', async () => {
    writeFileSync(join(space.folder, 'wine.test.csv'), 'mine');
    expect(await legacy(join(data, 'wine'), '-o', 'wine.csv')).toMatchObject({ code: 4, stderr: expect.stringContaining('wine.test.csv') });
    expect(space.files()).toEqual(['wine.test.csv']);
    expect(await legacy(join(data, 'wine'), '-o', 'wine.csv', '--force')).toMatchObject({ code: 0 });
  });
});

test.each([
  ['a missing file', ['pengins.csv'], 3, 'pengins.csv'],
  ['a missing target', [penguins, '--target', 'specie'], 2, 'did you mean "species"'],
  ['a type of a column that is not there', [penguins, '--type', 'sexx=text'], 2, 'did you mean "sex"'],
  ['a type that the old generator has not', [penguins, '--type', 'sex=boolean'], 2, 'categorical, datetime, text'],
  ['a batch of no rows', [penguins, '--batch-size', '0'], 2, '--batch-size'],
  ['a flag of transformers', [penguins, '--only', 'temporal'], 2, '--only is for transformers'],
  ['a profile', [penguins, '--profile', 'mdm1'], 2, '--profile is for transformers'],
  ['a plan', [penguins, '--plan'], 2, '--plan is for transformers'],
  ['an output on its input', ['own.csv', '-o', 'own.csv', '--force'], 2, 'own.csv'],
  ['an empty file', ['empty.csv'], 1, 'empty.csv has no columns'],
  ['a header alone', ['header.csv'], 1, 'header.csv has no rows'],
  ['a ragged row', ['ragged.csv'], 1, 'row 2 has more than the 2 fields'],
  ['an Excel file', ['book.xlsx'], 1, 'does not know the kind of book.xlsx'],
  ['a folder for the output that is not there', [penguins, '-o', 'no/such/'], 3, 'no/such'],
])('%s', async (_, argv, code, words) => {
  for (const [name, text] of Object.entries({
    'own.csv': 'a\n1\n2\n',
    'empty.csv': '',
    'header.csv': 'a,b\n',
    'ragged.csv': 'a,b\n1,2\n1,2,3\n',
    'book.xlsx': 'PK',
  }))
    writeFileSync(join(space.folder, name), text);
  const before = space.files();
  const ended = await legacy(...argv);
  expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(words) });
  expect(ended.stderr).not.toMatch(/^\s+at /m);
  expect(space.files()).toEqual(before);
});

test('a generator that is not there', async () => {
  const ended = await space.mdm('features', 'generate', penguins, '--generator', 'legcy');
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean legacy?') });
});

test('--id is ignored, and that is said', async () => {
  expect(await legacy(penguins, '--id', 'year')).toMatchObject({ code: 0, stderr: expect.stringContaining('--id is ignored') });
});

test('types that are asked for, as in the original: not in train', async () => {
  const weather = join(data, 'seattle_weather.csv');
  const one = await legacy(weather, '--type', 'date=datetime', '-o', 'one.parquet', '--json');
  expect(JSON.parse(one.stdout).tables[0].features).toContain('date_days_since_start');
  mkdirSync(join(space.folder, 'in'));
  cpSync(weather, join(space.folder, 'in/train.csv'));
  const train = await legacy('in', '--type', 'date=datetime', '-o', 'two.parquet', '--json');
  expect(JSON.parse(train.stdout)).toMatchObject({
    types: { date: 'text' },
    notes: [expect.stringContaining('do not count in the table train')],
  });
});

test('Ctrl-C ends it within a second and leaves nothing', async () => {
  const lines = Array.from({ length: 300_000 }, (_, k) => `${k},${Math.sin(k) * 1e6},${k % 97},word${k % 5000} and more words ${k}`);
  writeFileSync(join(space.folder, 'large.csv'), `n,a,b,text\n${lines.join('\n')}\n`);
  const temp = mkdtempSync(join(tmpdir(), 'mdm-e2e-temp-'));
  const child = spawn(
    process.execPath,
    [bin, 'features', 'generate', 'large.csv', '--generator', 'legacy', '--batch-size', '1000000', '--temp', temp],
    {
      cwd: space.folder,
      env: { ...env, MDM_DATA_DIR: space.data, TMPDIR: temp },
      stdio: 'ignore',
    },
  );
  const ended = new Promise<number | null>((done) => child.on('close', done));
  while (!readdirSync(temp).some((name) => name.startsWith('mdm-'))) await new Promise((done) => setTimeout(done, 20));
  await new Promise((done) => setTimeout(done, 500));
  expect(child.exitCode).toBeNull();
  const at = Date.now();
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(Date.now() - at).toBeLessThan(1500);
  expect(space.files()).toEqual(['large.csv']);
  expect(readdirSync(temp).filter((name) => name !== 'node-compile-cache')).toEqual([]);
  rmSync(temp, { recursive: true });
});

test('plugins show it as what it is', async () => {
  const { stdout } = await space.mdm('plugins', '--json');
  expect(JSON.parse(stdout)).toContainEqual(
    expect.objectContaining({ name: 'legacy', state: 'on', kinds: ['generator'], transformers: [] }),
  );
  expect(await space.mdm('plugins', 'inspect', 'legacy')).toMatchObject({ code: 0, stdout: expect.stringContaining('--generator legacy') });
  expect(await space.mdm('plugins', 'doctor', 'legacy')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is wrong') });
});
