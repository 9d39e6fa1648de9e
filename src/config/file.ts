import { extname, join, resolve } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument, type Document, type Node, type Pair } from 'yaml';
import { firstLine, MdmError, nearest } from '../errors.js';
import type { Environment } from './home.js';
import { isKey, KEY_NAMES, keyOf, type KeyName } from './keys.js';
import { FILE_NAMES } from './stamp.js';
import { checkValue, fromText } from './value.js';

/** A value of the file, and where it stands: `mdm.yaml:3:12`. */
export interface Placed {
  readonly value: unknown;
  readonly at: string;
}

export interface ConfigFile {
  readonly path: string;
  readonly values: ReadonlyMap<KeyName, Placed>;
  /** One sentence per key that means nothing. */
  readonly warnings: readonly string[];
}

const ENDINGS = ['.yaml', '.yml', '.json'];

interface Found {
  readonly path: string;
  readonly content: string;
}

/** The configuration file of a home, or the one that is named; undefined when the home has none. */
export async function findFile(home: string, named: string | undefined): Promise<Found | undefined> {
  const { cosmiconfig } = await import('cosmiconfig');
  const load = (path: string, content: string): Found => ({ path, content });
  const explorer = cosmiconfig('mdm', {
    searchPlaces: [...FILE_NAMES],
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: false,
    cache: false,
    loaders: Object.fromEntries(ENDINGS.map((ending) => [ending, load])),
  });
  const path = named === undefined ? undefined : resolve(named);
  if (path !== undefined && !ENDINGS.includes(extname(path).toLowerCase()))
    throw new MdmError(
      'configuration',
      `The configuration file ${path} is neither YAML nor JSON.`,
      `Its name must end in ${ENDINGS.join(', ')}.`,
    );
  try {
    const found = await (path === undefined ? explorer.search(home) : explorer.load(path));
    return found ? ((found.config as Found | undefined) ?? { path: found.filepath, content: '' }) : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = path ?? join(home, FILE_NAMES[0]);
    if (code === 'ENOENT')
      throw new MdmError('not-found', `There is no configuration file ${what}.`, 'Check --config and MDM_CONFIG_PATH.', error);
    if (code === 'EISDIR') throw new MdmError('configuration', `The configuration file ${what} is a folder.`, undefined, error);
    if (code === 'EACCES' || code === 'EPERM')
      throw new MdmError('permission', `The configuration file ${what} may not be read.`, 'Check its permissions.', error);
    if (code === undefined) throw error;
    throw new MdmError('configuration', `The configuration file ${what} cannot be read: ${firstLine(error)}.`, undefined, error);
  }
}

export interface Parsed {
  readonly document: Document;
  readonly lines: LineCounter;
}

/** The file as a document that keeps comments and order. */
export function parse({ path, content }: Found): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(content.replace(/^\uFEFF/, ''), { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new MdmError(
      'configuration',
      `${path}:${line}:${col} is not YAML: ${firstLine(error)}.`,
      'Correct the line, then: mdm config validate',
    );
  }
  const { contents } = document;
  if (contents !== null && !isMap(contents) && !(isScalar(contents) && contents.value === null))
    throw new MdmError(
      'configuration',
      `${path} is not a list of keys and values.`,
      'Such as: mdm config set refactoring.use_new_features true',
    );
  return { document, lines };
}

/** Every value of the file, checked. */
export async function readFile(found: Found, env: Environment): Promise<ConfigFile> {
  const { document, lines } = parse(found);
  const values = new Map<KeyName, Placed>();
  const aliased = new Map<KeyName, Placed>();
  const warnings: string[] = [];
  const visit = async (node: unknown, above: string): Promise<void> => {
    if (!isMap(node)) return;
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const part = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      const path = above === '' ? part : `${above}.${part}`;
      const { line, col } = lines.linePos((pair.value?.range ?? pair.key.range ?? [0])[0]);
      const at = `${found.path}:${line}:${col}`;
      const name = isKey(path) ? path : KEY_NAMES.find((key) => keyOf(key).aliases?.includes(path));
      if (name !== undefined) {
        const value = filled(name, pair.value?.toJS(document) as unknown, env, at);
        const checked = await checkValue(name, value);
        if (!checked.ok) throw wrongValue(at, path, checked.why);
        (name === path ? values : aliased).set(name, { value: checked.value, at });
        if (name !== path) warnings.push(`${at}: ${path} is an old name of ${name}`);
      } else if (isMap(pair.value) && isSection(path)) await visit(pair.value, path);
      else if (pair.value !== null && !(isSection(path) && isScalar(pair.value) && pair.value.value === null))
        warnings.push(unknown(at, path));
    }
  };
  await visit(document.contents, '');
  return { path: found.path, values: new Map([...aliased, ...values]), warnings };
}

const isSection = (path: string): boolean =>
  KEY_NAMES.some((key) => key.startsWith(`${path}.`) || keyOf(key).aliases?.some((alias) => alias.startsWith(`${path}.`)));

function unknown(at: string, path: string): string {
  const near = nearest(path, KEY_NAMES);
  return `${at}: there is no key ${path}${near ? `; did you mean ${near}?` : ''}`;
}

export const wrongValue = (at: string, path: string, why: string): MdmError =>
  new MdmError('configuration', `${at}: ${path} is wrong: ${why}.`, 'See: mdm config list');

/** `${NAME}` and `${NAME:default}` in texts become variables of the environment. */
function filled(name: KeyName, value: unknown, env: Environment, at: string): unknown {
  if (typeof value !== 'string' || !value.includes('${')) return value;
  const text = value.replace(/\$\{(\w+)(?::([^}]*))?\}/g, (_, variable: string, otherwise: string | undefined) => {
    const found = env[variable] ?? otherwise;
    if (found === undefined)
      throw new MdmError(
        'configuration',
        `${at}: ${name} needs the variable ${variable}, which is not set.`,
        `Set it, or write \${${variable}:default}.`,
      );
    return found;
  });
  return fromText(name, text);
}
