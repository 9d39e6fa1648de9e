import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { MDMClient } from '@mdm/cli';
import { stringify } from 'yaml';
import { bin, type Ended } from '../e2e/workspace.js';
import { oldComponents, sideVariables } from './sides.js';

export type { Ended };
export type Backend = 'sqlite' | 'duckdb' | 'postgresql';

const DATA = join(import.meta.dirname, '../data/acceptance');

/** How a run differs from the usual one. */
export interface Run {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Lines for stdin. */
  readonly input?: string;
  /** Told what is printed on stderr as it comes; may end the process. */
  readonly onStderr?: (text: string, stop: (signal: NodeJS.Signals) => void) => void;
}

/** A fresh home and an empty folder for one row of the list. Everything goes with the test. */
export interface World {
  readonly backend: Backend;
  /** Not there before the first command. */
  readonly home: string;
  /** Where commands run; empty. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs `mdm` as a process of its own. */
  mdm(...argv: readonly string[]): Promise<Ended>;
  mdmWith(run: Run, ...argv: readonly string[]): Promise<Ended>;
  /** Runs `mdm`, which must end with 0. */
  ok(...argv: readonly string[]): Promise<Ended>;
  /** Runs `mdm ... --json`, which must end with 0, and gives the document. */
  json<T = ReturnType<typeof JSON.parse>>(...argv: readonly string[]): Promise<T>;
  /** Runs `mdm` on a terminal of its own (through script(1)) and gives all that it shows. */
  terminal(run: Run, ...argv: readonly string[]): Promise<{ readonly code: number; readonly shown: string }>;
  /** Writes mdm.yaml of the home. */
  config(values: object | string): void;
  /** Writes a file into the folder and gives its path. */
  file(name: string, content: string | Uint8Array): string;
  csv(name: string, header: string, rows: readonly (readonly unknown[])[]): string;
  /** Path of a file that comes with the tests: iris.csv. */
  data(name: string): string;
  /** A folder with train.csv, test.csv and sample_submission.csv: 120 + 40 passengers made by a seeded generator. */
  titanic(name?: string): string;
  /** Registers a dataset (default: iris with its target), which must succeed. */
  register(name: string, path?: string, ...flags: readonly string[]): Promise<Ended>;
  /** Reads a dataset's own database by the database's own client, not by MDM. Identifiers in double quotes work on all backends. */
  sql(name: string, sql: string): Promise<Record<string, unknown>[]>;
  /** A client of the library on this home; closed after the test. */
  client(): Promise<MDMClient>;
}

export type Check = (world: World) => Promise<void>;

/** Whether rows of size run smaller than they say: MDM_ACCEPTANCE_SCALE, as `npm test` leaves it. */
export const isSmall = (process.env['MDM_ACCEPTANCE_SCALE'] ?? 'small') === 'small';

/** The backend that the checks run on: MDM_ACCEPTANCE_BACKEND. */
export const backendOf = (): Backend => (process.env['MDM_ACCEPTANCE_BACKEND'] as Backend | undefined) ?? 'sqlite';

