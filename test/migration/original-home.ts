import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { stringify } from 'yaml';
import { data } from './goldens.js';
import { goldenTables, irisTables, REGISTERED_AT as AT, writeDuckdb, writeSqlite, type OriginalTable } from './original-tables.js';

export interface OriginalDataset {
  readonly name: string;
  readonly backend: 'sqlite' | 'duckdb';
  /** The database's file, absolute. */
  readonly path: string;
  readonly pointer: string;
  readonly tables: readonly OriginalTable[];
}

export type OriginalName = 'iris' | 'penguins' | 'weather';

export interface OriginalOptions {
  /** Default: iris (`iris.sqlite`), penguins (`penguins.duckdb`), weather (`dataset.sqlite`, the older name; with dates). */
  readonly datasets?: readonly OriginalName[];
  /** Text of mdm.yaml; null for none. */
  readonly config?: string | null;
}

export interface OriginalHome {
  readonly home: string;
  readonly datasets: Readonly<Record<string, OriginalDataset>>;
}

export const ORIGINAL_CONFIG = `# Settings of the team
database:
  default_backend: sqlite # files are small
  connection_timeout: 45
  sqlite:
    journal_mode: WAL
    cache_size: -32000
performance:
  batch_size: 5000
logging:
  level: WARNING
feature_engineering:
  type_detection:
    categorical_threshold: 20
cli:
  page_size: 30
`;

export const ORIGINAL_CUSTOM = `from mdm.features.custom.base import BaseDomainFeatures


class CustomFeatureOperations(BaseDomainFeatures):
    def get_description(self):
        return "Petal features of iris"

    def __init__(self):
        super().__init__("iris")

    def _register_operations(self):
        self._operation_registry = {"petal_area": self.petal_area}

    def petal_area(self, df):
        return {"petal_area": df["petal_length"] * df["petal_width"]}
`;

/** A home as MDM 1.0.6 left it, by its documented rules; nothing of MDM's own source makes it. */
export async function makeOriginalHome(folder: string, options: OriginalOptions = {}): Promise<OriginalHome> {
  const names = options.datasets ?? ['iris', 'penguins', 'weather'];
  for (const part of ['config/datasets', 'config/custom_features', 'datasets', 'logs', 'metrics'])
    mkdirSync(join(folder, part), { recursive: true });
  if (options.config !== null) writeFileSync(join(folder, 'mdm.yaml'), options.config ?? ORIGINAL_CONFIG);
  writeFileSync(join(folder, 'logs/mdm.log'), '2025-07-04 09:15:30.123 | INFO     | mdm.dataset.registrar:register - registered\n');
  if (names.includes('iris')) writeFileSync(join(folder, 'config/custom_features/iris.py'), ORIGINAL_CUSTOM);
  const datasets: Record<string, OriginalDataset> = {};
  for (const name of names) datasets[name] = await makeDataset(folder, name);
  makeMetrics(join(folder, 'metrics.db'), names);
  return { home: folder, datasets };
}

interface Made {
  readonly backend: 'sqlite' | 'duckdb';
  readonly file: string;
  readonly target: string;
  readonly problem: string;
  readonly source: string;
  readonly time?: string;
  readonly tags: readonly string[];
  readonly tables: () => readonly [raw: OriginalTable, features: OriginalTable];
}

const DATASETS: Readonly<Record<OriginalName, Made>> = {
  iris: {
    backend: 'sqlite',
    file: 'iris.sqlite',
    target: 'species',
    problem: 'multiclass_classification',
    source: join(data, 'acceptance/iris.csv'),
    tags: ['flowers', 'small'],
    tables: irisTables,
  },
  penguins: {
    backend: 'duckdb',
    file: 'penguins.duckdb',
    target: 'species',
    problem: 'multiclass_classification',
    source: join(data, '../../examples/penguins.csv'),
    tags: [],
    tables: () => goldenTables('penguins'),
  },
  weather: {
    backend: 'sqlite',
    file: 'dataset.sqlite',
    target: 'weather',
    problem: 'multiclass_classification',
    source: join(data, 'seattle_weather.csv'),
    time: 'date',
    tags: ['seattle'],
    tables: () => goldenTables('seattle_weather'),
  },
};

