import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examineHome, mend } from '../../src/datasets/doctor.js';
import { migrateDataset, type MigrateOptions } from '../../src/datasets/migrate.js';
import { MdmError } from '../../src/errors.js';
import { openDataset } from '../../src/datasets/open.js';
import { removeDataset } from '../../src/datasets/remove.js';
import { openRepository } from '../../src/datasets/repository.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import type { BackendName, IStorageBackend } from '../../src/storage/backend.js';
import { differences, fingerprint } from '../../src/storage/checksum.js';
import { writeOriginals } from '../../src/storage/old-metadata.js';
import { shelf, type TableOf } from './shelf.js';

const table: TableOf = {
  columns: { n: 'int64', x: 'double', b: 'boolean', s: 'text', t: 'timestamp', d: 'date' },
  rows: [
    [1n, 0.5, true, 'a', '2024-01-01 00:00:00.000001', '2024-01-01'],
    [-(2n ** 63n), NaN, false, 'é😀\n', '1969-12-31 23:59:59', '1900-01-01'],
    [null, null, null, null, null, null],
  ],
};
const many: TableOf = { columns: { n: 'int64', s: 'text' }, rows: Array.from({ length: 3_000 }, (_, i) => [BigInt(i), `row ${i}`]) };

/** Every file below the home with its content, but for side files. */
function snapshot(home: string): Record<string, string> {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter(
    (one) => one.isFile() && !/-(wal|shm)$|metrics\.db/.test(one.name),
  );
  return Object.fromEntries(
    files
      .map((one) => [
        join(one.parentPath, one.name),
        createHash('sha256')
          .update(readFileSync(join(one.parentPath, one.name)))
          .digest('hex'),
      ])
      .sort(),
  );
}

const there = (on: ReturnType<typeof shelf>) => (file: string) => existsSync(join(on.home, 'datasets', file));

