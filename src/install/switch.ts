import { randomBytes } from 'node:crypto';
import { mkdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PluginManifest } from '../host/manifest.js';
import { readStore, type StoredPlugin, type StoredState } from '../host/store.js';
import { checkClashes } from './check.js';
import type { Staged } from './fetch.js';
import { guarded, type GuardOptions } from './guard.js';
import { readState, writeState } from './state.js';
import { moveFolder, pluginsDir, remove, sweepStages, sweepVersions } from './stage.js';

/** A staged package that may go on, with what the state keeps of it. */
export interface Ready {
  readonly staged: Staged;
  readonly manifest: PluginManifest;
  readonly publisher: string | null;
}

export interface Change {
  /** Staged packages to move into place. */
  readonly add?: readonly Ready[];
  /** Manifests of other plugins that go on: links and first-party ones. */
  readonly checked?: readonly PluginManifest[];
  /** Entries without a folder of ours: links, and what comes with MDM. */
  readonly entries?: readonly StoredPlugin[];
  readonly drop?: readonly string[];
  readonly off?: readonly string[];
  readonly on?: readonly string[];
}

/**
 * Changes which plugins are on, all of it or nothing: folders are moved into place, then the state is replaced. What no plugin has any
 * more is removed after that; whoever is stopped in between leaves the former state, and folders for the next one to remove.
 */
export async function change(data: string, wanted: Change, then: () => Promise<void>, options: GuardOptions = {}): Promise<StoredState> {
  return guarded(
    data,
    async () => {
      const before = await readState(data);
      const added = wanted.add ?? [];
      await checkClashes([...added.map(({ manifest }) => manifest), ...(wanted.checked ?? [])], await readStore(data));
      options.signal?.throwIfAborted();
      const moved: { entry: StoredPlugin; folder: string }[] = [];
      try {
        for (const ready of added) moved.push(await moveIn(data, ready));
        const state = merge(
          before,
          wanted,
          moved.map(({ entry }) => entry),
        );
        await writeState(data, state);
        await then();
        await sweepVersions(
          data,
          state.plugins.flatMap(({ folder }) => folder ?? []),
        );
        await sweepStages(data);
        return state;
      } catch (error) {
        const now = await readState(data).catch(() => before);
        for (const { folder, entry } of moved)
          if (!now.plugins.some((p) => p.folder === entry.folder)) await remove(folder).catch(() => {});
        throw error;
      }
    },
    options,
  );
}

async function moveIn(data: string, { staged, publisher }: Ready): Promise<{ entry: StoredPlugin; folder: string }> {
  const { stage, name, version, source, integrity, content } = staged;
  const safe = name.replace('@', '').replace('/', '+');
  const slot = `${version.replace(/[^\w.+-]/g, '_').slice(0, 40)}-${randomBytes(4).toString('hex')}`;
  const folder = join(pluginsDir(data), safe, slot);
  await mkdir(dirname(folder), { recursive: true });
  await Promise.all(['package.json', 'package-lock.json'].map((file) => unlink(join(stage, file)).catch(() => {})));
  await moveFolder(stage, folder);
  const path = `plugins/${safe}/${slot}/node_modules/${name}`;
  const installed = new Date().toISOString();
  return { folder, entry: { name, version, folder: path, source, integrity, content, publisher, installed } };
}

function merge(before: StoredState, { entries = [], drop = [], off = [], on = [] }: Change, moved: readonly StoredPlugin[]): StoredState {
  const fresh = [...entries, ...moved];
  const names = new Set([...fresh.map((p) => p.name), ...drop]);
  const back = new Set([...fresh.map((p) => p.name), ...on]);
  return {
    version: 1,
    plugins: [...before.plugins.filter((p) => !names.has(p.name)), ...fresh],
    off: [...before.off.filter((name) => !back.has(name)), ...off],
  };
}