export function createWorld(server: Readonly<Record<string, string>> = {}): World & { close(): Promise<void> } {
  const root = mkdtempSync(join(tmpdir(), 'mdm-acceptance-'));
  const home = join(root, 'home');
  const folder = join(root, 'work');
  mkdirSync(folder);
  const backend = backendOf();
  const closing: (() => Promise<void>)[] = [];
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MDM_')));
  const env: NodeJS.ProcessEnv = {
    ...inherited,
    ...server,
    NODE_OPTIONS: '',
    NO_COLOR: '1',
    HOME: join(root, 'user'),
    MDM_HOME_DIR: home,
    MDM_DATA_DIR: join(root, 'plugins'),
    ...(backend === 'sqlite' ? {} : { MDM_DATABASE_DEFAULT_BACKEND: backend }),
    ...sideVariables(),
  };
  mkdirSync(env['HOME']!);

  const mdmWith: World['mdmWith'] = (run, ...argv) =>
    new Promise((done, fail) => {
      const all: NodeJS.ProcessEnv = { ...env, ...run.env };
      for (const [name, value] of Object.entries(all)) if (value === undefined) delete all[name];
      const child = spawn(process.execPath, [bin, ...argv], { cwd: run.cwd ?? folder, env: all });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
        run.onStderr?.(text, (signal) => child.kill(signal));
      });
      child.on('error', fail).on('close', (code, signal) => done({ code: code ?? (signal === 'SIGKILL' ? 137 : 130), stdout, stderr }));
      child.stdin.on('error', () => {}).end(run.input ?? '');
    });
  const ok: World['ok'] = async (...argv) => {
    const ended = await mdmWith({}, ...argv);
    if (ended.code !== 0) throw new Error(`mdm ${argv.join(' ')} ended with ${ended.code}:\n${ended.stderr}\n${ended.stdout}`);
    return ended;
  };
  const file: World['file'] = (name, content) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  const world: World = {
    backend,
    home,
    folder,
    env,
    mdmWith,
    ok,
    mdm: (...argv) => mdmWith({}, ...argv),
    json: async (...argv) => JSON.parse((await ok(...argv, '--json')).stdout),
    terminal: (run, ...argv) =>
      new Promise((done) => {
        const quoted = [process.execPath, bin, ...argv].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
        const { NO_COLOR: _, ...usual } = env;
        const colours = { ...usual, TERM: 'xterm-256color', COLUMNS: '120', LINES: '40', ...run.env };
        const child = execFile(
          'script',
          ['-qfec', `stty cols 120 rows 40; ${quoted}`, '/dev/null'],
          { cwd: run.cwd ?? folder, env: colours, maxBuffer: 1e8 },
          (_error, shown) => done({ code: child.exitCode ?? 1, shown }),
        );
        // An end of input would hang up the terminal before the command has asked.
        child.stdin?.write(run.input ?? '');
        child.on('close', () => child.stdin?.end());
      }),
    config: (values) => {
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, 'mdm.yaml'), typeof values === 'string' ? values : stringify(values));
    },
    file,
    csv: (name, header, rows) => file(name, `${[header, ...rows.map((row) => row.map(cell).join(','))].join('\n')}\n`),
    data: (name) => join(DATA, name),
    titanic: (name = 'titanic') => titanic((one, content) => file(join(name, one), content), join(folder, name)),
    register: (name, path = join(DATA, 'iris.csv'), ...flags) =>
      ok('dataset', 'register', name, path, ...(path.endsWith('iris.csv') && flags.length === 0 ? ['--target', 'species'] : flags)),
    sql: async (name, sql) => {
      const { readStore } = await import('./read-store.js');
      const read = (text: string) => readStore(world, name, text);
      if (!oldComponents().includes('registrar')) return read(sql);
      // MDM 1.0.6 called the table of a single file data.
      return read(sql).catch((error: unknown) => {
        if (!/\btrain(_features)?\b/.test((error as Error).message)) throw error;
        return read(sql.replaceAll(/\b(FROM|JOIN)\s+"?train(_features)?"?(?!\w)/gi, '$1 "data$2"'));
      });
    },
    client: async () => {
      const { MDMClient } = await import('@mdm/cli');
      const client = new MDMClient({ home, env: { ...env } });
      closing.push(() => client.close());
      return client;
    },
  };
  return {
    ...world,
    close: async () => {
      for (const close of closing) await close();
      const { dropAll } = await import('./read-store.js');
      await dropAll(world);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const cell = (value: unknown): string => {
  const text = typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Passengers whose columns are those of the well-known competition. */
function titanic(put: (name: string, content: string) => string, folder: string): string {
  let state = 7;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const row = (id: number, target: boolean): string => {
    const sex = next() < 0.65 ? 'male' : 'female';
    const survived = next() < (sex === 'female' ? 0.74 : 0.19) ? 1 : 0;
    const age = next() < 0.2 ? '' : (1 + next() * 70).toFixed(0);
    const name = `"Passenger, ${sex === 'male' ? 'Mr.' : 'Mrs.'} Number ${id}"`;
    const fare = (5 + next() * next() * 300).toFixed(4);
    const cabin = next() < 0.77 ? '' : `C${Math.floor(next() * 120)}`;
    const cells = [
      1 + Math.floor(next() * 3),
      name,
      sex,
      age,
      Math.floor(next() * 4),
      Math.floor(next() * 3),
      `A/5 ${1000 + id * 7}`,
      fare,
      cabin,
    ];
    return [id, ...(target ? [survived] : []), ...cells, 'SCQ'[Math.floor(next() * 3)]].join(',');
  };
  const rest = 'Pclass,Name,Sex,Age,SibSp,Parch,Ticket,Fare,Cabin,Embarked';
  const lines = (from: number, count: number, target: boolean): string =>
    Array.from({ length: count }, (_, i) => row(from + i, target)).join('\n');
  put('train.csv', `PassengerId,Survived,${rest}\n${lines(1, 120, true)}\n`);
  put('test.csv', `PassengerId,${rest}\n${lines(121, 40, false)}\n`);
  put('sample_submission.csv', `PassengerId,Survived\n${Array.from({ length: 40 }, (_, i) => `${121 + i},0`).join('\n')}\n`);
  return folder;
}

export interface Item {
  readonly id: string;
  readonly area: string;
  readonly action: string;
  readonly expected: string;
}

/** The acceptance list. */
export const items = (): readonly Item[] =>
  readFileSync(join(DATA, 'items.tsv'), 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [id, area, action, expected] = line.split('\t') as [string, string, string, string];
      return { id, area, action, expected };
    });
