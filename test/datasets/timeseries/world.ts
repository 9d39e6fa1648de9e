import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfig } from '../../../src/config/config.js';
import type { DatasetRecord } from '../../../src/datasets/record.js';
import { openRepository } from '../../../src/datasets/repository.js';
import type { Workspace } from '../../../src/datasets/workspace.js';
import { silent } from '../../../src/log/logger.js';
import { batchOf } from '../../../src/storage/arrow-rows.js';
import type { StoredColumn } from '../../../src/storage/backend.js';
import { schemaOf } from '../../../src/storage/columns.js';
import type { Aggregate, Fill } from '../../../src/timeseries/aggregates.js';
import { createBackends } from '../../../src/storage/open.js';

const DATA = join(import.meta.dirname, '../../data/timeseries');

export interface SeriesWorld {
  readonly ws: Workspace;
  readonly folder: string;
  /** Keeps rows as the table `train` of a dataset. */
  add(
    name: string,
    columns: readonly StoredColumn[],
    rows: readonly (readonly unknown[])[],
    record?: Partial<DatasetRecord>,
  ): Promise<void>;
}

/** A home of its own for the tests of a file, with the series of test/data/timeseries as datasets `sales` and `hourly`. */
export function seriesWorld(): SeriesWorld {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-series-'));
  const world = { folder } as { -readonly [K in keyof SeriesWorld]: SeriesWorld[K] };
  beforeAll(async () => {
    const config = await openConfig({ home: join(folder, 'home'), env: {} });
    const backends = createBackends(config, silent);
    world.ws = { config, log: silent, backends, registry: () => Promise.reject(new Error('no plugins are needed')) };
    world.add = async (name, columns, rows, record = {}) => {
      const backend = await backends.of('sqlite');
      const batch = batchOf(schemaOf(columns), rows);
      await backend.createDataset(name);
      await backend.loadData(
        name,
        'train',
        batch.schema,
        (async function* () {
          yield batch;
        })(),
      );
      await openRepository(config).save({
        ...RECORD,
        name,
        display_name: name,
        database: { backend: 'sqlite', store: name, path: backend.locate(name) },
        ...record,
      });
    };
    await world.add('sales', columnsOf('date:date store:text sold:double visits:int64'), csv('sales'), {
      time_column: 'date',
      group_column: 'store',
      target_column: 'sold',
    });
    await world.add('hourly', columnsOf('at:timestamp heat:double state:text'), csv('hourly'), {
      time_column: 'at',
      target_column: 'heat',
    });
  });
  afterAll(async () => {
    await world.ws.backends.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return world;
}

export const columnsOf = (text: string): StoredColumn[] =>
  text.split(' ').map((one) => ({ name: one.split(':')[0]!, type: one.split(':')[1] as StoredColumn['type'] }));

const csv = (name: string): unknown[][] =>
  readFileSync(join(DATA, `${name}.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map((cell) => (cell === '' ? null : cell)));

/** What pandas and scipy say of the series; see make.py beside it. */
export const figures = JSON.parse(readFileSync(join(DATA, 'figures.json'), 'utf8')) as Figures;

export interface Figure {
  readonly rows: number;
  readonly start: string;
  readonly end: string;
  readonly missing: number;
  readonly percent: number;
  readonly first: readonly string[];
  readonly duplicates: number;
  readonly mean: number;
  readonly std: number;
  readonly slope: number;
  readonly p: number;
}

interface Figures {
  readonly sales: Figure;
  readonly hourly: Figure;
  readonly groups: Readonly<Record<string, Figure>>;
  readonly seasons: Readonly<Record<string, { readonly strength: number; readonly p: number }>>;
  readonly resampled: readonly {
    readonly agg: Aggregate;
    readonly freq: string;
    readonly fill: Fill;
    readonly rows: readonly (readonly unknown[])[];
  }[];
  readonly grouped: readonly (readonly [store: string, at: string, ...values: unknown[]])[];
}

const RECORD: Omit<DatasetRecord, 'name' | 'display_name' | 'database'> = {
  description: null,
  tables: { train: 'train' },
  problem_type: 'time_series',
  target_column: null,
  id_columns: [],
  time_column: null,
  group_column: null,
  feature_tables: {},
  registered_at: '2026-01-01T00:00:00.000Z',
  last_updated_at: '2026-01-01T00:00:00.000Z',
  tags: [],
  source: 'test',
  version: '1.0.0',
  metadata: { datetime_columns: [] },
};

/** Days from a date on as ISO text. */
export const days = (from: string, count: number, step = 1): string[] =>
  Array.from({ length: count }, (_, i) => new Date(Date.parse(from) + i * step * 86_400_000).toISOString().slice(0, 10));
