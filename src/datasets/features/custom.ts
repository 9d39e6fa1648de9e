import { join } from 'node:path';
import { literal } from '../../engine/duckdb/dialect.js';
import type { Database } from '../../engine/duckdb/driver.js';
import { parquetOptions } from '../../engine/duckdb/files.js';
import { MdmError } from '../../errors.js';
import { openCustomModule, type CustomKind, type CustomModule } from '../../host/custom-module.js';
import type { Workspace } from '../workspace.js';
import type { CustomColumn } from './input.js';
import { customModules, limitsOf } from './modules.js';

/** A table that custom features are made of. */
export interface CustomTable {
  readonly role: string;
  readonly table: string;
  /** SQL of a FROM item. */
  readonly relation: string;
  readonly training: boolean;
}

/** What is told to an operation beside the table. */
export interface CustomContext {
  readonly dataset: string;
  readonly target?: string | undefined;
  readonly idColumns: readonly string[];
  readonly timeColumn?: string | undefined;
  readonly groupColumn?: string | undefined;
}

/** What one operation made of one table. */
export interface CustomPart {
  readonly module: string;
  readonly operation: string;
  /** Parquet; absent when it made nothing. */
  readonly file?: string;
  readonly columns: Readonly<Record<string, CustomKind>>;
  readonly seconds: number;
}

export interface CustomMade {
  readonly modules: readonly string[];
  /** By role of the table, in the order of the operations. */
  readonly parts: ReadonlyMap<string, readonly CustomPart[]>;
  readonly warnings: readonly string[];
}

/**
 * Runs the operations of a dataset's modules on each table, the training table first. A module that fails is left out whole, with a warning,
 * unless the configuration is strict. `known` are the columns that were made of the training table before, whose types hold.
 */
export async function makeCustom(
  workspace: Workspace,
  db: Database,
  folder: string,
  names: readonly string[],
  tables: readonly CustomTable[],
  context: CustomContext,
  known: readonly CustomColumn[] = [],
): Promise<CustomMade> {
  const { config, log } = workspace;
  const strict = config.get('features.custom.strict') || config.get('validation.strict_mode');
  const parts = new Map<string, CustomPart[]>(tables.map(({ role }) => [role, []]));
  const modules: string[] = [];
  const warnings: string[] = [];
  for (const [i, file] of (await customModules(config, names)).entries()) {
    try {
      const types = known.filter(({ module }) => module === file).map(({ given, type }) => [given, type] as const);
      const made = await runModule(workspace, db, join(folder, `custom-${i}`), file, tables, context, types);
      for (const [role, own] of made) parts.get(role)!.push(...own);
      modules.push(file);
    } catch (error) {
      if (strict || !(error instanceof MdmError) || error.code !== 'plugin') throw error;
      warnings.push(`${error.message} Its features are left out.`);
      log.debug('custom features failed', { module: file, error: error.message });
    }
  }
  return { modules, parts, warnings };
}

async function runModule(
  workspace: Workspace,
  db: Database,
  stem: string,
  file: string,
  tables: readonly CustomTable[],
  context: CustomContext,
  known: readonly (readonly [string, CustomKind])[],
): Promise<Map<string, CustomPart[]>> {
  const module = await openCustomModule(file, limitsOf(workspace));
  if (module.plugin) {
    await module.close();
    return new Map();
  }
  const types = Object.create(null) as Record<string, CustomKind>;
  for (const [name, type] of known) types[name] = type;
  const made = new Map<string, CustomPart[]>();
  try {
    for (const table of tables) made.set(table.role, await runTable(workspace, db, `${stem}-${table.role}`, module, table, context, types));
  } finally {
    await module.close();
  }
  return made;
}

async function runTable(
  { config }: Workspace,
  db: Database,
  stem: string,
  module: CustomModule,
  { relation, role, table, training }: CustomTable,
  context: CustomContext,
  types: Record<string, CustomKind>,
): Promise<CustomPart[]> {
  const { writeArrowFile } = await import('../../engine/duckdb/arrow.js');
  const input = `${stem}.arrow`;
  await db.inOrder(async () => writeArrowFile(await db.stream(`SELECT * FROM ${relation}`), input, db.options.signal));
  const parts: CustomPart[] = [];
  for (const [i, operation] of module.operations.entries()) {
    const output = `${stem}-${i}.arrow`;
    const told = { ...context, table, role, training, batchSize: config.get('performance.batch_size') };
    const { columns, seconds } = await module.run({ operation, input, output, context: told, types });
    if (training) Object.assign(types, columns);
    const made = { module: module.file, operation, columns, seconds };
    parts.push(Object.keys(columns).length === 0 ? made : { ...made, file: await asParquet(db, output, `${stem}-${i}.parquet`) });
  }
  return parts;
}

/** The columns of an Arrow file as Parquet, called c0, c1 and so on: names may differ by case alone. */
async function asParquet(db: Database, file: string, to: string): Promise<string> {
  const { scanArrow } = await import('../../engine/duckdb/ipc.js');
  const scan = await scanArrow(db, [file]);
  const columns = scan.columns.map(({ value }, i) => `${value} AS c${i}`);
  await db.run(
    `COPY (SELECT ${columns.join(', ')} FROM ${scan.from} ORDER BY ${scan.row}) TO ${literal(to)} ${parquetOptions(columns.length)}`,
  );
  return to;
}
