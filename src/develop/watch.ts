import { existsSync, readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import { join, sep } from 'node:path';

/** Folders that hold no source. */
const PASSED_OVER = new Set(['node_modules', 'dist', 'coverage', 'vendor']);
/** An editor saves in several steps. */
const QUIET = 60;

/**
 * Says which files of a package have changed, a short while after the last of them. Looks into each folder but those that hold no source;
 * one that is made later is looked into as well. Without a dependency: `fs.watch` is told of every file of node_modules otherwise.
 */
export function watchSources(folder: string, onChange: (files: readonly string[]) => void): { close(): void } {
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const note = (file: string): void => {
    changed.add(file.split(sep).join('/'));
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...changed].filter((file) => !isPassing(join(folder, file))).sort();
      changed.clear();
      if (files.length > 0) onChange(files);
    }, QUIET);
  };
  const open = (name: string): void => {
    if (name.startsWith('.') || PASSED_OVER.has(name) || watchers.has(name) || !isFolder(join(folder, name))) return;
    const watcher = watch(join(folder, name), { recursive: true }, (_, file) => file !== null && note(join(name, file)));
    // The folder was taken away.
    watcher.on('error', () => closeOne(name));
    watchers.set(name, watcher);
  };
  const closeOne = (name: string): void => {
    watchers.get(name)?.close();
    watchers.delete(name);
  };

  const root = watch(folder, (_, name) => {
    if (name === null || name.startsWith('.') || PASSED_OVER.has(name)) return;
    if (!isFolder(join(folder, name))) {
      closeOne(name);
      return note(name);
    }
    if (!watchers.has(name)) {
      open(name);
      note(name);
    }
  });
  for (const name of readdirSync(folder)) open(name);
  return {
    close: () => {
      clearTimeout(timer);
      root.close();
      for (const name of watchers.keys()) closeOne(name);
    },
  };
}

/** What an editor makes beside the file it saves, and takes away again. */
const isPassing = (path: string): boolean =>
  /~$|\.(swp|tmp)$|[\\/][.#][^\\/]*$/.test(path) || (!/\.[^\\/]*$/.test(path) && !existsSync(path));

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
