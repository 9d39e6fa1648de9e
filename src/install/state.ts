import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MdmError } from '../errors.js';
import { stateFile, type StoredPlugin, type StoredState } from '../host/store.js';

/** The state to change; unlike reading it to run, changing a state that cannot be read is refused. */
export async function readState(data: string): Promise<StoredState> {
  const file = stateFile(data);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { version: 1, plugins: [], off: [] };
    if (code === 'EISDIR') throw damaged(file);
    throw error;
  }
  const state = parse(text);
  if (!state) throw damaged(file);
  if (state.version !== 1)
    throw new MdmError('configuration', `${file} has format ${JSON.stringify(state.version)}, which this MDM cannot read.`, 'Update MDM.');
  return state;
}

const damaged = (file: string): MdmError =>
  new MdmError('configuration', `${file} is damaged.`, 'Move it away, and install your plugins again.');

function parse(text: string): StoredState | undefined {
  try {
    const state = JSON.parse(text) as Partial<StoredState> | null;
    if (typeof state !== 'object' || state === null || !Array.isArray(state.plugins)) return undefined;
    const plugins = (state.plugins as unknown[]).filter((p): p is StoredPlugin => typeof (p as StoredPlugin | null)?.name === 'string');
    return { version: state.version as 1, plugins, off: Array.isArray(state.off) ? state.off : [] };
  } catch {
    return undefined;
  }
}

/** Sorted, so that equal states are equal bytes. */
export async function writeState(data: string, { plugins, off }: StoredState): Promise<void> {
  const byName = [...plugins].sort((a, b) => (a.name < b.name ? -1 : 1));
  await writeWhole(stateFile(data), `${JSON.stringify({ version: 1, plugins: byName, off: [...new Set(off)].sort() }, null, 2)}\n`);
}

/** The file has the old text or the new one, whenever this is stopped. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const fresh = join(dirname(file), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(fresh, 'wx');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, file);
  } catch (error) {
    await unlink(fresh).catch(() => {});
    // The name it was going to have is the one that says something.
    throw Object.assign(error as Error, { path: file, dest: undefined });
  }
}
