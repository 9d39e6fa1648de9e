import { constants } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Config } from '../config/config.js';
import { firstLine } from '../errors.js';
import type { BackendName } from '../storage/backend.js';
import { dropLeftDatabase } from '../storage/scratch.js';
import { examineMetrics, mendMetrics } from './doctor-metrics.js';
import { may, readOnly } from './doctor-access.js';
import { begunStores, scratch, scratchDatabases } from './doctor-scratch.js';
import { examineServer, examineStore, leftTables } from './doctor-store.js';
import { keptStores } from './kept.js';
import { isLocked, locksFolder, withDataset } from './lock.js';
import { dropLeftStore } from './migrate/leftovers.js';
import { saidBackend } from './migrate/mark.js';
import { nameOfStore, sameName } from './names.js';
import { recordOf } from './pointer.js';
import type { DatasetRecord } from './record.js';
import { BESIDE, dropFolder, storeFolder, storeFolders, unfinished } from './registration/journal.js';
import { openRepository, type Repository } from './repository.js';
import type { Workspace } from './workspace.js';
import type { Plain } from './yaml.js';

/** Something that is not as it should be. */
export interface Finding {
  readonly kind:
    | 'unfinished'
    | 'unfinished-migration'
    | 'unfinished-run'
    | 'store-without-pointer'
    | 'folder-without-store'
    | 'pointer-without-store'
    | 'unreadable-pointer'
    | 'damaged-store'
    | 'damaged-metrics'
    | 'unreachable-server'
    | 'read-only'
    | 'tables-differ'
    | 'left-tables'
    | 'dead-lock'
    | 'scratch'
    | 'scratch-database';
  readonly dataset?: string;
  readonly store?: string;
  readonly backend?: BackendName;
  /** A file or folder. */
  readonly path: string;
  readonly problem: string;
  /** What mends it. */
  readonly mend: string;
  /** What could be done instead. */
  readonly instead?: string;
  /** Whether `mend` does that. */
  readonly mendable: boolean;
}

/** Everything that is wrong with the datasets of a home. Changes nothing. */
export async function examineHome(ws: Workspace): Promise<Finding[]> {
  const { config } = ws;
  const repository = openRepository(config);
  const { records, problems } = await repository.list();
  const journals = await unfinished(config);
  const findings: Finding[] = await readOnly(config);
  for (const { file, problem } of problems) findings.push(await unreadable(ws, file, problem));
  const pointed = new Map(records.map((record) => [record.database.store, record]));
  for (const { store, name, backend, step } of journals) {
    if (await isLocked(config, name)) continue;
    const saved = pointed.get(store)?.name === name;
    findings.push({
      kind: 'unfinished',
      dataset: name,
      store,
      backend,
      path: storeFolder(config, store),
      problem: saved
        ? `The registration of ${name} ended, and left its journal`
        : `The registration of ${name} was cut off in step ${step} of 12`,
      mend: saved ? 'Takes the journal away' : 'Takes away what is there of it',
      ...(saved ? {} : { instead: `To go on instead: mdm dataset register ${name} --resume` }),
      mendable: true,
    });
  }
  const server = await examineServer(ws, records);
  findings.push(...server);
  for (const record of records)
    if (server.length === 0 || record.database.backend !== 'postgresql')
      findings.push(...(await examineStore(ws, record, repository.file(record.name))));
  const migrations = await begunStores(config);
  findings.push(...migrations);
  const begun = new Set([...journals, ...migrations, ...records.flatMap(keptStores)].map(({ store }) => store));
  for (const store of await storeFolders(config)) {
    if (pointed.has(store) || begun.has(store)) continue;
    const found = await withoutPointer(
      ws,
      store,
      records,
      problems.map(({ file }) => basename(file, '.yaml')),
    );
    if (found) findings.push(found);
  }
  if (server.length === 0 && config.get('database.default_backend') === 'postgresql') findings.push(...(await scratchDatabases(ws)));
  return [...findings, ...(await examineMetrics(config)), ...(await deadLocks(ws)), ...(await scratch(config, findings))];
}

