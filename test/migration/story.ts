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

/** What a component goes through: a home of MDM 1.0.6, and a home that it is moved into. */
export interface Story {
  readonly folder: string;
  readonly original: OriginalHome;
  /** The home that is moved into; not there before. */
  readonly home: string;
  /** Runs `mdm` on a home; default: the one that is moved into. */
  mdm(argv: readonly string[], home?: string): Promise<Ended>;
  /** Runs `mdm`, which must end with 0, and gives what it printed. */
  ok(argv: readonly string[], home?: string): Promise<string>;
  json<T = ReturnType<typeof JSON.parse>>(argv: readonly string[], home?: string): Promise<T>;
  close(): void;
}

export async function openStory(datasets: readonly OriginalName[], config: string | null = null): Promise<Story> {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-story-'));
  const original = await makeOriginalHome(join(folder, 'original'), { datasets, config });
  const home = join(folder, 'home');
  const mdm: Story['mdm'] = (argv, at = home) =>
    new Promise((done) => {
      const own = { ...env, HOME: folder, MDM_HOME_DIR: at, MDM_DATA_DIR: join(folder, 'plugins') };
      const child = execFile(process.execPath, [bin, ...argv], { cwd: folder, env: own, maxBuffer: 1e8 }, (_, stdout, stderr) =>
        done({ code: child.exitCode, stdout, stderr }),
      );
      child.stdin?.end();
    });
  const ok: Story['ok'] = async (argv, at) => {
    const { code, stdout, stderr } = await mdm(argv, at);
    if (code !== 0) throw new Error(`mdm ${argv.join(' ')} ended with ${code}:\n${stderr}\n${stdout}`);
    return stdout;
  };
  return {
    folder,
    original,
    home,
    mdm,
    ok,
    json: async (argv, at) => JSON.parse(await ok([...argv, '--json'], at)),
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

/** The rows of every table that a dataset's pointer names, as a checksum; read by the client of its database, not by MDM. */
export async function checksumsOf(home: string, name: string): Promise<Readonly<Record<string, string>>> {
  const pointer = parse(readFileSync(join(home, 'config/datasets', `${name}.yaml`), 'utf8')) as {
    readonly database: { readonly backend: string; readonly path: string };
    readonly tables: Readonly<Record<string, string>>;
    readonly feature_tables: Readonly<Record<string, string>>;
  };
  const { backend, path } = pointer.database;
  const tables = [...new Set([...Object.values(pointer.tables), ...Object.values(pointer.feature_tables)])];
  const read = backend === 'duckdb' ? await duckdbRows(path, tables) : sqliteRows(path, tables);
  return Object.fromEntries(tables.map((table, i) => [table, sha256(JSON.stringify(read[i]))]));
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
