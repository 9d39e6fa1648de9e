import type { DatasetRecord } from '../../src/datasets/record.js';
import { MDMClient, type ClientOptions } from '../../src/client.js';
import { shelf, type Shelf, type TableOf } from '../datasets/shelf.js';

const DAY = 86_400_000;
const day = (n: number): Date => new Date(Date.UTC(2024, 0, 1) + n * DAY);

/** Sixty sales of three shops, with a class, a price, a day, and gaps. */
export const train: TableOf = {
  columns: { id: 'int64', shop: 'text', day: 'timestamp', price: 'double', open: 'boolean', city: 'text', sold: 'text' },
  rows: Array.from({ length: 60 }, (_, i) => [
    BigInt(100 + i),
    ['north', 'south', 'west'][i % 3],
    day(i),
    i % 10 === 9 ? null : 10 + i / 2,
    i % 2 === 0,
    i % 7 === 0 ? null : `Ort ${i % 4}`,
    i % 3 === 0 ? 'few' : 'many',
  ]),
};

export const test: TableOf = {
  columns: { id: 'int64', shop: 'text', day: 'timestamp', price: 'double', open: 'boolean', city: 'text' },
  rows: Array.from({ length: 12 }, (_, i) => [BigInt(200 + i), 'north', day(60 + i), 40 + i, i % 2 === 1, 'Ort 1']),
};

const features = (table: TableOf, target: boolean): TableOf => ({
  columns: { id: 'int64', price_log: 'double', open_: 'boolean', weekday: 'int64', ...(target ? { sold: 'text' as const } : {}) },
  rows: table.rows.map((row, i) => [
    row[0],
    row[3] === null ? null : Math.log1p(row[3] as number),
    row[4],
    BigInt(i % 7),
    ...(target ? [row[6]] : []),
  ]),
});

export const sample: TableOf = {
  columns: { id: 'int64', sold: 'text' },
  rows: test.rows.map(([id]) => [id, 'few']).reverse(),
};

export const record: Partial<DatasetRecord> = {
  target_column: 'sold',
  problem_type: 'binary_classification',
  id_columns: ['id'],
  time_column: 'day',
};

export interface Shop extends Shelf {
  client: MDMClient;
  /** A client of the same home that is closed after the test. */
  open(options?: ClientOptions): MDMClient;
  /** The dataset `sales`, with or without tables of features. */
  sales(more?: Partial<DatasetRecord>, options?: { readonly features?: boolean; readonly testFeatures?: boolean }): Promise<DatasetRecord>;
}

/** A fresh home with a client for every test. */
export function shop(env: Readonly<Record<string, string>> = {}): Shop {
  const clients: MDMClient[] = [];
  const self = shelf(env) as Shop;
  self.open = (options = {}) => {
    const client = new MDMClient({ home: self.home, env, ...options });
    clients.push(client);
    return client;
  };
  self.sales = (more = {}, { features: own = true, testFeatures = own } = {}) =>
    self.add(
      'sales',
      {
        train,
        test,
        sample_submission: sample,
        ...(own ? { train_features: features(train, true) } : {}),
        ...(testFeatures ? { test_features: features(test, false) } : {}),
      },
      { ...record, ...more },
    );
  beforeEach(async () => {
    self.client = self.open();
    await self.client.config();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });
  return self;
}
