import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MdmError, nearest } from '../errors.js';
import { openDatabase } from '../engine/duckdb/driver.js';
import type { GeneratorInfo, GeneratorLoss, GeneratorRequest, GeneratorStop, GeneratorTable, GeneratorType } from '../host/generator.js';
import { runGenerator } from './generator-thread.js';
import { checkPlaces, createOutbox, fileFor, formatOf } from './output.js';
import type { OutputFormat, Progress, RunOptions } from './options.js';

export interface GenerateWithOptions extends Omit<RunOptions, 'pluginTimeout'> {
  /** A plugin that has a generator: `legacy`. */
  readonly generator: string;
  /** A file or a folder. */
  readonly source: string;
  /** A file, or a folder that gets `<table>_features.parquet`. Of several tables the first has the file's name, the others theirs in it. */
  readonly output?: string;
  readonly format?: OutputFormat;
  readonly force?: boolean;
  readonly target?: string;
  /** What columns are, whatever they look like. */
  readonly types?: Readonly<Record<string, GeneratorType>>;
  /** Rows fitted at a time. */
  readonly batchSize?: number;
  /** The database whose column types the tables take on. */
  readonly storage?: 'sqlite' | 'duckdb';
  /** Columns of text that hold times, besides those that are found. */
  readonly dates?: readonly string[];
  /** Called with each table as it is made. Its buffers are the caller's until the promise is settled. */
  readonly onTable?: (table: GeneratorTable) => void | Promise<void>;
}

/** A table that a generator made. */
export interface GeneratedTable {
  readonly name: string;
  readonly rows: number;
  /** Number of columns of the input, which come first. */
  readonly originals: number;
  readonly features: readonly string[];
  readonly file?: string;
}

export interface GenerateWithResult {
  readonly generator: { readonly name: string; readonly package: string; readonly version: string };
  readonly tables: readonly GeneratedTable[];
  readonly target: string | null;
  readonly ids: readonly string[];
  readonly types: Readonly<Record<string, string>>;
  readonly dropped: readonly GeneratorLoss[];
  readonly failed: readonly GeneratorLoss[];
  readonly notes: readonly string[];
  /** Tables that lack rows, and why. */
  readonly stopped?: readonly GeneratorStop[];
  readonly seconds: number;
  /** Peak resident memory of this process so far, in bytes. */
  readonly peakMemory: number;
}

const EXTENSIONS: Readonly<Record<OutputFormat, string>> = { parquet: 'parquet', csv: 'csv', arrow: 'arrow', json: 'json' };
/** Share of the work that is the generator's; the rest is writing. */
const MADE = 0.85;

/** Runs a generator over a source and writes its tables: all of them, or none. */
export async function generateWith(options: GenerateWithOptions, info: GeneratorInfo): Promise<GenerateWithResult> {
  const started = performance.now();
  const { source, output, onTable, onProgress } = options;
  await checkSource(source);
  const folder = output !== undefined && (await isFolder(output));
  const format = folder ? (options.format ?? 'parquet') : formatOf(output, options.format);
  const fileOf = (table: string, first: boolean): string | undefined =>
    output === undefined ? undefined : folder ? join(output, `${table}_features.${EXTENSIONS[format]}`) : fileFor(output, table, first);
  const { memoryLimit, threads, temp, signal } = options;
  const db = await openDatabase({
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(threads === undefined ? {} : { threads }),
    ...(temp === undefined ? {} : { temp }),
    ...(signal ? { signal } : {}),
  });
  const outbox = createOutbox(options.force ?? false);
  const tables: GeneratedTable[] = [];
  const notes: string[] = [];
  let highest = 0;
  const tell = (stage: Progress['stage'], detail: string, share: number): void =>
    onProgress?.({ stage, detail, share: (highest = Math.max(highest, share)) });

  const take = async (table: GeneratorTable): Promise<void> => {
    const { name, rows, originals, columns } = table;
    const file = fileOf(name, tables.length === 0);
    if (file !== undefined) {
      tell('write', name, highest);
      const { writeTable } = await import('./generator-tables.js');
      await writeTable(db, table, await outbox.place(file), format);
    }
    await onTable?.(table);
    const features = columns.slice(originals).map((column) => column.name);
    tables.push({ name, rows, originals, features, ...(file === undefined ? {} : { file }) });
  };
  try {
    const report = await runGenerator(info, requestOf(options), {
      signal,
      onProgress: (share, detail) => tell(share < 0.25 ? 'read' : 'fit', detail, MADE * share),
      answer: async (ask) => {
        switch (ask.ask) {
          case 'begin':
            return checkPlaces(
              ask.tables.flatMap(({ name }, i) => fileOf(name, i === 0) ?? []),
              options.force ?? false,
              ask.tables.map(({ path }) => path),
            );
          case 'read':
            return (await import('./generator-tables.js')).readColumns(db, ask.path, (note) => notes.push(note));
          case 'write':
            return take(ask.table);
          default:
            return ask satisfies never;
        }
      },
    });
    await outbox.commit();
    tell('write', '', 1);
    const { stopped, ...said } = report;
    return {
      generator: { name: info.name, package: info.package, version: info.version },
      tables,
      ...said,
      notes: [...notes, ...report.notes],
      ...(stopped.length > 0 ? { stopped } : {}),
      seconds: (performance.now() - started) / 1000,
      peakMemory: process.resourceUsage().maxRSS * 1024,
    };
  } finally {
    await outbox.discard();
    await db.close();
  }
}

function requestOf({ source, target, types, batchSize, storage, dates }: GenerateWithOptions): GeneratorRequest {
  if (batchSize !== undefined && !(Number.isSafeInteger(batchSize) && batchSize >= 1))
    throw new MdmError(
      'usage',
      `The batch size is ${batchSize}, which is no number of rows.`,
      'Give a whole number from 1, such as 10000.',
    );
  return {
    source,
    ...(target === undefined ? {} : { target }),
    ...(types === undefined ? {} : { types }),
    ...(batchSize === undefined ? {} : { batchSize }),
    ...(storage === undefined ? {} : { storage }),
    ...(dates === undefined ? {} : { dates }),
  };
}

const isFolder = async (path: string): Promise<boolean> =>
  /[\\/]$/.test(path) ||
  (await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  ));

async function checkSource(source: string): Promise<void> {
  if (source.trim() === '') throw new MdmError('usage', 'The source has no name.', 'Name a file or a folder.');
  if (await stat(source).catch(() => undefined)) return;
  const near = nearest(basename(source), await readdir(dirname(source)).catch(() => []));
  throw new MdmError(
    'not-found',
    `There is no file or folder ${source}.`,
    near === undefined ? 'Check the path; a generator reads no globs.' : `Did you mean ${join(dirname(source), near)}?`,
  );
}
