import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { literal, quote } from '../../engine/duckdb/dialect.js';
import { describe } from '../../engine/duckdb/introspect.js';
import { MdmError } from '../../errors.js';
import type { OutputFormat } from '../../pipeline/options.js';
import { engineLimits, openEngine } from '../engine.js';
import { openDataset, type Dataset } from '../open.js';
import type { Workspace } from '../workspace.js';
import { besides, type MissingColumn, type TableFile } from './assemble.js';
import { makeCustom, type CustomPart } from './custom.js';
import { columnsOfPart } from './custom-columns.js';
import type { CustomColumn } from './input.js';
import { customSource, type CustomSource } from './plugins.js';
import { storedRecipe, writeRecipe } from './recipe-store.js';

export interface ApplyDatasetOptions {
  /** A file or a glob. */
  readonly source: string;
  readonly output: string;
  readonly format: OutputFormat;
  readonly force?: boolean;
}

export interface AppliedFeatures {
  readonly features: readonly string[];
  readonly rows: number;
  readonly file: string;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  readonly seconds: number;
}

/** Makes the features of a dataset, its custom ones too, of another table: nothing is fitted again. */
export async function applyDatasetFeatures(workspace: Workspace, name: string, options: ApplyDatasetOptions): Promise<AppliedFeatures> {
  const started = performance.now();
  const dataset = await openDataset(workspace, name);
  const { recipe, custom } = await storedRecipe(dataset);
  if (!options.force && (await stat(options.output).catch(() => undefined)))
    throw new MdmError('exists', `${options.output} is there already.`, 'Use --force to replace it, or name another file with -o.');
  const db = await openEngine(workspace);
  const beside = `${options.output}.${process.pid}.tmp`;
  let plugins: CustomSource | undefined;
  try {
    plugins = await customSource(workspace, [dataset.record.name, dataset.record.display_name]);
    const files: TableFile[] = [];
    const notes: string[] = [];
    let features: string[] = [];
    if (recipe) {
      const { apply } = await import('../../pipeline/apply.js');
      const file = join(db.temp, 'applied.parquet');
      const path = await writeRecipe(workspace.config, dataset.store, recipe, db.temp);
      const result = await apply(
        {
          recipe: path,
          source: options.source,
          output: file,
          format: 'parquet',
          keep: 'ids',
          ...engineLimits(workspace),
          temp: db.temp,
          ...(workspace.signal ? { signal: workspace.signal } : {}),
        },
        plugins.source,
      );
      if (result.tables.length > 1) throw several(options.source, result.tables.length);
      // Whoever applies features mostly has no target yet.
      const usual = `Not in the table, read as missing: ${JSON.stringify(dataset.record.target_column)}.`;
      notes.push(...result.notes.filter((note) => note !== usual));
      const relation = `read_parquet(${literal(file)})`;
      files.push({ relation, columns: (await describe(db, relation)).map((column) => ({ name: column.name, column: column.name })) });
      features = [...result.features];
    }
    const own = await applyCustom(workspace, dataset, custom, options.source, db);
    if (files.length === 0) files.push({ relation: own.relation, columns: [] });
    files.push(...own.files);
    features.push(...custom.map((column) => column.name));
    const query = besides(files, own.missing);
    const { rows } = await write(db, query, beside, options.format);
    const { rename } = await import('node:fs/promises');
    await rename(beside, options.output);
    return {
      features,
      rows,
      file: options.output,
      notes,
      warnings: [...plugins.warnings, ...own.warnings],
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await rm(beside, { force: true });
    await db.close();
    await plugins?.close();
  }
}

const several = (source: string, tables: number): MdmError =>
  new MdmError('usage', `${source} holds ${tables} tables.`, 'Name the file of one of them.');

async function write(
  db: Awaited<ReturnType<typeof openEngine>>,
  query: string,
  file: string,
  format: OutputFormat,
): Promise<{ rows: number }> {
  if (format === 'arrow') {
    const { writeArrowFile } = await import('../../engine/duckdb/arrow.js');
    await db.inOrder(async () => writeArrowFile(await db.stream(query), file, db.options.signal));
    const [row] = await db.rows(`SELECT count(*)::DOUBLE FROM (${query})`);
    return { rows: Number(row?.[0]) };
  }
  const how = { parquet: 'FORMAT parquet', csv: 'FORMAT csv, HEADER', json: 'FORMAT json' }[format];
  return { rows: await db.inOrder(() => db.run(`COPY (${query}) TO ${literal(file)} (${how})`)) };
}

interface OwnFeatures {
  readonly relation: string;
  readonly files: readonly TableFile[];
  readonly missing: readonly MissingColumn[];
  readonly warnings: readonly string[];
}

async function applyCustom(
  workspace: Workspace,
  { record }: Dataset,
  custom: readonly CustomColumn[],
  source: string,
  db: Awaited<ReturnType<typeof openEngine>>,
): Promise<OwnFeatures> {
  if (custom.length === 0) return { relation: '', files: [], missing: [], warnings: [] };
  const { findTables, openInput } = await import('../../pipeline/input.js');
  const tables = (await findTables(source)).filter((one) => one.name !== 'sample_submission');
  if (tables.length !== 1) throw several(source, tables.length);
  const [table] = await openInput(db, tables[0]!);
  const columns = table!.columns.map((column) => quote(column.name)).join(', ');
  const file = join(db.temp, 'source.parquet');
  await db.inOrder(() =>
    db.run(`COPY (SELECT ${columns} FROM (${table!.relation}) ORDER BY ${quote(table!.rowColumn)}) TO ${literal(file)} (FORMAT parquet)`),
  );
  const relation = `read_parquet(${literal(file)})`;
  const made = await makeCustom(
    workspace,
    db,
    db.temp,
    [record.name, record.display_name],
    [{ role: 'data', table: source, relation, training: false }],
    {
      dataset: record.name,
      target: record.target_column ?? undefined,
      idColumns: record.id_columns,
      timeColumn: record.time_column ?? undefined,
      groupColumn: record.group_column ?? undefined,
    },
    custom,
  );
  const parts = made.parts.get('data') ?? [];
  const read = parts.map((part: CustomPart) => ({ part, ...columnsOfPart(part, custom) }));
  const there = new Set(read.flatMap((one) => one.there.map(({ name }) => name)));
  return {
    relation,
    files: read.flatMap(({ part, there: own }) =>
      part.file === undefined ? [] : [{ relation: `read_parquet(${literal(part.file)})`, columns: own }],
    ),
    missing: custom.filter(({ name }) => !there.has(name)),
    warnings: made.warnings,
  };
}
