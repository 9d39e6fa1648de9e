import { readResults } from '../../src/parity/store.js';
import { startServer, type PostgresServer } from '../storage/postgres-server.js';
import { registrarWorld, type RegistrarWorld, type Settings } from './registrar-world.js';

const csv = `id,city,day,x,whole,flag\n${Array.from({ length: 30 }, (_, i) => `${i + 1},${i % 2 ? 'Łódź' : ''},2024-01-${String(1 + (i % 28)).padStart(2, '0')},${i / 4},${i % 3 ? i : ''},${i % 2 ? 'True' : 'False'}`).join('\n')}\n`;

let server: PostgresServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const BACKENDS: readonly (readonly [name: string, settings: () => Settings])[] = (['true', 'false'] as const).flatMap((storage) => [
  [`sqlite, new storage: ${storage}`, () => ({ MDM_REFACTORING_USE_NEW_BACKEND: storage })],
  [`duckdb, new storage: ${storage}`, () => ({ MDM_DATABASE_DEFAULT_BACKEND: 'duckdb', MDM_REFACTORING_USE_NEW_BACKEND: storage })],
  [`postgresql, new storage: ${storage}`, () => ({ ...server.env, MDM_REFACTORING_USE_NEW_BACKEND: storage })],
]);

describe.each(BACKENDS)('the old registrar on %s', (_, settings) => {
  let world: RegistrarWorld;
  beforeEach(async () => {
    world = await registrarWorld({ ...settings(), MDM_MONITORING_ENABLED: 'false' });
  });
  afterEach(() => world.close());

  test('writes the tables as pandas typed them, the features and the record', async () => {
    const { record, columns } = await world.register('Cities', {
      path: world.file('cities.csv', csv),
      target: 'x',
      description: 'A test',
      tags: ['t'],
      timeColumn: 'day',
    });
    expect(record).toMatchObject({
      name: 'cities',
      display_name: 'Cities',
      description: 'A test',
      tables: { data: 'data' },
      feature_tables: { data: 'data_features' },
      problem_type: 'regression',
      target_column: 'x',
      id_columns: ['id'],
      time_column: 'day',
      tags: ['t'],
      version: '1.0.0',
      metadata: { datetime_columns: ['day'], statistics: { row_count: 30 } },
    });
    expect(columns.map(({ name, stored }) => [name, stored])).toEqual([
      ['id', 'int64'],
      ['city', 'text'],
      ['day', 'text'],
      ['x', 'double'],
      ['whole', 'double'],
      ['flag', 'boolean'],
    ]);
    const rows = await world.rows('data', record.database.store);
    expect(rows).toHaveLength(30);
    expect(rows[1]).toEqual({ id: 2n, city: 'Łódź', day: '2024-01-02', x: 0.25, whole: 1, flag: true });
    expect(rows[0]).toMatchObject({ city: null, whole: null, flag: false });
    const features = await world.rows('data_features', record.database.store);
    expect(features).toHaveLength(30);
    expect(Object.keys(features[0]!)).toEqual(
      expect.arrayContaining(['id', 'x', 'whole_zscore', 'city_is_missing', 'total_missing_count']),
    );
    expect(Number(features[0]!['city_is_missing'])).toBe(1);
  });
});

test.each([
  ['sqlite', () => ({})],
  ['postgresql', () => server.env],
])('the storage of MDM 1.0.6 on %s gets the facts of columns and tables, with the errors they had', async (_, settings) => {
  const world = await registrarWorld({ ...settings(), MDM_REFACTORING_USE_NEW_BACKEND: 'false', MDM_MONITORING_ENABLED: 'false' });
  try {
    const { record } = await world.register('facts', { path: world.file('facts.csv', csv), features: false });
    const backend = await world.ws.backends.of(record.database.backend);
    const connection = await backend.getConnection(record.database.store);
    try {
      const columns = await connection.rows('SELECT column_name, column_type, null_count FROM _columns ORDER BY null_count, column_name');
      expect(columns.map((row) => [row['column_name'], row['column_type'], Number(row['null_count'])])).toEqual([
        ['day', 'text', 0],
        ['flag', 'text', 0],
        ['id', 'text', 0],
        ['x', 'text', 0],
        ['whole', 'text', 10],
        ['city', 'text', 15],
      ]);
      const [table] = await connection.rows('SELECT * FROM _statistics');
      expect([table?.['table_name'], Number(table?.['row_count']), Number(table?.['column_count'])]).toEqual(['data', 30, 0]);
    } finally {
      await connection.release();
    }
  } finally {
    await world.close();
  }
});

test('a comparison on a server leaves no database of its own', async () => {
  const ON = { MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'true', MDM_COMPARISON_SAMPLE_RATE: '1', MDM_MONITORING_ENABLED: 'false' };
  const world = await registrarWorld({ ...server.env, ...ON });
  try {
    await world.register('sampled', { path: world.file('sampled.csv', csv), features: false });
    const { results } = await readResults(world.ws.config.path('comparison.store'), { count: 100 });
    expect(results.filter(({ component }) => component === 'registrar')).toMatchObject([
      { verdict: 'ignored', candidate: { outcome: 'value' } },
    ]);
    const backend = await world.ws.backends.of('postgresql');
    const connection = await backend.getConnection('sampled');
    try {
      expect(await connection.rows("SELECT datname FROM pg_database WHERE datname LIKE 'mdm_cmp%'")).toEqual([]);
    } finally {
      await connection.release();
    }
  } finally {
    await world.close();
  }
});
