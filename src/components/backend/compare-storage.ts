import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { scratchConfig, scratchPrefix } from '../../config/scratch.js';
import { openDataset } from '../../datasets/open.js';
import type { Workspace } from '../../datasets/workspace.js';
import { openGuard } from '../../flags/guard.js';
import { openMetrics } from '../../metrics/metrics.js';
import { experiment } from '../../parity/experiment.js';
import type { Ignore } from '../../parity/ignore.js';
import { parseKeep } from '../../parity/store.js';
import { comparedOf, type ExperimentResult } from '../../parity/trial-result.js';
import { ownVersion } from '../../parity/version.js';
import { rowsOf } from '../../storage/arrow-rows.js';
import type { BackendName, IStorageBackend } from '../../storage/backend.js';
import { openBackend, type OpenOptions } from '../../storage/open.js';
import { check } from '../../storage/problems.js';
import { STORAGE_CASES, type StorageCase, type World } from './cases.js';
import { openOldBackend } from './old.js';

export interface CompareStorageOptions {
  /** Default: the dataset's. */
  readonly backend?: BackendName;
  /** Whether results are kept; default true. */
  readonly store?: boolean;
  /** Order of the sides; default random. */
  readonly seed?: string;
  readonly note: (sentence: string) => void;
}

/**
 * Lets both sides of a backend do the same with copies of a dataset's tables in scratch stores, and compares what comes of it case by
 * case. The dataset itself is only read.
 */
export async function compareStorage(ws: Workspace, name: string, options: CompareStorageOptions): Promise<readonly ExperimentResult[]> {
  const { config, signal } = ws;
  const dataset = await openDataset(ws, name);
  const { record, backend: from, store } = dataset;
  const backend = options.backend ?? record.database.backend;
  const tables = [...new Set([...Object.values(record.tables), ...Object.values(record.feature_tables)])];
  const source = { backend: from, store, tables };
  const folder = await mkdtemp(join(config.path('database.duckdb.temp_directory'), scratchPrefix(config.home)));
  const mark = randomBytes(4).toString('hex');
  const [old, fresh] = [`compare_old_${mark}`, `compare_new_${mark}`];
  const opened: IStorageBackend[] = [];
  const both = async (...given: Parameters<typeof bothOf>): ReturnType<typeof bothOf> => {
    const sides = await bothOf(...given);
    opened.push(...sides);
    return sides;
  };
  const results: ExperimentResult[] = [];
  try {
    const there = scratchConfig(config, folder);
    const [before, after] = await both(backend, there);
    const across = await both(backend, there, { asFound: true });
    const inPlace = backend === record.database.backend ? await both(backend, config, { asFound: true }) : undefined;
    const known = await knownDifferences(source);
    for (const one of STORAGE_CASES) {
      check(signal);
      const world = { source, inPlace: inPlace?.[0], across: across[0], backend: before, store: old, crossed: fresh };
      const other = { source, inPlace: inPlace?.[1], across: across[1], backend: after, store: fresh, crossed: old };
      results.push(await compareCase(config, one, { name: record.name, backend, old: world, new: other, known }, options));
    }
  } finally {
    const [before, after, ...readers] = opened;
    for (const side of readers) await side.close();
    for (const made of [old, `${old}_more`]) await before?.dropDataset(made).catch(() => undefined);
    for (const made of [fresh, `${fresh}_more`]) await after?.dropDataset(made).catch(() => undefined);
    for (const side of [before, after]) await side?.close();
    await rm(folder, { recursive: true, force: true });
  }
  return results;
}

interface Compared {
  readonly name: string;
  readonly backend: BackendName;
  readonly old: World;
  readonly new: World;
  readonly known: readonly Ignore<unknown>[];
}

async function compareCase(
  config: Config,
  { name, run, timed = false }: StorageCase,
  { name: subject, backend, old, new: fresh, known }: Compared,
  { store = true, seed, note }: CompareStorageOptions,
): Promise<ExperimentResult> {
  let result: ExperimentResult | undefined;
  const ask = experiment<null, unknown>({
    name: `${backend}: ${name}`,
    component: 'backend',
    use: () => run(old),
    try: () => run(fresh),
    ignore: known,
    limits: { timeoutMs: config.get('comparison.timeout_ms'), memoryMb: config.get('comparison.memory_mb') },
    versions: { mdm: await ownVersion() },
    flags: { old: 'storage of MDM 1.0.6', new: 'storage backends' },
    publish: (made) => {
      result = made;
    },
    log: note,
    ...(seed === undefined ? {} : { seed }),
    ...(store ? { store: config.path('comparison.store'), keep: parseKeep(config.get('comparison.keep')) } : {}),
  });
  // An error of the old side is part of the result.
  await ask(null, subject).catch((error: unknown) => {
    if (!result) throw error;
  });
  const { verdict, deltaPercent } = result!;
  const metrics = openMetrics(config);
  if (verdict === 'mismatched') await metrics.countFailure('backend');
  const delta = timed ? deltaPercent : null;
  if (delta !== null) await metrics.observeDelta('backend', delta);
  await openGuard(config).comparison('backend', comparedOf(result!, 'old', delta));
  return result!;
}

/** The old side and the new one. */
const bothOf = async (backend: BackendName, config: Config, options: OpenOptions = {}): Promise<[IStorageBackend, IStorageBackend]> => [
  await openOldBackend(backend, config, options),
  await openBackend(backend, config, options),
];

/** Columns in which the original kept NaN as a missing value. */
async function knownDifferences({ backend, store, tables }: World['source']): Promise<readonly Ignore<unknown>[]> {
  const columns = new Set<string>();
  for (const table of tables)
    for await (const batch of backend.readTable(store, table)) {
      const names = batch.schema.fields.map(({ name }) => name);
      for (const row of rowsOf(batch)) row.forEach((value, i) => Number.isNaN(value) && columns.add(names[i]!));
    }
  if (columns.size === 0) return [];
  const without = (value: unknown): string =>
    JSON.stringify(value, (key, part: unknown) => {
      if (columns.has((part as { readonly name?: string } | null)?.name ?? '')) return undefined;
      return [...columns].some((name) => key.startsWith(`${name}: `)) ? undefined : part;
    });
  return [
    {
      name: 'NaN as a missing value',
      reason: 'MDM 1.0.6 wrote NaN as a missing value.',
      since: '2026-01-01',
      until: '2099-12-31',
      when: (control, candidate) => without(control) === without(candidate),
    },
  ];
}
