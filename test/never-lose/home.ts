import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { MDMClient } from '@mdm/cli';
import { bin, type Ended } from '../e2e/workspace.js';

/** Reads in one process, writes by others. */
export interface Place {
  readonly root: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

export function place(backend = 'sqlite', server: Readonly<Record<string, string>> = {}): Place {
  const root = mkdtempSync(join(tmpdir(), 'mdm-never-lose-'));
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MDM_')));
  const home = join(root, 'home');
  const env = {
    ...inherited,
    ...server,
    NODE_OPTIONS: '',
    NO_COLOR: '1',
    MDM_HOME_DIR: home,
    MDM_DATA_DIR: join(root, 'plugins'),
    MDM_DATABASE_DEFAULT_BACKEND: backend,
  };
  return { root, home, env };
}

/** The same home once more, in a folder of its own. */
export function copyOf(one: Place): Place {
  const root = mkdtempSync(join(tmpdir(), 'mdm-never-lose-'));
  const home = join(root, 'home');
  cpSync(one.home, home, { recursive: true });
  for (const name of readdirSync(join(home, 'config/datasets'))) {
    const pointer = join(home, 'config/datasets', name);
    writeFileSync(pointer, readFileSync(pointer, 'utf8').replaceAll(one.home, home));
  }
  return { root, home, env: { ...one.env, MDM_HOME_DIR: home, MDM_DATA_DIR: join(root, 'plugins') } };
}

export const gone = ({ root }: Place): void => rmSync(root, { recursive: true, force: true });

export interface Run extends Ended {
  readonly killed: boolean;
}

/** Starts `mdm`; `kill` ends it as a power cut would. */
export function start({ root, env }: Place, argv: readonly string[]): { readonly ended: Promise<Run>; kill(): void } {
  const child = spawn(process.execPath, [bin, ...argv], { cwd: root, env });
  let stdout = '';
  let stderr = '';
  let killed = false;
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  const ended = new Promise<Run>((done) => child.on('close', (code) => done({ code, stdout, stderr, killed })));
  return { ended, kill: () => void (killed = child.kill('SIGKILL')) };
}

/** Runs `mdm`; after `killAfter` milliseconds it is killed. */
export async function mdm(one: Place, argv: readonly string[], killAfter?: number): Promise<Run> {
  const { ended, kill } = start(one, argv);
  const timer = killAfter === undefined ? undefined : setTimeout(kill, killAfter);
  return ended.finally(() => clearTimeout(timer));
}

/** What a dataset holds, as a hash of each of its tables; undefined when it is not there. */
export async function contentOf({ home, env }: Place, name: string): Promise<Readonly<Record<string, string>> | undefined> {
  const client = new MDMClient({ home, env: { ...env } });
  try {
    if (!(await client.datasetExists(name))) return undefined;
    const record = await client.getDataset(name);
    const hashes: Record<string, string> = {};
    for (const table of [...Object.values(record.tables), ...Object.values(record.feature_tables)]) {
      const hash = createHash('sha256');
      for await (const chunk of client.iterateDataset(name, { table, chunkSize: 1000 }))
        for (const row of chunk)
          hash.update(JSON.stringify(row.toJSON(), (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)));
      hashes[table] = hash.digest('hex');
    }
    return hashes;
  } finally {
    await client.close();
  }
}

/** Every file below a folder with its size and content's hash. */
export function filesOf(folder: string, skip: RegExp): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (skip.test(name) || !lstatSync(path).isFile()) continue;
    found[name] = createHash('sha256').update(readFileSync(path)).digest('hex');
  }
  return found;
}

/** Numbers from 0 to 1 that are the same in every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** A table of so many rows: an id, numbers, words, dates, a target. */
export function writeTable(path: string, rows: number, seed: number): string {
  const next = random(seed);
  const lines = Array.from({ length: rows }, (_, i) => {
    const day = new Date(Date.UTC(2020, 0, 1 + Math.floor(next() * 1000))).toISOString().slice(0, 10);
    return [i, (next() * 100).toFixed(3), Math.floor(next() * 50), 'abcdefgh'[Math.floor(next() * 8)], day, next() < 0.4 ? 1 : 0].join(',');
  });
  writeFileSync(path, `id,x,n,c,day,y\n${lines.join('\n')}\n`);
  return path;
}
