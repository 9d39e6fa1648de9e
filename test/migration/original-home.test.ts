import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MDMClient } from '../../src/client.js';
import { makeOriginalHome, type OriginalHome } from './original-home.js';

let folder: string;
let made: OriginalHome;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mdm-original-'));
  made = await makeOriginalHome(join(folder, 'home'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = [
  'mdm.yaml',
  'metrics.db',
  'logs/mdm.log',
  'config/custom_features/iris.py',
  'config/datasets/iris.yaml',
  'datasets/iris/iris.sqlite',
  'datasets/iris/dataset_info.json',
  'datasets/iris/metadata/statistics.json',
  'datasets/penguins/penguins.duckdb',
  'datasets/weather/dataset.sqlite',
];

test('the home has the files of MDM 1.0.6 and none of this MDM', () => {
  expect(FILES.filter((file) => !existsSync(join(made.home, file)))).toEqual([]);
  expect(existsSync(join(made.home, 'home.json'))).toBe(false);
  expect(readFileSync(made.datasets['iris']!.pointer, 'utf8')).toContain(`path: ${join(made.home, 'datasets/iris/iris.sqlite')}`);
});

test('tables are declared as pandas declares them, and times are text with six places', () => {
  const db = new DatabaseSync(made.datasets['weather']!.path, { readOnly: true });
  try {
    const declared = db.prepare("SELECT name, type FROM pragma_table_info('data_features') LIMIT 3").all();
    expect(declared.map((row) => ({ ...row }))).toEqual([
      { name: 'date', type: 'DATETIME' },
      { name: 'precipitation', type: 'FLOAT' },
      { name: 'temp_max', type: 'FLOAT' },
    ]);
    expect(db.prepare('SELECT date FROM data_features LIMIT 1').get()).toEqual({ date: '2012-01-01 00:00:00.000000' });
    expect(db.prepare('SELECT date FROM data LIMIT 1').get()).toEqual({ date: '2012-01-01' });
  } finally {
    db.close();
  }
});

test.each([
  ['iris', 'sqlite', 150, 5],
  ['penguins', 'duckdb', 344, 8],
  ['weather', 'sqlite', 1461, 6],
] as const)('%s of %s is read by this MDM, row by row', async (name, backend, rows, columns) => {
  const client = new MDMClient({ home: made.home, env: {}, config: { 'database.default_backend': backend } });
  try {
    const info = await client.getDataset(name);
    expect(info).toMatchObject({ target_column: name === 'weather' ? 'weather' : 'species', feature_tables: { data: 'data_features' } });
    const table = await client.query.loadTable(name, 'data_features');
    expect(table.numRows).toBe(rows);
    expect(table.schema.fields.length).toBeGreaterThan(columns);
    const raw = await client.query.loadTable(name, 'data');
    expect(raw.numCols).toBe(columns);
    const kept = made.datasets[name]!.tables[0]!;
    const last = raw.get(rows - 1)!.toJSON() as Record<string, unknown>;
    expect(Object.values(last).map(String)).toEqual(kept.rows[rows - 1]!.map(String));
  } finally {
    await client.close();
  }
});
