import type { RecordBatch } from 'apache-arrow';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Database } from '../../engine/duckdb/driver.js';
import { MdmError } from '../../errors.js';
import { createOutbox, type Outbox } from '../../pipeline/output.js';
import { batchSize, openEngine } from '../engine.js';
import { inOrder } from '../info.js';
import { openDataset, type Dataset } from '../open.js';
import type { Workspace } from '../workspace.js';
import { exportMetadata } from './metadata.js';
import { fileName, planExport, type ExportOptions, type ExportPlan } from './options.js';
import { selectColumns, selectTables, type Selected } from './select.js';
import type { ExportSource } from './text.js';

export interface ExportedTable {
  readonly table: string;
  readonly file: string;
  readonly rows: number;
  readonly columns: number;
}

export interface Exported {
  readonly name: string;
  /** Everything that was written; the metadata come last. */
  readonly files: readonly string[];
  readonly tables: readonly ExportedTable[];
  readonly metadata?: string;
  readonly format: string;
  readonly compression: string;
}

/** Makes of a table's batches what is written instead; an error of it leaves no file. */
export type ExportTransform = (table: string, source: ExportSource) => ExportSource | Promise<ExportSource>;

/**
 * Writes tables of a dataset to files that appear together, whole or not at all.
 *
 * ```ts
 * await exportDataset(ws, 'titanic', { outputDir: 'out', format: 'parquet' });
 * ```
 */
export async function exportDataset(
  ws: Workspace,
  name: string,
  options: ExportOptions & { readonly transform?: ExportTransform } = {},
): Promise<Exported> {
  const plan = planExport(ws.config, options);
  const { track } = await import('../../operations/operations.js');
  return track(ws.config, { type: 'dataset_export', operation: `export ${plan.format}`, dataset: name }, async (note) => {
    const exported = await exportOpened(ws, await openDataset(ws, name), plan, options);
    note.rows?.(exported.tables.reduce((sum, { rows }) => sum + rows, 0));
    return exported;
  });
}

async function exportOpened(
  ws: Workspace,
  dataset: Dataset,
  plan: ExportPlan,
  options: ExportOptions & { readonly transform?: ExportTransform },
): Promise<Exported> {
  const { record, backend, store } = dataset;
  const stored = inOrder(record, await backend.tables(store));
  const features = options.features ?? ws.config.get('export.include_features');
  const selected = selectColumns(selectTables(record, stored, { tables: options.tables, features }), options.columns);
  if (options.output !== undefined && selected.length !== 1) throw oneTable(record.display_name, selected);
  const folder = options.outputDir ?? '.';
  const written = options.metadataOnly ? [] : placesOf(selected, record.name, folder, plan, options.output);
  const withMetadata =
    options.metadataOnly === true || (options.output === undefined && (options.metadata ?? ws.config.get('export.include_metadata')));
  const metadata = withMetadata ? join(folder, `${record.name}_metadata.json`) : undefined;
  return inFolder(options.output === undefined ? folder : dirname(options.output), options.output === undefined, async () => {
    const outbox = createOutbox(options.force ?? false);
    const engine = lazyEngine(ws);
    try {
      const tables: ExportedTable[] = [];
      // Before anything is read: a file that is in the way is told at once.
      const places = new Map<string, string>();
      for (const { file } of written) places.set(file, await outbox.place(file));
      if (metadata !== undefined) await writeMetadata(outbox, metadata, dataset, stored, selected, written);
      for (const [i, one] of written.entries()) {
        const rows = await writeTable(ws, dataset, one, places.get(one.file)!, plan, engine, {
          ...(options.transform ? { transform: options.transform } : {}),
          from: i / written.length,
          share: 1 / written.length,
        });
        tables.push({ table: one.selected.table.name, file: one.file, rows, columns: one.selected.columns.length });
      }
      await outbox.commit();
      const files = [...written.map(({ file }) => file), ...(metadata === undefined ? [] : [metadata])];
      return {
        name: record.name,
        files,
        tables,
        ...(metadata === undefined ? {} : { metadata }),
        format: plan.format,
        compression: plan.compression,
      };
    } catch (error) {
      await outbox.discard();
      throw ws.signal?.aborted ? new MdmError('interrupted', 'Stopped; nothing was written.', undefined, error) : error;
    } finally {
      await engine.close();
    }
  });
}

function oneTable(name: string, selected: readonly Selected[]): MdmError {
  const names = selected.map(({ table }) => table.name).join(', ');
  return new MdmError(
    'usage',
    `--output names one file, and ${selected.length} tables of ${name} are to be written.`,
    `Name one with --table (${names}), or a folder with --output-dir.`,
  );
}

interface Placed {
  readonly selected: Selected;
  readonly file: string;
  readonly member: string;
}

