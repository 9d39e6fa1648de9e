import { randomBytes } from 'node:crypto';
import { mkdir, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MdmError } from '../errors.js';
import { edited } from './edit.js';
import { parse } from './file.js';
import { findFile } from './find.js';
import { keyOf, type KeyName } from './keys.js';
import { withLock } from './lock.js';
import { checkValue } from './value.js';

export interface Changed {
  readonly key: KeyName;
  /** Undefined: it was, or is, not in the file. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Key to value; undefined takes the key out of the file. */
export type Changes = ReadonlyMap<KeyName, unknown>;

/**
 * Changes keys of the configuration file: all or none. Every value is checked first; comments and the order of keys stay; the file is
 * replaced in one step. Makes the home and the file when they are missing. `record` is told before anyone else can change the file.
 */
export async function changeConfig(
  home: string,
  named: string | undefined,
  changes: Changes,
  record: (changed: readonly Changed[]) => Promise<void> = async () => {},
): Promise<readonly Changed[]> {
  const wanted = new Map([...changes].map(([key, value]) => [key, value === undefined ? undefined : checked(key, value)] as const));
  const fallback = named ?? join(home, 'mdm.yaml');
  try {
    await mkdir(dirname(fallback), { recursive: true });
    return await withLock(await targetOf(fallback), async () => {
      const found = await findFile(home, named).catch((error: unknown) => {
        if (error instanceof MdmError && error.code === 'not-found') return undefined;
        throw error;
      });
      const path = found?.path ?? fallback;
      const before = found?.content ?? '';
      const { text, changed } = edit(path, before, wanted);
      if (text !== before) await replace(path, text);
      await record(changed);
      return changed;
    });
  } catch (error) {
    throw worded(fallback, error);
  }
}

/** The value as it is written: words of a choice as they are spelled. */
function checked(key: KeyName, value: unknown): unknown {
  const result = checkValue(key, value);
  if (result.ok) return result.value;
  throw new MdmError('configuration', `${key} cannot be set: ${result.why}.`, `See: mdm config get ${key} --verbose`);
}

function edit(path: string, content: string, changes: Changes): { readonly text: string; readonly changed: readonly Changed[] } {
  const bom = content.startsWith('\uFEFF') ? '\uFEFF' : '';
  const syntax = path.toLowerCase().endsWith('.json') ? 'json' : 'yaml';
  let text = content.slice(bom.length);
  const changed: Changed[] = [];
  for (const [key, after] of changes) {
    const { data } = parse({ path, content: text });
    const places = [key, ...(keyOf(key).aliases ?? [])].map((name) => name.split('.'));
    const present = places.filter((place) => valueAt(data, place) !== undefined);
    const before = present[0] && (valueAt(data, present[0]) ?? undefined);
    changed.push({ key, before, after });
    if (JSON.stringify(before) === JSON.stringify(after) && after !== undefined) continue;
    for (const place of after === undefined ? present : [present[0] ?? key.split('.')]) {
      const next = edited(text, place, after, syntax);
      if (next === undefined)
        throw new MdmError(
          'configuration',
          `${place.join('.')} of ${path} cannot be changed by itself: a section above it has a value of its own, or it comes from elsewhere in the file.`,
          'Change it with an editor, then: mdm config validate',
        );
      text = next;
    }
  }
  return { text: bom + text, changed };
}

const valueAt = (data: unknown, place: readonly string[]): unknown =>
  place.reduce<unknown>(
    (held, part) =>
      typeof held === 'object' && held !== null && Object.hasOwn(held, part) ? (held as Record<string, unknown>)[part] : undefined,
    data,
  );

/** In one step: a reader sees the old file or the new one. A link stays a link. */
async function replace(path: string, text: string): Promise<void> {
  const target = await targetOf(path);
  const mode = await stat(target).then(
    (facts) => facts.mode & 0o777,
    () => 0o600,
  );
  if (!(mode & 0o200)) throw Object.assign(new Error('read-only'), { code: 'EACCES' });
  const fresh = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}`);
  try {
    const handle = await open(fresh, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Where a link leads, also when nothing is there yet. */
const targetOf = (path: string): Promise<string> =>
  realpath(path).catch(() =>
    readlink(path).then(
      (to) => resolve(dirname(path), to),
      () => path,
    ),
  );

function worded(path: string, error: unknown): unknown {
  if (error instanceof MdmError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new MdmError(
      'disk-full',
      `There is no space left to write ${path}; it is as it was.`,
      'Free some space, then try again.',
      error,
    );
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new MdmError('permission', `${path} may not be written.`, 'Check its permissions, or set MDM_HOME_DIR.', error);
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new MdmError('configuration', `The home ${dirname(path)} is a file, or lies in one.`, 'Set MDM_HOME_DIR to a folder.', error);
  return error;
}