/** Mends one finding; gives whether it did. */
export async function mend(ws: Workspace, finding: Finding): Promise<boolean> {
  if (!finding.mendable) return false;
  const { config } = ws;
  if (finding.kind === 'scratch') {
    await rm(finding.path, { recursive: true, force: true });
    return true;
  }
  if (finding.kind === 'scratch-database') return dropLeftDatabase(config, ws.log, finding.path);
  if (finding.kind === 'damaged-metrics') return mendMetrics(config);
  // Another process may have it by now.
  if (finding.kind === 'dead-lock') return takenAway(config, finding.path);
  const { dataset, store, backend } = finding;
  if (dataset === undefined || store === undefined) return false;
  if (finding.kind === 'unfinished-migration') return dropLeftStore(ws, { dataset, store });
  return withDataset(config, dataset, async () => {
    const repository = openRepository(config);
    let now: DatasetRecord | undefined;
    try {
      now = await repository.find(dataset);
    } catch {
      // What a pointer that cannot be read names stays.
      if (finding.kind !== 'unreadable-pointer') return false;
    }
    if (finding.kind === 'unfinished' && now?.database.store === store) {
      await rm(join(storeFolder(config, store), 'journal.json'), { force: true });
      return true;
    }
    if (finding.kind === 'left-tables' && now?.database.store === store && backend) {
      const keeper = await ws.backends.of(backend);
      // Nobody writes now: what is begun here was left.
      await keeper.dropTables(store, leftTables(await keeper.tables(store)));
      return true;
    }
    if (now?.database.store === store) return false;
    if (finding.kind === 'unreadable-pointer' || (finding.kind === 'store-without-pointer' && !now)) {
      const kept = await keptRecord(ws, store);
      if (kept) {
        await restore(ws, repository, kept);
        return true;
      }
      // Tables that no other dataset replaced are never taken away.
      return false;
    }
    if (backend) await (await ws.backends.of(backend)).dropDataset(store);
    await dropFolder(config, store);
    return true;
  });
}

/** To take a lock is to take its file away when it is let go. */
async function takenAway(config: Config, path: string): Promise<boolean> {
  try {
    await withDataset(config, basename(path, '.lock'), async () => undefined, { wait: 0 });
    return true;
  } catch (error) {
    if (/ is locked/.test(firstLine(error))) return false;
    throw error;
  }
}

async function restore({ config }: Workspace, repository: Repository, record: DatasetRecord): Promise<void> {
  const file = await repository.fileOf(record.name);
  const folder = config.path('paths.configs_path');
  if ((await readdir(folder).catch((): string[] => [])).includes(basename(file))) await rename(file, `${file}.broken`);
  await repository.save(record);
}

/** The record beside a store's tables, if the tables are all there. */
async function keptRecord(ws: Workspace, store: string): Promise<DatasetRecord | undefined> {
  try {
    const file = join(storeFolder(ws.config, store), 'dataset_info.json');
    const record = recordOf(JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, Plain>>, file, nameOfStore(store));
    const backend = await ws.backends.of(record.database.backend);
    if (!(await backend.datasetExists(store))) return undefined;
    const there = new Set((await backend.tables(store)).map(({ name }) => name));
    const all = Object.values(record.tables).every((table) => there.has(table));
    return all ? { ...record, database: { ...record.database, store } } : undefined;
  } catch {
    return undefined;
  }
}