describe('migrating a dataset between SQLite and DuckDB', () => {
  const on = shelf();
  const has = there(on);

  async function sample(): Promise<void> {
    await on.add(
      'sales',
      { train: table, 'A"; DROP TABLE train; --': many },
      { tables: { train: 'train', other: 'A"; DROP TABLE train; --' } },
    );
    const backend = await on.ws.backends.of('sqlite');
    await backend.updateMetadata('sales', 'recipe', { transformers: ['a'] });
    await writeOriginals(backend, 'sales', {
      _metadata: [['version', '"1.0.6"', 'then', 'then']],
      _statistics: [['train', 3, 6, 0, 'then']],
    });
    mkdirSync(join(on.home, 'datasets', 'sales', 'metadata'), { recursive: true });
    writeFileSync(join(on.home, 'datasets', 'sales', 'metadata', 'statistics.json'), '{}');
    await backend.closeConnections('sales');
  }

  test('the pointer is switched, everything is there, and the source stays', async () => {
    await sample();
    const migrated = await migrateDataset(on.ws, 'sales', 'duckdb');
    expect(migrated).toMatchObject({
      verified: 'full',
      plan: { from: { backend: 'sqlite', store: 'sales' }, to: { backend: 'duckdb', store: 'sales~2' }, rows: 3_003 },
      kept: [{ backend: 'sqlite', store: 'sales' }],
    });
    const record = await openRepository(on.ws.config).get('sales');
    expect(record.database).toEqual({ backend: 'duckdb', store: 'sales~2', path: join(on.home, 'datasets/sales~2/sales~2.duckdb') });
    expect(record.metadata).toMatchObject({ migrations: [{ from: 'sqlite', to: 'duckdb', at: expect.stringMatching(/^20\d\d-/) }] });
    expect(record.last_updated_at).toBe('2026-01-01T00:00:00.000Z');
    const ws = await on.reopen({ MDM_DEFAULT_BACKEND: 'duckdb' });
    const { backend, store } = await openDataset(ws, 'sales');
    const source = await ws.backends.of('sqlite');
    for (const name of ['train', 'A"; DROP TABLE train; --'])
      expect(differences(await fingerprint(source, 'sales', name), await fingerprint(backend, store, name))).toEqual([]);
    expect(await backend.getMetadata(store, 'recipe')).toEqual({ transformers: ['a'] });
    expect(await backend.getMetadata(store, 'version')).toBe('1.0.6');
    expect(JSON.parse(readFileSync(join(on.home, 'datasets/sales~2/metadata/original_columns.json'), 'utf8'))).toEqual({
      _statistics: [{ table_name: 'train', row_count: 3, column_count: 6, memory_usage_bytes: 0, created_at: 'then' }],
    });
    expect(await backend.getMetadata(store, 'migration')).toMatchObject({ from: 'sqlite', to: 'duckdb', at: expect.any(String) });
    expect(await backend.getMetadata(store, 'dataset')).toMatchObject({ database: { backend: 'duckdb' } });
    expect(has('sales/sales.sqlite') && has('sales~2/metadata/statistics.json')).toBe(true);
    expect(await examineHome(ws)).toEqual([]);
  });

  test('there and back, the tables are the same and their order too', async () => {
    await sample();
    const source = await on.ws.backends.of('sqlite');
    const before = await source.tables('sales');
    await migrateDataset(on.ws, 'sales', 'duckdb', { dropSource: true, batchSize: 100 });
    const back = await migrateDataset(on.ws, 'sales', 'sqlite', { dropSource: true, batchSize: 7 });
    const { store } = back.record.database;
    expect(await source.tables(store)).toEqual(before);
    const seen: bigint[] = [];
    for await (const batch of source.readTable(store, 'A"; DROP TABLE train; --'))
      seen.push(...(batch.getChild('n')!.toArray() as BigInt64Array));
    expect(seen).toEqual(many.rows.map(([n]) => n));
    expect(back.kept).toEqual([]);
    expect(back.record.metadata['migrations']).toHaveLength(2);
    expect(readdirSync(join(on.home, 'datasets')).filter((name) => !name.startsWith('.'))).toEqual([store]);
  });

  test('a source that was kept is dropped later, and only once', async () => {
    await sample();
    await migrateDataset(on.ws, 'sales', 'duckdb');
    const dropped = await migrateDataset(on.ws, 'sales', 'duckdb', { dropSource: true });
    expect(dropped).toMatchObject({ dropped: [{ backend: 'sqlite', store: 'sales' }], kept: [] });
    expect(dropped.plan).toBeUndefined();
    expect(has('sales')).toBe(false);
    await expect(migrateDataset(on.ws, 'sales', 'duckdb', { dropSource: true })).rejects.toMatchObject({ code: 'usage' });
    await expect(migrateDataset(on.ws, 'sales', 'duckdb')).rejects.toMatchObject({ code: 'usage' });
  });

  test('removing the dataset takes the kept source with it', async () => {
    await sample();
    await migrateDataset(on.ws, 'sales', 'duckdb');
    await removeDataset(on.ws, 'sales');
    expect(has('sales') || has('sales~2')).toBe(false);
  });

  test.each<MigrateOptions>([{}, { verify: 'none', dropSource: true }])(
    '--dry-run with %j says what would be done and changes nothing',
    async (options) => {
      await sample();
      const before = snapshot(on.home);
      const { plan, dryRun } = await migrateDataset(on.ws, 'sales', 'duckdb', { ...options, dryRun: true });
      await on.ws.backends.close();
      expect(dryRun).toBe(true);
      expect(plan).toMatchObject({
        tables: [
          { table: 'A"; DROP TABLE train; --', rows: 3_000, columns: 2 },
          { table: 'train', rows: 3, columns: 6 },
        ],
        bytes: expect.any(Number),
        free: expect.any(Number),
      });
      expect(snapshot(on.home)).toEqual(before);
    },
  );

  test.each(['counts', 'none'] as const)('--verify %s', async (verify) => {
    await sample();
    expect(await migrateDataset(on.ws, 'sales', 'duckdb', { verify })).toMatchObject({ verified: verify, fingerprints: [] });
  });

  /** The workspace, with a method of the target changed. */
  const with_ = (change: (target: IStorageBackend) => Partial<IStorageBackend>, more: Partial<Workspace> = {}): Workspace => ({
    ...on.ws,
    ...more,
    backends: {
      close: on.ws.backends.close,
      of: async (name) => {
        const backend = await on.ws.backends.of(name);
        return name === 'duckdb' ? { ...backend, ...change(backend) } : backend;
      },
    },
  });

  test.each<[string, (target: IStorageBackend) => Partial<IStorageBackend>, object]>([
    [
      'a value that was changed on the way',
      (target) => ({
        loadData: async (store, name, ...rest) => {
          const rows = await target.loadData(store, name, ...rest);
          if (name === 'train') await target.executeSql(store, 'UPDATE train SET x = 0.25 WHERE n = 1');
          return rows;
        },
      }),
      { code: 'backend', message: expect.stringMatching(/table "train": column "x"/) },
    ],
    [
      'a row that was lost',
      (target) => ({
        loadData: async (store, name, ...rest) => {
          const rows = await target.loadData(store, name, ...rest);
          if (name === 'train') await target.executeSql(store, 'DELETE FROM train WHERE n = 1');
          return rows;
        },
      }),
      { code: 'backend', message: expect.stringMatching(/3 rows became 2/) },
    ],
    [
      'a load that fails',
      () => ({
        loadData: async () => {
          throw new Error('no more');
        },
      }),
      { message: 'no more' },
    ],
    [
      'a creation that fails',
      () => ({
        createDataset: async () => {
          throw new Error('no more');
        },
      }),
      { message: 'no more' },
    ],
    [
      'metadata that cannot be written',
      () => ({
        swapTables: async () => {
          throw new Error('no more');
        },
      }),
      { message: 'no more' },
    ],
  ])('%s: the source stays active and the copy goes', async (_, change, error) => {
    await sample();
    const before = snapshot(on.home);
    await expect(migrateDataset(with_(change), 'sales', 'duckdb')).rejects.toMatchObject(error);
    await on.ws.backends.close();
    expect(snapshot(on.home)).toEqual(before);
    expect(has('sales~2')).toBe(false);
  });

  test('memory does not grow with the rows: batches are no larger than was said, and one is written before the next is read', async () => {
    await sample();
    const source = await on.ws.backends.of('sqlite');
    const sizes: number[] = [];
    let [read, written, most] = [0, 0, 0];
    const counted: IStorageBackend = {
      ...source,
      readTable: async function* (...given) {
        for await (const batch of source.readTable(...given)) {
          sizes.push(batch.numRows);
          most = Math.max(most, (read += batch.numRows) - written);
          yield batch;
        }
      },
    };
    const onProgress = ({ what, rows }: { readonly what: string; readonly rows?: number }): void => {
      if (what.startsWith('copy')) written = rows ?? 0;
    };
    const ws = {
      ...on.ws,
      onProgress,
      backends: { ...on.ws.backends, of: async (name: BackendName) => (name === 'sqlite' ? counted : on.ws.backends.of(name)) },
    };
    await migrateDataset(ws, 'sales', 'duckdb', { batchSize: 100, verify: 'counts' });
    expect([read, Math.max(...sizes)]).toEqual([3_003, 100]);
    expect(most).toBeLessThanOrEqual(200);
  });

  test('a store that another made meanwhile is theirs', async () => {
    await sample();
    const other = with_(() => ({
      createDataset: () => Promise.reject(new MdmError('exists', 'it is there')),
      dropDataset: () => Promise.reject(new Error('not ours')),
    }));
    await expect(migrateDataset(other, 'sales', 'duckdb')).rejects.toThrow('it is there');
  });

  test('a copy stays when the pointer cannot be read, and what failed first is told', async () => {
    await sample();
    const pointer = openRepository(on.ws.config).file('sales');
    const broken = with_(() => ({
      swapTables: async () => {
        writeFileSync(pointer, 'name: [');
        throw new Error('no more');
      },
    }));
    await expect(migrateDataset(broken, 'sales', 'duckdb')).rejects.toThrow('no more');
    expect(has('sales~2/sales~2.duckdb') && has('sales/sales.sqlite')).toBe(true);
  });

  test('kept stores that a hand wrote wrongly are passed over', async () => {
    await sample();
    const repository = openRepository(on.ws.config);
    const record = await repository.get('sales');
    await repository.save({ ...record, metadata: { ...record.metadata, kept_stores: [null, 'x', { backend: 'oracle', store: 'y' }] } });
    expect(await migrateDataset(on.ws, 'sales', 'duckdb')).toMatchObject({ kept: [{ backend: 'sqlite', store: 'sales' }] });
  });

  test.each([1, 2, 3, 5])('a stop after %i batches leaves everything as it was', async (batches) => {
    await sample();
    const before = snapshot(on.home);
    const stop = new AbortController();
    let seen = 0;
    const onProgress = (): void => {
      if (++seen === batches) stop.abort();
    };
    const ws = { ...on.ws, signal: stop.signal, onProgress };
    await expect(migrateDataset(ws, 'sales', 'duckdb', { batchSize: 500 })).rejects.toMatchObject({ code: 'interrupted' });
    await on.ws.backends.close();
    expect(snapshot(on.home)).toEqual(before);
  });

  test('what a killed migration left is found and taken away; the dataset is whole', async () => {
    await sample();
    const target = await on.ws.backends.of('duckdb');
    await target.createDataset('sales~2');
    await target.close();
    const findings = await examineHome(on.ws);
    expect(findings).toMatchObject([{ kind: 'store-without-pointer', store: 'sales~2', backend: 'duckdb', mendable: true }]);
    expect((await migrateDataset(on.ws, 'sales', 'duckdb')).record.database.store).toBe('sales~3');
    expect(await mend(on.ws, findings[0]!)).toBe(true);
    expect(has('sales~2')).toBe(false);
    expect(await examineHome(on.ws)).toEqual([]);
  });

  test('a table that is too wide is refused before anything is made', async () => {
    const columns = Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`c${i}`, 'int64'] as const));
    const ws = await on.reopen({ MDM_DEFAULT_BACKEND: 'duckdb' });
    await on.add('wide', { train: { columns, rows: [] } });
    await expect(migrateDataset(ws, 'wide', 'sqlite')).rejects.toMatchObject({
      code: 'backend',
      message: expect.stringMatching(/2001 .* 2000/),
    });
    expect(has('wide~2')).toBe(false);
  });

  test('a dataset that is not there', async () => {
    await expect(migrateDataset(on.ws, 'nothing', 'duckdb')).rejects.toMatchObject({ code: 'not-found' });
  });
});
