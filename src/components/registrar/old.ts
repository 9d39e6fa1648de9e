import { ERRORS, MdmError, type ErrorCode } from '../../errors.js';
import { makeFolders } from '../../config/folders.js';
import type { Logger } from '../../log/logger.js';
import { noTarget } from '../../datasets/detect/columns.js';
import { progressText } from '../../datasets/load.js';
import type { FeaturesMade } from '../../datasets/features/input.js';
import { withDataset } from '../../datasets/lock.js';
import { normalName } from '../../datasets/names.js';
import type { DatasetRecord, ProblemType, RecordDatabase } from '../../datasets/record.js';
import type { Registered, RegisterOptions } from '../../datasets/registration/context.js';
import { dropFolder } from '../../datasets/registration/journal.js';
import { openRepository } from '../../datasets/repository.js';
import type { Workspace } from '../../datasets/workspace.js';
import { track } from '../../operations/operations.js';
import type { IStorageBackend } from '../../storage/backend.js';
import { oldSide } from '../legacy.js';
import type { RegistrarHost, RegistrarReport, RegistrarRequest, RegistrarStep } from './contract.js';
import { BY_OLD } from './note.js';
import { writeFacts, writeTable } from './tables.js';

/** Options that MDM 1.0.6 had none for, by the flag that gives them. */
const UNKNOWN: Readonly<Partial<Record<keyof RegisterOptions, string>>> = {
  files: '--train',
  stratifyColumn: '--stratify-column',
  ignoreColumns: '--ignore-columns',
  sheet: '--sheet',
  dryRun: '--dry-run',
};

export interface OldOptions {
  /** Why the old side registers, to end a sentence. */
  readonly why?: string;
  /** Only into a database of its own, which goes when the registration fails. Default: as MDM 1.0.6 did, what was written stays. */
  readonly whole?: boolean;
}

/**
 * Registers a dataset as MDM 1.0.6 did, through the backend that is in use. What was written before a failure stays, and `force` removes
 * the dataset first: both are said in warnings.
 */
export async function registerOld(
  workspace: Workspace,
  name: string,
  options: RegisterOptions,
  { why, whole = false }: OldOptions = {},
): Promise<Registered> {
  const begun = performance.now();
  const { config, signal } = workspace;
  const request = requestOf(workspace, name, options);
  const old = await oldSide('registrar');
  const normal = normalName(name);
  return track(config, { type: 'dataset_register', operation: 'register', dataset: normal }, (note) =>
    withDataset(
      config,
      normal,
      async () => {
        const warnings = warningsOf(options);
        const host = await hostOf(workspace, options, warnings, whole);
        const report = await old.register(request, host.host).catch(async (error: unknown) => {
          if (whole) await host.undo();
          throw shown(error);
        });
        const record = host.saved()!;
        note.rows?.(record.metadata.statistics?.row_count ?? 0);
        const notes = why === undefined ? [] : [`${BY_OLD}: ${why}.`];
        if (record.target_column === null) notes.push(noTarget(normal));
        return { ...registeredOf(report, record, warnings, (performance.now() - begun) / 1000), notes };
      },
      signal ? { signal } : {},
    ),
  );
}

function requestOf({ config }: Workspace, name: string, options: RegisterOptions): RegistrarRequest {
  const strange = Object.entries(UNKNOWN).find(([key]) => options[key as keyof RegisterOptions] !== undefined)?.[1];
  const refused = options.auto === false ? '--no-auto' : strange;
  const next = 'Leave it out, or use the new side: mdm flags set registrar true';
  if (refused !== undefined) throw new MdmError('usage', `The registration of MDM 1.0.6, which is in use, has no ${refused}.`, next);
  const forced = Object.entries(options.types ?? {}).map(([column, type]) => {
    if (type === 'numeric' || type === 'categorical' || type === 'datetime' || type === 'text') return [column, type] as const;
    throw new MdmError('usage', `The registration of MDM 1.0.6, which is in use, knows no ${type} columns (${column}).`, next);
  });
  const { target, problemType, timeColumn, groupColumn, description, tags } = options;
  return {
    name,
    path: options.path ?? './',
    force: options.force ?? false,
    features: options.features ?? config.get('feature_engineering.enabled'),
    batchSize: config.get('performance.batch_size'),
    storage: config.get('database.default_backend') === 'sqlite' ? 'sqlite' : 'duckdb',
    ...(target === undefined ? {} : { target }),
    ...(problemType === undefined ? {} : { problemType }),
    ...(timeColumn === undefined ? {} : { timeColumn }),
    ...(groupColumn === undefined ? {} : { groupColumn }),
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
    ...(forced.length === 0 ? {} : { types: Object.fromEntries(forced) }),
  };
}

function warningsOf({ idColumns, analysis, keepIntermediate }: RegisterOptions): string[] {
  const ignored = [
    ...(idColumns === undefined ? [] : ['--id-columns, and ids are told by their names']),
    ...(analysis === undefined ? [] : ['--skip-analysis, and no statistics of columns are computed']),
    ...(keepIntermediate === undefined ? [] : ['the tables of intermediate features']),
  ];
  return ignored.map((what) => `As MDM 1.0.6 did, registration ignores ${what}.`);
}