/** Where each table goes; tables whose names differ in what no file name may hold get a number. */
function placesOf(selected: readonly Selected[], name: string, folder: string, plan: ExportPlan, output: string | undefined): Placed[] {
  const taken = new Set<string>();
  return selected.map((one) => {
    for (let n = 1; ; n++) {
      const { member, file } = fileName(name, n === 1 ? one.table.name : `${one.table.name}~${n}`, plan);
      if (taken.has(file.toLowerCase())) continue;
      taken.add(file.toLowerCase());
      return { selected: one, member, file: output ?? join(folder, file) };
    }
  });
}

/** Makes the folder, and takes away what it made of it when the work fails. */
async function inFolder<T>(folder: string, make: boolean, work: () => Promise<T>): Promise<T> {
  const made = make ? await mkdir(folder, { recursive: true }) : undefined;
  try {
    return await work();
  } catch (error) {
    for (let at = folder; made !== undefined; at = dirname(at)) {
      const gone = await rmdir(at).then(
        () => true,
        () => false,
      );
      if (!gone || relative(at, made) === '') break;
    }
    throw error;
  }
}

interface LazyEngine {
  get(): Promise<Database>;
  close(): Promise<void>;
}

function lazyEngine(ws: Workspace): LazyEngine {
  let opened: Promise<Database> | undefined;
  return {
    get: () => (opened ??= openEngine(ws)),
    close: async () => {
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}

async function writeMetadata(
  outbox: Outbox,
  file: string,
  dataset: Dataset,
  stored: Parameters<typeof exportMetadata>[1],
  selected: readonly Selected[],
  written: readonly Placed[],
): Promise<void> {
  const files = Object.fromEntries(written.map((one) => [one.selected.table.name, relative(dirname(file), one.file)]));
  const tables = selected.length === 0 ? stored : selected.map(({ table, columns }) => ({ ...table, columns }));
  await writeFile(await outbox.place(file), `${JSON.stringify(exportMetadata(dataset, tables, files), null, 2)}\n`);
}

interface Part {
  readonly transform?: ExportTransform;
  /** Where this table's share of the whole begins, and how long it is. */
  readonly from: number;
  readonly share: number;
}

async function writeTable(
  ws: Workspace,
  dataset: Dataset,
  { selected, member }: Placed,
  path: string,
  plan: ExportPlan,
  engine: LazyEngine,
  part: Part,
): Promise<number> {
  const counted = { rows: 0 };
  const read: ExportSource = { columns: selected.columns, batches: readBatches(ws, dataset, selected, part) };
  const source = part.transform ? await part.transform(selected.table.name, read) : read;
  const batches = counting(part.transform ? asStored(source) : source.batches, counted);
  if (plan.format === 'parquet') {
    const { writeParquet } = await import('./parquet.js');
    await writeParquet(await engine.get(), { ...source, batches }, path, plan.compression);
  } else {
    const [{ csvText, jsonText }, { writePacked }] = await Promise.all([import('./text.js'), import('./pack.js')]);
    const text = (plan.format === 'csv' ? csvText : jsonText)({ ...source, batches }, plan);
    const time = new Date(dataset.record.last_updated_at);
    await writePacked(text, path, {
      compression: plan.compression,
      member,
      time: Number.isNaN(time.getTime()) ? new Date(0) : time,
      signal: ws.signal,
    });
  }
  return counted.rows;
}

/** What a transform made, in the types in which columns are stored. */
async function* asStored({ columns, batches }: ExportSource): AsyncGenerator<RecordBatch> {
  const { normalised } = await import('../../storage/arrow-rows.js');
  for await (const batch of batches) yield normalised(batch, columns);
}

async function* counting(batches: AsyncIterable<RecordBatch>, counted: { rows: number }): AsyncGenerator<RecordBatch> {
  for await (const batch of batches) {
    counted.rows += batch.numRows;
    yield batch;
  }
}

async function* readBatches(
  ws: Workspace,
  { record, backend, store }: Dataset,
  { table, columns }: Selected,
  part: Part,
): AsyncGenerator<RecordBatch> {
  const log = ws.log.child('export');
  const size = batchSize(ws, backend.backendType);
  const all = table.columns.length === columns.length && table.columns.every((column, i) => column.name === columns[i]!.name);
  const batches = backend.readTable(store, table.name, {
    batchSize: size,
    ...(all ? {} : { columns: columns.map(({ name }) => name) }),
    ...(ws.signal ? { signal: ws.signal } : {}),
  });
  let rows = 0;
  let n = 0;
  for await (const batch of batches) {
    rows += batch.numRows;
    log.debug('batch', { dataset: record.name, table: table.name, backend: backend.backendType, batch: ++n, rows: batch.numRows });
    yield batch;
    ws.onProgress?.({ what: table.name, rows, share: part.from + part.share * (table.rows === 0 ? 1 : Math.min(1, rows / table.rows)) });
  }
}
