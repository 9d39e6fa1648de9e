import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPlugin } from '../host/discover.js';
import { readStore } from '../host/store.js';
import { linkPlugin } from '../install/link.js';
import { uninstallPlugins } from '../install/uninstall.js';

/** Links a plugin until it is closed. What the user had installed or linked before is left as it was. */
export function linkWhileOpen(
  folder: string,
  { keep, signal, onNote }: { readonly keep: boolean; readonly signal: AbortSignal; readonly onNote: (sentence: string) => void },
): { open(): Promise<void>; close(): Promise<void> } {
  let linked: string | undefined;
  let tried = false;
  return {
    open: async () => {
      if (tried) return;
      const { package: name, root } = await readPlugin(folder);
      const there = (await readStore()).plugins.find((plugin) => plugin.name === name);
      tried = true;
      if (there?.root === root) return;
      if (there) return onNote(`${name} is installed from elsewhere; other commands go on using that.`);
      await linkPlugin(folder, { signal });
      linked = name;
    },
    close: async () => {
      if (linked !== undefined && !keep) await uninstallPlugins([linked], { lock: false });
    },
  };
}

/** Whether package.json says something else than when it was last looked at. */
export function manifestSeen(folder: string): { look(): Promise<void>; changed(): Promise<boolean> } {
  const read = (): Promise<string> => readFile(join(folder, 'package.json'), 'utf8').catch(() => '');
  let last: Promise<string> = read();
  return {
    look: async () => {
      last = read();
      await last;
    },
    changed: async () => (await read()) !== (await last),
  };
}