async function unreadable(ws: Workspace, file: string, problem: string): Promise<Finding> {
  const dataset = basename(file, '.yaml');
  const base = { kind: 'unreadable-pointer', dataset, path: file, problem: problem.replace(/\.$/, '') } as const;
  if (!(await may(file, constants.R_OK))) return { ...base, mend: 'Check its permissions', mendable: false };
  const stores = (await storeFolders(ws.config)).filter((store) => nameOfStore(store) === dataset).reverse();
  const kept = (await Promise.all(stores.map((store) => keptRecord(ws, store)))).find((one) => one !== undefined);
  return {
    ...base,
    ...(kept ? { store: kept.database.store, backend: kept.database.backend } : {}),
    mend: kept
      ? `Writes it anew from ${join(storeFolder(ws.config, kept.database.store), 'dataset_info.json')}, and keeps the old as ${dataset}.yaml.broken`
      : 'Correct the file, or take it away',
    mendable: kept !== undefined,
  };
}

/** What a database that was being taken away may leave beside it. */
const SIDES = ['.sqlite-wal', '.sqlite-shm', '.sqlite-journal', '.duckdb.wal'];

/** A folder of the datasets' path that no pointer names. */
async function withoutPointer(
  ws: Workspace,
  store: string,
  records: readonly DatasetRecord[],
  unreadablePointers: readonly string[],
): Promise<Finding | undefined> {
  const path = storeFolder(ws.config, store);
  const dataset = nameOfStore(store);
  if (unreadablePointers.some((one) => sameName(one, dataset)) || (await isLocked(ws.config, dataset))) return undefined;
  const { backend, unasked } = await keeperOf(ws, store);
  const kept = backend && (await keptRecord(ws, store));
  const other = records.find((record) => record.name === dataset);
  const base = { dataset, store, path, ...(backend ? { backend } : {}) };
  if (backend && other)
    return {
      ...base,
      kind: 'store-without-pointer',
      problem: `The store ${store} is left of an earlier ${dataset}`,
      mend: 'Takes it away',
      mendable: true,
    };
  if (backend)
    return {
      ...base,
      kind: 'store-without-pointer',
      problem: `The store ${store} has tables, and no dataset has it`,
      mend: kept ? `Makes it the dataset ${kept.display_name} again` : `Register its source again, or take the folder away: ${path}`,
      mendable: kept !== undefined,
    };
  if (unasked !== undefined)
    return {
      ...base,
      kind: 'folder-without-store',
      problem: `${path} is of no dataset, and whether ${store} has tables cannot be seen: ${unasked}`,
      mend: 'Look again when that can be seen',
      mendable: false,
    };
  const files = await readdir(path).catch(() => ['']);
  const ours = files.every((name) => BESIDE.includes(name) || SIDES.some((end) => name === store + end) || name.startsWith('.'));
  return {
    ...base,
    kind: 'folder-without-store',
    problem: `${path} has no tables, and no dataset has it`,
    mend: ours ? 'Takes it away' : 'Look into it, and take it away',
    mendable: ours,
  };
}

interface Keeper {
  readonly backend?: BackendName;
  /** Why it cannot be told. */
  readonly unasked?: string;
}

/** Which backend has a store. A server is asked when it is the one in use, or when the folder says that it has the store. */
async function keeperOf({ config, backends }: Workspace, store: string): Promise<Keeper> {
  try {
    for (const name of ['sqlite', 'duckdb'] as const) if (await (await backends.of(name)).datasetExists(store)) return { backend: name };
    const said = (await saidBackend(config, store)) ?? config.get('database.default_backend');
    if (said !== 'postgresql') return {};
    // A database of the same name that MDM did not make is somebody else's.
    return (await (await backends.of(said)).datasets()).includes(store) ? { backend: said } : {};
  } catch (error) {
    return { unasked: firstLine(error).replace(/\.$/, '') };
  }
}

/** Files of locks that no process holds. */
async function deadLocks(ws: Workspace): Promise<Finding[]> {
  const folder = locksFolder(ws.config);
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.lock'));
  const findings: Finding[] = [];
  for (const file of files) {
    const path = join(folder, file);
    if (await isLocked(ws.config, basename(file, '.lock'))) continue;
    findings.push({ kind: 'dead-lock', path, problem: `${path} was left by a process that ended`, mend: 'Takes it away', mendable: true });
  }
  return findings;
}
