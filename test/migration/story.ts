import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'yaml';
import type { FlagChange } from '../../src/flags/callbacks.js';
import { examineConfig } from '../../src/config/config.js';
import { readMetrics } from '../../src/metrics/metrics.js';
import { bin, env, type Ended } from '../e2e/workspace.js';
import { makeOriginalHome, type OriginalHome, type OriginalName } from './original-home.js';

export { letTimePass } from './time-passed.js';

/** What a component goes through: a home of MDM 1.0.6, and a home that it is moved into. */
export interface Story {
  readonly folder: string;
  readonly original: OriginalHome;
  /** The home that is moved into; not there before. */
  readonly home: string;
  /** Runs `mdm` on a home; default: the one that is moved into, where every call is compared. */
  mdm(argv: readonly string[], home?: string): Promise<Ended>;
  /** Runs `mdm` with a fault in the new side of a component. */
  faulty(component: string, argv: readonly string[]): Promise<Ended>;
  /** Runs `mdm`, which must end with 0, and gives what it printed. */
  ok(argv: readonly string[], home?: string): Promise<string>;
  json<T = ReturnType<typeof JSON.parse>>(argv: readonly string[], home?: string): Promise<T>;
  /** Goes back to the latest point as a whole, which must take less than a minute. */
  rollBack(): Promise<void>;
  close(): void;
}

export interface StoryOptions {
  readonly dataset: OriginalName;
  /** Text of mdm.yaml of the original home. */
  readonly config?: string;
  /** Variables for the home that is moved into. */
  readonly env?: Readonly<Record<string, string>>;
}

const FAULT = join(import.meta.dirname, 'new-side-fault.js');

export async function openStory({ dataset, config, env: more = {} }: StoryOptions): Promise<Story> {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-story-'));
  const original = await makeOriginalHome(join(folder, 'original'), { datasets: [dataset], config: config ?? null });
  const home = join(folder, 'home');
  const run = (argv: readonly string[], own: Readonly<Record<string, string>>): Promise<Ended> =>
    new Promise((done) => {
      const all = { ...env, HOME: folder, MDM_DATA_DIR: join(folder, 'plugins'), ...own };
      const child = execFile(process.execPath, [...argv], { cwd: folder, env: all, maxBuffer: 1e8 }, (_, stdout, stderr) =>
        done({ code: child.exitCode, stdout, stderr }),
      );
      child.stdin?.end();
    });
  const moved = { MDM_HOME_DIR: home, MDM_COMPARISON_SAMPLE_RATE: '1', ...more };
  const mdm: Story['mdm'] = (argv, at = home) => run([bin, ...argv], at === home ? moved : { MDM_HOME_DIR: at });
  const ok: Story['ok'] = async (argv, at) => {
    const { code, stdout, stderr } = await mdm(argv, at);
    if (code !== 0) throw new Error(`mdm ${argv.join(' ')} ended with ${code}:\n${stderr}\n${stdout}`);
    return stdout;
  };
  const json: Story['json'] = async (argv, at) => JSON.parse(await ok([...argv, '--json'], at));
  return {
    folder,
    original,
    home,
    mdm,
    faulty: (component, argv) => run(['--import', FAULT, bin, ...argv], { ...moved, NEW_SIDE_FAULT: component }),
    ok,
    json,
    rollBack: async () => {
      const { seconds, verified, errors } = await json(['rollback', 'run', '--type', 'full', '--force']);
      expect({ verified, errors }).toEqual({ verified: true, errors: [] });
      expect(seconds).toBeLessThan(60);
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The checksum of every file of a folder, by its path. */
export function filesOf(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true }).map(String).sort();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, sha256(readFileSync(join(folder, path)))]));
}

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** One statement on a database of a server. */
export type Ask = (sql: string, database: string) => Promise<readonly unknown[]>;

/** The rows of every table that a dataset's pointer names, as a checksum; read by the client of its database, not by MDM. */
export async function checksumsOf(home: string, name: string, ask?: Ask): Promise<Readonly<Record<string, string>>> {
  const pointer = parse(readFileSync(join(home, 'config/datasets', `${name}.yaml`), 'utf8')) as {
    readonly database: { readonly backend: string; readonly path: string; readonly database: string };
    readonly tables: Readonly<Record<string, string>>;
    readonly feature_tables: Readonly<Record<string, string>>;
  };
  const { backend, path, database } = pointer.database;
  const tables = [...new Set([...Object.values(pointer.tables), ...Object.values(pointer.feature_tables)])];
  const sums: Record<string, string> = {};
  const rows =
    backend === 'postgresql'
      ? await Promise.all(tables.map((table) => ask!(select(table), database)))
      : backend === 'duckdb'
        ? await duckdbRows(path, tables)
        : sqliteRows(path, tables);
  tables.forEach((table, i) => (sums[table] = sha256(JSON.stringify(rows[i]))));
  return sums;
}

const select = (table: string): string => `SELECT * FROM "${table.replaceAll('"', '""')}"`;

function sqliteRows(path: string, tables: readonly string[]): readonly unknown[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return tables.map((table) => db.prepare(select(table)).all());
  } finally {
    db.close();
  }
}

async function duckdbRows(path: string, tables: readonly string[]): Promise<readonly unknown[]> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const read: unknown[] = [];
    for (const table of tables) read.push((await connection.runAndReadAll(select(table))).getRowObjectsJson());
    return read;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Counts of a component in a home, by their names; also where mdm.yaml is one that a command refuses. */
export async function countsOf(home: string, component: string): Promise<Readonly<Record<string, number>>> {
  const { config } = await examineConfig({ home, env: {} });
  const mine = (await readMetrics(config)).counters.filter((one) => one.component === component);
  return Object.fromEntries(mine.map(({ name, value }) => [name, value]));
}

/** Changes of flags, the oldest first. */
export const historyOf = (home: string): readonly FlagChange[] =>
  readFileSync(join(home, 'flag_history.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as FlagChange);