async function makeDataset(home: string, name: OriginalName): Promise<OriginalDataset> {
  const made = DATASETS[name];
  const folder = join(home, 'datasets', name);
  const path = join(folder, made.file);
  mkdirSync(join(folder, 'metadata'), { recursive: true });
  const tables = made.tables();
  const kept = made.backend === 'sqlite' ? writeSqlite(path, tables) : await writeDuckdb(path, tables);
  const [raw] = tables;
  const settings =
    made.backend === 'sqlite'
      ? { synchronous: 'NORMAL', cache_size: -64000, temp_store: 'MEMORY', mmap_size: 268435456, journal_mode: 'WAL' }
      : { memory_limit: '8GB', threads: 4, temp_directory: '/tmp', access_mode: 'READ_WRITE' };
  const info = {
    name,
    display_name: name,
    description: name === 'iris' ? 'Measures of 150 flowers' : null,
    database: { backend: made.backend, ...settings, path },
    tables: { data: 'data' },
    problem_type: made.problem,
    target_column: made.target,
    id_columns: [],
    time_column: made.time ?? null,
    group_column: null,
    feature_tables: { data: 'data_features' },
    registered_at: AT,
    last_updated_at: AT,
    tags: made.tags,
    source: made.source,
    version: '1.0.0',
    metadata: {
      datetime_columns: made.time === undefined ? [] : [made.time],
      statistics: { row_count: raw.rows.length, memory_size_bytes: raw.rows.length * raw.columns.length * 8, computed_at: AT.slice(0, 26) },
    },
  };
  const pointer = join(home, 'config/datasets', `${name}.yaml`);
  writeFileSync(pointer, stringify(info));
  writeFileSync(join(folder, 'dataset_info.json'), `${JSON.stringify(info, null, 2)}\n`);
  if (name !== 'weather') writeFileSync(join(folder, 'metadata/statistics.json'), `${JSON.stringify(statisticsOf(name, kept), null, 2)}\n`);
  return { name, backend: made.backend, path, pointer, tables: kept };
}

function statisticsOf(name: string, tables: readonly OriginalTable[]): unknown {
  const ofTable = ({ columns, rows }: OriginalTable): Record<string, unknown> => {
    const missingCells = rows.reduce((sum, row) => sum + row.filter((cell) => cell === null).length, 0);
    return {
      row_count: rows.length,
      column_count: columns.length,
      missing_values: { total_missing_cells: missingCells, completeness: 1 - missingCells / (rows.length * columns.length || 1) },
    };
  };
  const shown = tables.filter((table) => !table.name.startsWith('_'));
  return {
    dataset_name: name,
    computed_at: AT.slice(0, 26),
    mode: 'basic',
    tables: Object.fromEntries(shown.map((table) => [table.name, ofTable(table)])),
    summary: { total_tables: shown.length, total_rows: shown.reduce((sum, { rows }) => sum + rows.length, 0) },
  };
}

function makeMetrics(path: string, names: readonly string[]): void {
  const db = new DatabaseSync(path);
  try {
    db.exec(`CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT NOT NULL, metric_type TEXT NOT NULL, operation TEXT NOT NULL,
      duration_ms REAL, success INTEGER, dataset_name TEXT, row_count INTEGER, error_message TEXT, metadata TEXT);
      CREATE INDEX idx_timestamp ON metrics (timestamp); CREATE INDEX idx_metric_type ON metrics (metric_type);
      CREATE INDEX idx_dataset_name ON metrics (dataset_name)`);
    const insert = db.prepare(
      'INSERT INTO metrics (timestamp, metric_type, operation, duration_ms, success, dataset_name, row_count, metadata) VALUES (?, ?, ?, ?, 1, ?, 0, ?)',
    );
    for (const name of names)
      insert.run(AT.slice(0, 26), 'dataset_register', 'register_dataset', 4321.5, name, "{'target': 'species', 'force': False}");
  } finally {
    db.close();
  }
}