async function hostOf(
  workspace: Workspace,
  options: RegisterOptions,
  warnings: string[],
  own: boolean,
): Promise<{ host: RegistrarHost; saved: () => DatasetRecord | undefined; undo: () => Promise<void> }> {
  const { config, backends, log, signal } = workspace;
  const repository = openRepository(config);
  const backend = await backends.of(config.get('database.default_backend'));
  let store = '';
  let saved: DatasetRecord | undefined;
  let step = { number: 0, name: '' };
  const tell = (event: RegistrarStep): void => {
    try {
      options.onStep?.(event);
    } catch (error) {
      log.warning('an observer of the registration failed', { error: String(error) });
    }
  };
  const host: RegistrarHost = {
    exists: async (name) => (await repository.find(name)) !== undefined,
    remove: async (name) => {
      const { takeAway } = await import('../../datasets/remove.js');
      await takeAway(workspace, name);
    },
    createStore: async (name) => {
      makeFolders(config);
      if (own || !(await backend.datasetExists(name))) await backend.createDataset(name);
      store = name;
    },
    read: (path) => readOther(workspace, path, warnings),
    write: async (table, { before, all }) => {
      signal?.throwIfAborted();
      await writeTable(workspace, backend, store, table, (progress) => {
        const rows = before + progress.rows;
        tell({ kind: 'progress', ...step, detail: progressText(progress), share: all > 0 ? rows / all : 1, rows });
      });
    },
    note: (facts) =>
      writeFacts(backend, store, facts).catch((error: unknown) => log.debug('tables of metadata are not filled', { error: String(error) })),
    save: async (record) => {
      const { writeRecord } = await import('../../datasets/update.js');
      saved = {
        ...record,
        source: options.source ?? record.source,
        problem_type: record.problem_type as ProblemType | null,
        database: databaseOf(workspace, backend, store),
      };
      await writeRecord(workspace, { record: saved, backend, store }, saved);
    },
    step: (event) => {
      step = { number: event.number, name: event.name };
      sayStep(log, event);
      tell(event);
    },
    warn: (sentence) => void warnings.push(sentence),
  };
  const undo = async (): Promise<void> => {
    if (store === '') return;
    await backend.dropDataset(store);
    await dropFolder(config, store);
  };
  return { host, saved: () => saved, undo };
}

/** As the new side says it. */
function sayStep(log: Logger, event: RegistrarStep): void {
  const which = { step: event.number, step_name: event.name };
  if (event.kind === 'skip') log.info('step skipped', which);
  if (event.kind === 'start') log.debug('step begins', which);
  if (event.kind === 'complete') log.info('step complete', { ...which, seconds: Number((event.seconds ?? 0).toFixed(3)) });
  if (event.kind === 'fail') log.info('step failed', { ...which, error: event.error });
}

async function readOther(workspace: Workspace, path: string, warnings: string[]): ReturnType<RegistrarHost['read']> {
  const [{ openEngine }, { readColumns }] = await Promise.all([
    import('../../datasets/engine.js'),
    import('../../pipeline/generator-tables.js'),
  ]);
  const db = await openEngine(workspace);
  const note = (text: string): void => void warnings.push(text);
  try {
    if (!/\.xlsx?$/i.test(path)) return await readColumns(db, path, note);
    const [{ convertSheet }, { nextPath }] = await Promise.all([
      import('../../datasets/source/excel.js'),
      import('../../engine/duckdb/files.js'),
    ]);
    const sheet = nextPath(db, 'jsonl');
    (await convertSheet(path, sheet)).forEach(note);
    return await readColumns(db, sheet, note, true);
  } finally {
    await db.close();
  }
}

function databaseOf({ config }: Workspace, backend: IStorageBackend, store: string): RecordDatabase {
  const at = backend.locate(store);
  if (backend.backendType !== 'postgresql') return { backend: backend.backendType, store, path: at };
  const database = decodeURIComponent(at.slice(at.lastIndexOf('/') + 1));
  const [host, port] = [config.get('database.postgresql.host'), config.get('database.postgresql.port')];
  return { backend: 'postgresql', store, host, port, database };
}

function registeredOf(report: RegistrarReport, record: DatasetRecord, warnings: readonly string[], seconds: number): Registered {
  const { structure, detected, replaced } = report;
  const tables = report.tables.map(({ table, rows, columns }) => ({
    role: table,
    table,
    rows,
    columns: columns.map(({ name, type }) => ({ name, type })),
  }));
  const main = ['train', 'data'].flatMap((role) => report.tables.filter(({ table }) => table === role))[0] ?? report.tables[0];
  return {
    record,
    tables,
    columns: main?.columns ?? [],
    detected: { ...detected, idColumns: record.id_columns.length > 0 },
    structure,
    ignored: [],
    ...(report.features ? { features: featuresOf(report.features, record) } : {}),
    replaced,
    warnings: [...new Set(warnings)],
    notes: [],
    seconds,
    dryRun: false,
  };
}

function featuresOf({ made, dropped, rows, seconds }: NonNullable<RegistrarReport['features']>, record: DatasetRecord): FeaturesMade {
  const log = [{ name: 'MDM 1.0.6', features: made, dropped: dropped.length, seconds }];
  const none = { warnings: [], notes: [] };
  return { tables: record.feature_tables, features: made, dropped: dropped.length, droppedFeatures: dropped, rows, log, ...none, seconds };
}

/** Errors of the old side have a code and what to do next. */
function shown(error: unknown): unknown {
  const { code, next, message } = error as { readonly code?: string; readonly next?: string; readonly message: string };
  if (error instanceof MdmError || code === undefined || next === undefined || !Object.hasOwn(ERRORS, code)) return error;
  return new MdmError(code as ErrorCode, message, next, error);
}
