import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openConfig } from '../../src/config/config.js';
import { openMetrics, readMetrics } from '../../src/metrics/metrics.js';
import { cleanup, datasetOperations, OPERATION_TYPES, recentOperations, summary, track } from '../../src/operations/operations.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-operations-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const open = (env: Record<string, string> = {}) => openConfig({ home, env });
const database = (): DatabaseSync => new DatabaseSync(join(home, 'metrics.db'));

test('what was done is recorded, and the work gives what it gives', async () => {
  const config = await open();
  const value = await track(config, { type: 'dataset_register', operation: 'register', dataset: 'iris' }, async (note) => {
    note.rows?.(150);
    return 7;
  });
  expect(value).toBe(7);
  const failed = track(config, { type: 'dataset_export', operation: 'export', dataset: 'iris', rows: 3 }, async () => {
    throw new Error('no space\nat all');
  });
  await expect(failed).rejects.toThrow('no space');
  expect(await recentOperations(config)).toEqual([
    expect.objectContaining({ type: 'dataset_export', dataset: 'iris', success: false, rows: 3, error: 'no space' }),
    expect.objectContaining({ type: 'dataset_register', operation: 'register', success: true, rows: 150, error: null }),
  ]);
  const [row] = await recentOperations(config, { limit: 1 });
  expect(row?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(row?.durationMs).toBeGreaterThanOrEqual(0);
});

test('the table is that of MDM 1, and an older file goes on', async () => {
  const db = database();
  db.exec(
    "CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT, metric_type TEXT, operation TEXT, duration_ms REAL, success INTEGER, dataset_name TEXT, row_count INTEGER, error_message TEXT, metadata TEXT); INSERT INTO metrics VALUES (1, '2020-01-01T00:00:00', 'dataset_register', 'register', 5, 1, 'old', 0, NULL, '{}')",
  );
  db.close();
  const config = await open();
  await track(config, { type: 'dataset_read', operation: 'load', dataset: 'new' }, async () => {});
  await openMetrics(config).countCall('features', 'new');
  expect((await recentOperations(config)).map(({ dataset }) => dataset)).toEqual(['new', 'old']);
  expect((await readMetrics(config)).counters).toEqual([{ name: 'mdm_new_path_calls', component: 'features', value: 1 }]);
});

test('counts of calls and operations share a file', async () => {
  const config = await open();
  await openMetrics(config).countCall('features', 'old');
  await track(config, { type: 'feature_generation', operation: 'generate' }, async () => {});
  await openMetrics(config).countCall('features', 'old');
  expect((await readMetrics(config)).counters[0]?.value).toBe(2);
  expect(await recentOperations(config)).toHaveLength(1);
  const names = database()
    .prepare("SELECT name FROM pragma_table_info('metrics')")
    .all()
    .map((row) => row['name']);
  expect(names).toEqual([
    'id',
    'timestamp',
    'metric_type',
    'operation',
    'duration_ms',
    'success',
    'dataset_name',
    'row_count',
    'error_message',
    'metadata',
  ]);
});

describe('added up', () => {
  const fill = async () => {
    const config = await open();
    for (const [i, type] of OPERATION_TYPES.entries())
      for (let n = 0; n <= i % 3; n++)
        await track(config, { type, operation: 'x', dataset: n === 0 ? 'iris' : 'titanic', rows: 10 }, async () => {
          if (type === 'error') throw new Error('bad');
        }).catch(() => {});
    return config;
  };

  test('by type and by dataset', async () => {
    const all = await summary(await fill());
    const expected = OPERATION_TYPES.reduce((sum, _, i) => sum + 1 + (i % 3), 0);
    expect(all).toMatchObject({ count: expected, failed: 1 });
    expect(all.byType.reduce((sum, one) => sum + one.count, 0)).toBe(expected);
    expect(all.byType.find(({ name }) => name === 'error')).toMatchObject({ count: 1, failed: 1 });
    expect(all.byDataset.map(({ name, count, rows }) => [name, count, rows])).toEqual([
      ['iris', 10, 100],
      ['titanic', expected - 10, 10 * (expected - 10)],
    ]);
    expect(all.byDay).toEqual([{ day: new Date().toISOString().slice(0, 10), count: expected, failed: 1 }]);
    expect(all.errors).toEqual([expect.objectContaining({ error: 'bad', dataset: 'iris' })]);
  });

  test('times of half, 95 and 99 of a hundred, without those that were not timed', async () => {
    const config = await open();
    await track(config, { type: 'error', operation: 'x' }, async () => {});
    const db = database();
    db.exec('BEGIN; DELETE FROM metrics');
    const add = db.prepare(
      "INSERT INTO metrics (timestamp, metric_type, operation, dataset_name, duration_ms) VALUES ('2020-01-01', ?, 'x', ?, ?)",
    );
    for (let ms = 200; ms > 0; ms--) add.run('dataset_read', ms % 2 === 0 ? 'iris' : null, ms);
    add.run('dataset_read', null, null);
    add.run('dataset_export', null, null);
    add.run('dataset_remove', null, 7);
    db.exec('COMMIT');
    db.close();
    const times = { count: 201, p50Ms: 100, p95Ms: 190, p99Ms: 198, maxMs: 200, meanMs: 100.5, totalMs: 20_100 };
    expect((await summary(config)).byType).toMatchObject([
      { name: 'dataset_read', ...times },
      { name: 'dataset_export', count: 1, p50Ms: null, p99Ms: null, totalMs: 0 },
      { name: 'dataset_remove', p50Ms: 7, p95Ms: 7, p99Ms: 7 },
    ]);
    expect(await datasetOperations(config, 'iris')).toMatchObject([{ count: 100, p50Ms: 100, p95Ms: 190, p99Ms: 198 }]);
  });

  test('of one dataset, and chosen by type', async () => {
    const config = await fill();
    expect((await datasetOperations(config, 'iris')).map(({ name }) => name).sort()).toEqual([...OPERATION_TYPES].sort());
    expect(await datasetOperations(config, 'nobody')).toEqual([]);
    expect(await recentOperations(config, { type: 'dataset_export', dataset: 'titanic' })).toHaveLength(2);
    expect(await recentOperations(config, { limit: 4 })).toHaveLength(4);
  });
});

test('old operations are removed, and only they', async () => {
  const config = await open();
  await track(config, { type: 'dataset_read', operation: 'x' }, async () => {});
  const db = database();
  const old = new Date(Date.now() - 31 * 86_400_000).toISOString();
  db.prepare("INSERT INTO metrics (timestamp, metric_type, operation) VALUES (?, 'dataset_read', 'old')").run(old);
  db.close();
  expect(await cleanup(config, 40)).toBe(0);
  expect(await cleanup(config)).toBe(1);
  expect((await recentOperations(config)).map(({ operation }) => operation)).toEqual(['x']);
  expect(await cleanup(config, 0)).toBe(1);
});

describe('recording never fails the work', () => {
  const work = { type: 'query_execution', operation: 'SELECT 1' } as const;

  test('without a home nothing is made', async () => {
    const config = await openConfig({ home: join(home, 'none'), env: {} });
    expect(await track(config, work, async () => 1)).toBe(1);
    expect(existsSync(join(home, 'none'))).toBe(false);
    expect([await recentOperations(config), await cleanup(config), (await summary(config)).count]).toEqual([[], 0, 0]);
  });

  test('a file that is no database, or a folder', async () => {
    writeFileSync(join(home, 'metrics.db'), 'not a database, but long enough to be read as one '.repeat(50));
    const config = await open();
    expect(await track(config, work, async () => 1)).toBe(1);
    expect(readFileSync(join(home, 'metrics.db'), 'utf8')).toContain('not a database');
    await expect(recentOperations(config)).rejects.toMatchObject({ code: 'backend' });
    mkdirSync(join(home, 'folder'));
    expect(await track(await open({ MDM_MONITORING_METRICS_DB: 'folder' }), work, async () => 1)).toBe(1);
  });

  test('a dataset has one name, however it was typed', async () => {
    const config = await open();
    for (const name of ['My-Data', 'my_data', 'MY_DATA']) await track(config, { ...work, dataset: name }, async () => 1);
    expect((await recentOperations(config, { dataset: 'my_data' })).map(({ dataset }) => dataset)).toEqual(Array(3).fill('my_data'));
    expect(await datasetOperations(config, 'my_data')).toEqual([expect.objectContaining({ count: 3 })]);
  });

  test('long statements are cut', async () => {
    const config = await open();
    await track(config, { ...work, operation: 'x'.repeat(100_000) }, async () => 1);
    expect((await recentOperations(config))[0]!.operation).toHaveLength(1_000);
  });

  test.each([1e6, 1e12, Number.MAX_SAFE_INTEGER])('nothing is older than %d days', async (days) => {
    const config = await open();
    await track(config, work, async () => 1);
    expect(await cleanup(config, days)).toBe(0);
    expect(await recentOperations(config)).toHaveLength(1);
  });

  test('off is off', async () => {
    const config = await open({ MDM_MONITORING_ENABLED: 'false' });
    expect(await track(config, work, async () => 1)).toBe(1);
    expect(existsSync(join(home, 'metrics.db'))).toBe(false);
  });

  test('at the same time', async () => {
    const config = await open();
    await Promise.all(Array.from({ length: 40 }, (_, i) => track(config, { ...work, dataset: `d${i}` }, async () => i)));
    expect(await recentOperations(config, { limit: 100 })).toHaveLength(40);
  });

  test('secrets are not kept', async () => {
    const config = await open({ MDM_DATABASE_POSTGRESQL_PASSWORD: 'hunter22' });
    const failing = track(config, { ...work, operation: "SELECT 'hunter22'" }, async () => {
      throw new Error('wrong password hunter22 for postgresql://me:hunter22@host');
    });
    await expect(failing).rejects.toThrow();
    expect(JSON.stringify(await recentOperations(config))).not.toContain('hunter22');
  });
});
