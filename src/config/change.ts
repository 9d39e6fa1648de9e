import { randomBytes } from 'node:crypto';
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMap, isScalar, Scalar, stringify, type Document } from 'yaml';
import { MdmError } from '../errors.js';
import { findFile, parse } from './file.js';
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
 * replaced in one step. Makes the home and the file when they are missing.
 */
export async function changeConfig(home: string, named: string | undefined, changes: Changes): Promise<readonly Changed[]> {
  for (const [key, value] of changes) {
    if (value === undefined) continue;
    const checked = await checkValue(key, value);
    if (!checked.ok) throw new MdmError('configuration', `${key} cannot be set: ${checked.why}.`, `See: mdm config get ${key}`);
  }
  const fallback = named ?? join(home, 'mdm.yaml');
  try {
    await mkdir(dirname(fallback), { recursive: true });
    return await withLock(fallback, async () => {
      const found = await findFile(home, named).catch((error: unknown) => {
        if (error instanceof MdmError && error.code === 'not-found') return undefined;
        throw error;
      });
      const path = found?.path ?? fallback;
      const before = found?.content ?? '';
      const { text, changed } = edit(path, before, changes);
      if (text !== before) await replace(path, text);
      return changed;
    });
  } catch (error) {
    throw worded(fallback, error);
  }
}

function edit(path: string, content: string, changes: Changes): { readonly text: string; readonly changed: readonly Changed[] } {
  const bom = content.startsWith('\uFEFF') ? '\uFEFF' : '';
  const windows = /\r\n/.test(content);
  let text = content.slice(bom.length).replaceAll('\r\n', '\n');
  const changed: Changed[] = [];
  for (const [key, after] of changes) {
    const { document } = parse({ path, content: text });
    const places = [key, ...(keyOf(key).aliases ?? [])].map((name) => name.split('.'));
    const present = places.filter((place) => document.hasIn(place));
    const before = present[0] && (document.toJS() as unknown) && plain(document, present[0]);
    changed.push({ key, before, after });
    if (after === undefined) text = without(document, present, text);
    else if (JSON.stringify(before) !== JSON.stringify(after)) text = withValue(path, document, text, present[0] ?? key.split('.'), after);
  }
  return { text: bom + (windows ? text.replaceAll('\n', '\r\n') : text), changed };
}

const plain = (document: Document, place: readonly string[]): unknown => {
  const node = document.getIn(place, true);
  return isScalar(node) ? node.value : (node as { toJS(document: Document): unknown } | undefined)?.toJS(document);
};

function withValue(path: string, document: Document, text: string, place: readonly string[], value: unknown): string {
  if (path.endsWith('.json')) {
    const data = (JSON.parse(text.trim() || '{}') ?? {}) as Record<string, unknown>;
    let at = data;
    for (const part of place.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>;
    at[place.at(-1)!] = value;
    return `${JSON.stringify(data, null, 2)}\n`;
  }
  const node = document.getIn(place, true);
  // A value by itself is replaced where it stands: nothing else of the text moves.
  if (isScalar(node) && node.range && !node.anchor && !node.tag && isOneLine(node) && !Array.isArray(value)) {
    const [start, end] = node.range;
    const written = stringify(value, {
      lineWidth: 0,
      ...(typeof value === 'string' ? { defaultStringType: 'QUOTE_DOUBLE' } : {}),
    }).trimEnd();
    if (end > start) return text.slice(0, start) + written + text.slice(end);
  }
  let at: unknown = document.contents;
  for (const part of place.slice(0, -1)) {
    const map: unknown = isMap(at) ? at.get(part, true) : at;
    // An empty section (`refactoring:` alone) becomes one with keys.
    if (isMap(at) && isScalar(map) && map.value === null) at.set(part, document.createNode({}));
    at = isMap(at) ? at.get(part, true) : at;
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
    document.contents = document.createNode({});
  document.setIn(place, Array.isArray(value) ? document.createNode(value, { flow: true }) : value);
  return document.toString({ lineWidth: 0 });
}

const isOneLine = (node: Scalar): boolean =>
  node.type === Scalar.PLAIN || node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE;

function without(document: Document, places: readonly (readonly string[])[], text: string): string {
  if (places.length === 0) return text;
  for (const place of places) {
    document.deleteIn(place);
    for (let depth = place.length - 1; depth > 0; depth--) {
      const section = document.getIn(place.slice(0, depth), true);
      if (isMap(section) && section.items.length === 0) document.deleteIn(place.slice(0, depth));
    }
  }
  return isMap(document.contents) && document.contents.items.length === 0 && !document.commentBefore && !document.contents.commentBefore
    ? ''
    : document.toString({ lineWidth: 0 });
}

/** In one step: a reader sees the old file or the new one. A link stays a link. */
async function replace(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
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
