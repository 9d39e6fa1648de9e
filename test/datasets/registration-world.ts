import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import type { Registered, RegisterOptions } from '../../src/datasets/registration/context.js';
import { newRegistration, registerDataset } from '../../src/datasets/registration/register.js';
import { writeJournal } from '../../src/datasets/registration/journal.js';
import type { RegistrationStep } from '../../src/datasets/registration/step.js';
import { steps } from '../../src/datasets/registration/steps/index.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { openRegistry, type Registry } from '../../src/host/registry.js';
import { silent, type Fields, type Logger } from '../../src/log/logger.js';
import { createBackends } from '../../src/storage/open.js';

export type Settings = Readonly<Record<string, string>>;

/** A home and a folder of files for one test. */
export interface RegistrationWorld {
  readonly home: string;
  readonly folder: string;
  ws: Workspace;
  /** Records of the log: level DEBUG and above. */
  readonly said: { readonly message: string; readonly fields: Fields }[];
  /** Opens the home anew, as another process would. */
  reopen(settings?: Settings): Promise<Workspace>;
  file(name: string, content: string | Uint8Array): string;
  register(name: string, options: RegisterOptions, own?: readonly RegistrationStep[]): Promise<Registered>;
  /** Every file of the home and what is in it. */
  snapshot(): Readonly<Record<string, string>>;
  /** The rows of a table. */
  rows(store: string, table: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function registrationWorld(settings: Settings = {}): Promise<RegistrationWorld> {
  const root = mkdtempSync(join(tmpdir(), 'mdm-registration-'));
  const home = join(root, 'home');
  const folder = join(root, 'files');
  mkdirSync(folder);
  const said: { message: string; fields: Fields }[] = [];
  let registry: Promise<Registry> | undefined;
  const open = async (more: Settings = {}, signal?: AbortSignal): Promise<Workspace> => {
    const config = await openConfig({ home, env: { MDM_MONITORING_ENABLED: 'false', ...settings, ...more } });
    const log = logger(said);
    const backends = createBackends(config, silent);
    return { config, log, backends, registry: () => (registry ??= openRegistry()), ...(signal ? { signal } : {}) };
  };
  const world: RegistrationWorld = {
    home,
    folder,
    said,
    ws: await open(),
    reopen: async (more) => {
      await world.ws.backends.close();
      return (world.ws = await open(more));
    },
    file: (name, content) => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    register: (name, options, own) => registerDataset(world.ws, name, options, own),
    snapshot: () => snapshot(home),
    rows: async (store, table) => {
      const backend = await world.ws.backends.of(world.ws.config.get('database.default_backend'));
      const out: Record<string, unknown>[] = [];
      for await (const batch of backend.readTable(store, table)) for (const row of batch) out.push(row.toJSON());
      return out;
    },
    close: async () => {
      await world.ws.backends.close();
      await (await registry)?.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  return world;
}

/** The files of a folder with a digest of each; a database's side files come and go. */
export function snapshot(folder: string): Readonly<Record<string, string>> {
  const out: Record<string, string> = {};
  const visit = (at: string): void => {
    for (const name of readdirSync(at).sort()) {
      const path = join(at, name);
      if (/\.sqlite-(wal|shm)$|\.duckdb\.wal$/.test(name)) continue;
      if (statSync(path).isDirectory()) {
        out[`${relative(folder, path)}/`] = '';
        visit(path);
      } else out[relative(folder, path)] = createHash('sha256').update(readFileSync(path)).digest('hex');
    }
  };
  try {
    visit(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return out;
}

function logger(said: { message: string; fields: Fields }[]): Logger {
  const write = (message: string, fields: Fields = {}): void => void said.push({ message, fields });
  const log: Logger = { debug: write, info: write, warning: write, error: write, critical: write, child: () => log, enabled: () => true };
  return log;
}

/** Steps of which one fails once it did its work. */
export const failingAfter = (number: number): RegistrationStep[] =>
  steps.map((step) =>
    step.number !== number
      ? step
      : {
          ...step,
          canExecute: () => true,
          execute: async (context) => {
            if (step.canExecute(context)) await step.execute(context);
            throw new Error(`injected into step ${number}`);
          },
        },
  );

/** Does what a process does that is killed: the steps before, the journal of this one, and, if `whole`, its work. Undoes nothing. */
export async function crashIn(ws: Workspace, name: string, options: RegisterOptions, number: number, whole: boolean): Promise<void> {
  const context = newRegistration(ws, name, options);
  const done: number[] = [];
  for (const step of steps) {
    if (step.number > number) break;
    if (step.number >= 7) await writeJournal(context, { step: step.number, done, began: new Date().toISOString() });
    if (step.number === number && !whole) break;
    if (step.canExecute(context)) await step.execute(context);
    done.push(step.number);
  }
  await context.input?.db.close();
}

/** 30 passengers. */
export const people = (seed = 0): string =>
  `id,age,town,joined,y\n${Array.from({ length: 30 }, (_, i) => `${i + seed},${20 + ((i * 7 + seed) % 40)},${['Oslo', 'Rome', 'Bern'][i % 3]},2024-0${1 + (i % 9)}-1${i % 9},${(i * 3 + seed) % 2}`).join('\n')}\n`;
