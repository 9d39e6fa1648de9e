import { isAbsolute, join } from 'node:path';
import { expandHome } from './home.js';
import { KEY_NAMES, keyOf, type KeyName, type PathName, type Values } from './keys.js';

export const PATH_NAMES: readonly PathName[] = KEY_NAMES.filter((key): key is PathName => keyOf(key).rule.kind === 'path');

type Get = <K extends KeyName>(key: K) => Values[K];

/** The absolute path of a key that holds one; undefined: it holds none. */
export function placeOfPath(home: string, get: Get, key: PathName): string | undefined {
  const value = get(key);
  if (value === null) return undefined;
  const path = expandHome(value);
  if (isAbsolute(path)) return path;
  return key === 'logging.file' ? join(placeOfPath(home, get, 'paths.logs_path')!, path) : join(home, path);
}
