import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Bool, DateDay, Float32, Int32, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { rowsOfTable } from '../../../src/datasets/read.js';
import type { Check, World } from '../world.js';

const root = join(import.meta.dirname, '../../..');

/** What another program reads in a Parquet file. */
async function readParquet(
  file: string,
  select = '*',
): Promise<{ readonly types: Readonly<Record<string, string>>; readonly rows: unknown[][] }> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT ${select} FROM read_parquet('${file}')`);
    const read = await connection.runAndReadAll(`SELECT ${select} FROM read_parquet('${file}')`);
    const types = Object.fromEntries(described.getRowsJson().map(([name, type]) => [name as string, type as string]));
    return { types, rows: read.getRowsJson() };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A dataset `t` of 2,500 rows with an id, a price, and some missing. */
async function products(world: World): Promise<void> {
  const rows = Array.from({ length: 2_500 }, (_, i) => [
    i + 1,
    i % 50 === 49 ? '' : (5 + ((i * 37) % 991) / 7).toFixed(3),
    `item ${i % 17}`,
  ]);
  await world.register('t', world.csv('t.csv', 'id,price,name', rows), '--id-columns', 'id', '--no-features');
}

const stored = async (world: World): Promise<string> => {
  const { tables } = await (await world.client()).getDataset('t');
  return tables['train'] ?? tables['data'] ?? Object.values(tables)[0]!;
};

const titanic = async (world: World): Promise<{ readonly id: bigint[] }> => {
  await world.register('t', world.titanic(), '--no-features');
  const test = await (await world.client()).query.loadTable('t', 'test', { columns: ['PassengerId'] });
  return { id: [...test.getChild('PassengerId')!] as bigint[] };
};

export const checks: Readonly<Record<string, Check>> = {
  'A1.5-04': async (world) => {
    world.config({ performance: { max_concurrent_operations: 2 } });
    const client = await world.client();
    const file = world.csv(
      'd.csv',
      'id,x,y',
      Array.from({ length: 40 }, (_, i) => [i + 1, i * 2, i % 2]),
    );
    const names = ['a', 'b', 'c', 'd'];
    // Twice as many as the limit, all at once: the third and the fourth wait.
    let running = 0;
    let most = 0;
    const results = await Promise.allSettled(
      names.map((name) =>
        client.registerDataset(name, file, {
          target: 'y',
          features: false,
          onStep: ({ kind, number }) => {
            if (kind === 'start' && number === 1) most = Math.max(most, ++running);
            if (kind === 'complete' && number === 12) running--;
          },
        }),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(names.map(() => 'fulfilled'));
    expect(most).toBe(2);
    expect((await client.listDatasets()).map(({ name }) => name)).toEqual(names);
    for (const name of names) expect((await client.query.rows(name, `SELECT count(*) AS n FROM "train"`))[0]).toEqual({ n: 40 });
  },

  'A2.6.4-02': async (world) => {
    await products(world);
    const client = await world.client();
    const table = await stored(world);
    const before = await world.sql('t', `SELECT * FROM "${table}" ORDER BY "id"`);
    const output = join(world.folder, 'normal.parquet');
    await client.export.exportWithTransform({ dataset: 't', transformations: [{ type: 'normalize', columns: ['price'] }], output });
    const { rows } = await readParquet(output, 'id, price');
    expect(rows).toHaveLength(2_500);
    const values = rows.flatMap(([, price]) => (price === null ? [] : [price as number]));
    expect(values).toHaveLength(2_450);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean)).toBeLessThan(1e-9);
    expect(Math.abs(std - 1)).toBeLessThan(1e-9);
    expect(await world.sql('t', `SELECT * FROM "${table}" ORDER BY "id"`)).toEqual(before);
  },

  'A2.6.4-03': async (world) => {
    await products(world);
    const client = await world.client();
    const output = join(world.folder, 'mine/halves.parquet');
    await client.export.exportWithTransform({
      dataset: 't',
      output,
      transform: (table) =>
        new Table({
          id: table.getChild('id')!,
          half: vectorFromArray([...table.getChild('price')!].map((x: number | null) => x && x / 2)),
        }),
    });
    const { rows } = await readParquet(output);
    const prices = (await client.query.rows('t', `SELECT price FROM "${await stored(world)}" ORDER BY id`)).map(
      ({ price }) => price as number | null,
    );
    expect(rows.map(([, half]) => half)).toEqual(prices.map((price) => price && price / 2));
    const failing = client.export.exportWithTransform({
      dataset: 't',
      output: join(world.folder, 'mine/none.parquet'),
      transform: () => {
        throw new Error('this function fails');
      },
    });
    await expect(failing).rejects.toThrow('this function fails');
    expect(readdirSync(join(world.folder, 'mine'))).toEqual(['halves.parquet']);
  },

  'A5.2-04': async (world) => {
    await products(world);
    const client = await world.client();
    const ids: number[] = [];
    let largest = 0;
    for await (const chunk of client.iterateDataset('t', { chunkSize: 1000 })) {
      largest = Math.max(largest, chunk.numRows);
      ids.push(...[...chunk.getChild('id')!].map(Number));
    }
    expect(largest).toBeLessThanOrEqual(1000);
    expect(ids).toEqual(Array.from({ length: 2_500 }, (_, i) => i + 1));
  },

  'A5.3-01': async (world) => {
    await products(world);
    const client = await world.client();
    const day = new Date('2024-02-29');
    const transformed = new Table({
      whole: vectorFromArray([1, null, -3], new Int32()),
      part: vectorFromArray([0.5, 1.5, null], new Float32()),
      yes: vectorFromArray([true, null, false], new Bool()),
      day: vectorFromArray([day, null, day], new DateDay()),
      text: vectorFromArray(['ä', 'b,"c"', null], new Utf8()),
    });
    const rows = rowsOfTable(transformed).map((row) => Object.values({ ...row, day: row['day'] === null ? null : '2024-02-29' }));
    const parquet = join(world.folder, 'a.parquet');
    await client.export.exportWithTransform({ dataset: 't', output: parquet, transform: async () => transformed });
    expect(await readParquet(parquet)).toEqual({
      types: { whole: 'INTEGER', part: 'FLOAT', yes: 'BOOLEAN', day: 'DATE', text: 'VARCHAR' },
      rows,
    });
    const arrow = join(world.folder, 'a.arrow');
    await client.export.exportWithTransform({ dataset: 't', output: arrow, transform: async () => transformed });
    const { tableFromIPC } = await import('apache-arrow');
    const back = tableFromIPC(readFileSync(arrow));
    expect(back.schema.fields.map(({ name, type }) => [name, String(type)])).toEqual(
      transformed.schema.fields.map(({ name, type }) => [name, String(type)]),
    );
    expect(rowsOfTable(back)).toEqual(rowsOfTable(transformed));
  },

  'A5.3-02': async (world) => {
    const { id } = await titanic(world);
    const client = await world.client();
    const reversed = [...id].reverse();
    const table = new Table({ PassengerId: vectorFromArray(reversed), Survived: vectorFromArray(reversed.map((one) => Number(one % 2n))) });
    await client.ml.savePredictions('t', table, { name: 'm1' });
    // Some clients give 64-bit integers as text.
    const kept = await world.sql('t', 'SELECT "PassengerId", "Survived" FROM "predictions_m1" ORDER BY "PassengerId"');
    expect(kept.map(({ PassengerId, Survived }) => ({ PassengerId: Number(PassengerId), Survived }))).toEqual(
      id.map((one) => ({ PassengerId: Number(one), Survived: Number(one % 2n) })),
    );
    expect((await world.ok('dataset', 'info', 't')).stdout).toContain('predictions_m1');
    expect(JSON.stringify(await world.json('dataset', 'info', 't'))).toContain('predictions_m1');
    await world.ok(
      'dataset',
      'export',
      't',
      '--table',
      'predictions_m1',
      '--format',
      'csv',
      '--compression',
      'none',
      '--output-dir',
      'out',
    );
    const csv = readFileSync(join(world.folder, 'out/t_predictions_m1.csv'), 'utf8').trim().split('\n');
    expect(csv[0]).toBe('PassengerId,Survived');
    expect(csv).toHaveLength(id.length + 1);
    const foreign = { PassengerId: [...id.slice(1), 9999n], Survived: id.map(() => 1) };
    await expect(client.ml.savePredictions('t', foreign, { name: 'm2' })).rejects.toMatchObject({ code: 'schema-mismatch' });
    const few = { PassengerId: id.slice(1), Survived: id.slice(1).map(() => 1) };
    await expect(client.ml.savePredictions('t', few, { name: 'm2' })).rejects.toThrow('There are 39 predictions for the 40 rows of test');
    expect(JSON.stringify(await world.json('dataset', 'info', 't'))).not.toContain('predictions_m2');
  },

  'A5.3-03': async (world) => {
    const customers = Array.from({ length: 12 }, (_, i) => [i + 1, `name ${i + 1}`]);
    const orders = Array.from({ length: 30 }, (_, i) => [100 + i, (i % 8) + 1, i * 1.5]);
    await world.register('customers', world.csv('customers.csv', 'customer,name', customers), '--no-features');
    await world.register('orders', world.csv('orders.csv', 'id,customer,total', orders), '--no-features');
    const client = await world.client();
    const table = async (name: string): Promise<string> => `${name}."${Object.values((await client.getDataset(name)).tables)[0]}"`;
    const [c, o] = [await table('customers'), await table('orders')];
    const before = [rowsOfTable(await client.query.loadTable('customers')), rowsOfTable(await client.query.loadTable('orders'))];
    const both = ['customers', 'orders'];
    const inner = await client.query.rows(
      both,
      `SELECT o.id, c.name, o.total FROM ${o} AS o JOIN ${c} AS c ON c.customer = o.customer ORDER BY o.id`,
    );
    expect(inner).toEqual(orders.map(([id, customer, total]) => ({ id, name: `name ${customer}`, total })));
    const left = await client.query.rows(
      both,
      `SELECT c.customer, count(o.id) AS n FROM ${c} AS c LEFT JOIN ${o} AS o ON c.customer = o.customer GROUP BY c.customer ORDER BY c.customer`,
    );
    expect(left).toEqual(customers.map(([customer]) => ({ customer, n: orders.filter((order) => order[1] === customer).length })));
    expect([rowsOfTable(await client.query.loadTable('customers')), rowsOfTable(await client.query.loadTable('orders'))]).toEqual(before);

    const other = world.backend === 'sqlite' ? 'duckdb' : 'sqlite';
    const env = { MDM_DATABASE_DEFAULT_BACKEND: other };
    const elsewhere = await world.mdmWith({ env }, 'dataset', 'register', 'elsewhere', join(world.folder, 'orders.csv'), '--no-features');
    expect(elsewhere.code).toBe(0);
    const mixed = client.queryDataset(['customers', 'elsewhere'], `SELECT * FROM ${c}`);
    await expect(mixed).rejects.toMatchObject({
      code: 'backend',
      exit: 6,
      message: `customers is kept by ${world.backend} and elsewhere by ${other}: one query reads datasets of one backend.`,
      next: expect.stringContaining('mdm dataset migrate elsewhere'),
    });
  },

  'A9.2-04': async (world) => {
    // What `npm ci` installs: nothing is built, nothing is deprecated, no peer is missing.
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };
    const allowed = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { allowScripts: Record<string, boolean> })
      .allowScripts;
    const shipped = Object.entries(lock.packages).filter(
      ([path, one]) => path.startsWith('node_modules/') && !one.dev && !one.link && !one.devOptional,
    );
    const nameOf = (path: string): string => path.split('node_modules/').at(-1)!;
    expect(shipped.length).toBeGreaterThan(50);
    expect(shipped.filter(([path, one]) => one.hasInstallScript && allowed[nameOf(path)] !== false).map(([path]) => path)).toEqual([]);
    expect(shipped.filter(([, one]) => one.deprecated !== undefined).map(([path, { deprecated }]) => `${path}: ${deprecated}`)).toEqual([]);
    for (const [path, { peerDependencies = {}, peerDependenciesMeta = {} }] of shipped)
      for (const peer of Object.keys(peerDependencies))
        if (!peerDependenciesMeta[peer]?.optional)
          expect([
            path,
            peer,
            [`node_modules/${peer}`, `${path}/node_modules/${peer}`].some((at) => Object.hasOwn(lock.packages, at)),
          ]).toEqual([path, peer, true]);
    expect(existsSync(join(root, 'dist/index.js'))).toBe(true);

    // Where it is installed, the library is imported, and every native backend opens.
    writeFileSync(join(world.folder, 'package.json'), '{ "type": "module" }');
    const script = `
      const { MDMClient } = await import(${JSON.stringify(join(root, 'dist/index.js'))});
      for (const backend of ['sqlite', 'duckdb']) {
        const client = new MDMClient({ config: { 'database.default_backend': backend } });
        const rows = Array.from({ length: 20 }, (_, i) => ({ id: i + 1, x: i / 2 }));
        const { record } = await client.registration.registerRows('n_' + backend, rows, { features: false });
        const table = Object.values(record.tables)[0];
        console.log(backend, JSON.stringify(await client.query.rows('n_' + backend, 'SELECT count(*) AS n FROM "' + table + '"')));
        await client.close();
      }
      const { default: pg } = await import(${JSON.stringify(join(root, 'node_modules/pg/lib/index.js'))});
      console.log('postgresql', typeof pg.Pool);
    `;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: world.folder,
      env: world.env,
      encoding: 'utf8',
    });
    expect(said).toBe('sqlite [{"n":20}]\nduckdb [{"n":20}]\npostgresql function\n');
    if (world.backend === 'postgresql') await world.register('iris');
  },
};

interface Locked {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly deprecated?: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}
