import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { scratchDatabases, scratchPrefix } from '../../config/scratch.js';
import { openRecord } from '../../datasets/open.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { RegisterOptions } from '../../datasets/registration/context.js';
import type { Workspace } from '../../datasets/workspace.js';
import type { Side } from '../../flags/flags.js';
import type { Limits, Ran } from '../../parity/child.js';
import type { Registration } from './difference.js';
import { openAside, registerAside, scratchEnvironment, type RegisteredAside } from './scratch.js';

/** A place where a side registers a dataset without a trace in the home. */
export interface Aside {
  readonly folder: string;
  register(limits: Limits): Promise<Ran<RegisteredAside>>;
  /** The home in which it was registered. */
  open(): Promise<Workspace>;
  close(): Promise<void>;
}

export interface AsideOptions {
  readonly config: Config;
  readonly side: Side;
  /** Side of the storage. */
  readonly backend: Side;
  readonly name: string;
  readonly options: RegisterOptions & { readonly path: string };
  readonly signal?: AbortSignal;
}

export async function openPlace({ config, side, backend, name, options, signal }: AsideOptions): Promise<Aside> {
  const folder = await mkdtemp(join(tmpdir(), scratchPrefix(config.home)));
  const env = scratchEnvironment(config, folder, side, backend, scratchDatabases(config.home));
  let workspace: Promise<Workspace> | undefined;
  const open = (): Promise<Workspace> => (workspace ??= openAside(env, signal));
  return {
    folder,
    register: (limits) => registerAside(name, options, env, { folder, side }, limits),
    open,
    close: async () => {
      try {
        if (config.get('database.default_backend') === 'postgresql') await dropDatabases(await open());
        await (await workspace)?.backends.close();
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Databases on a server stay when the folder goes. */
async function dropDatabases({ backends }: Workspace): Promise<void> {
  const backend = await backends.of('postgresql');
  for (const store of await backend.datasets()) await backend.dropDataset(store);
}

/** The tables of a registered dataset. */
export async function tablesOf(workspace: Workspace, record: DatasetRecord): Promise<Registration> {
  const { backend } = await openRecord(workspace, record);
  return { record, backend };
}
