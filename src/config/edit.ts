import { isDeepStrictEqual } from 'node:util';
import {
  isAlias,
  isMap,
  isScalar,
  Lexer,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from '#yaml';

/** Files may share values by `&name`, `*name` and `<<`. */
export const YAML_OPTIONS = { merge: true, prettyErrors: false } as const;

type Entry = Pair<Node, Node | null>;

/** Whether the text is written as JSON, or is YAML. */
export type Syntax = 'yaml' | 'json';

/**
 * The text with one value changed, or taken out when it is undefined. All the rest stays as it was, byte for byte, wherever that can be
 * done; else comments and order stay. Undefined: it cannot be done without changing another value.
 */
export function edited(text: string, place: readonly string[], value: unknown, syntax: Syntax): string | undefined {
  const before = parseDocument(text, YAML_OPTIONS);
  const wanted = changedCopy(before.toJS(), place, Object.is(value, -0) ? 0 : value);
  const fits = (result: string | undefined): result is string => {
    if (result === undefined) return false;
    const after = parseDocument(result, YAML_OPTIONS);
    return after.errors.length === 0 && isDeepStrictEqual(plainCopy(after.toJS()), wanted);
  };
  const spliced = value === undefined ? without(before, text, place) : withValue(before, text, place, value, syntax);
  if (fits(spliced) && (value === undefined || isDeepStrictEqual(comments(spliced), comments(text)))) return spliced;
  if (syntax === 'json') return undefined;
  const rewritten = rewrite(before, place, value)?.replaceAll('\n', eolOf(text));
  if (!fits(rewritten)) return fits(spliced) ? spliced : undefined;
  // Written anew it loses spaces, which is worth it only for a comment.
  return fits(spliced) && comments(spliced).length >= comments(rewritten).length ? spliced : rewritten;
}

const eolOf = (text: string): string => (/^[^\n]*\r\n/.test(text) ? '\r\n' : '\n');
const comments = (text: string): string[] => [...new Lexer().lex(text)].filter((token) => token.startsWith('#')).sort();

/** Without what is empty, so that `section:` and no section are the same. */
function plainCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainCopy);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, plainCopy(one)] as const);
  const full = entries.filter(([, one]) => one !== null && one !== undefined);
  return full.length === 0 ? null : Object.fromEntries(full);
}

function changedCopy(data: unknown, place: readonly string[], value: unknown): unknown {
  const copy = plainCopy(data) as Record<string, unknown> | null;
  const [first, ...rest] = place;
  if (first === undefined) return plainCopy(value);
  const held = typeof copy === 'object' && copy !== null ? copy : {};
  return plainCopy({ ...held, [first]: changedCopy(held[first], rest, value) });
}

/** Nothing, and not `null` or `~`. */
const isEmpty = (node: unknown): boolean => node === null || (isScalar(node) && node.value === null && node.range?.[0] === node.range?.[1]);

const find = (map: YAMLMap, key: string): Entry | undefined =>
  (map.items as Entry[]).find((pair) => isScalar(pair.key) && typeof pair.key.value !== 'symbol' && String(pair.key.value) === key);

const written = (value: unknown, syntax: Syntax): string => {
  if (Array.isArray(value)) return `[${value.map((one) => written(one, syntax)).join(', ')}]`;
  if (typeof value !== 'string' || syntax === 'json') return JSON.stringify(value);
  return /^[A-Za-z][\w./-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value) ? value : JSON.stringify(value);
};

const keyText = (key: string, syntax: Syntax): string => (syntax === 'json' ? JSON.stringify(key) : key);

function withValue(document: Document, text: string, place: readonly string[], value: unknown, syntax: Syntax): string | undefined {
  const literal = written(value, syntax);
  const eol = eolOf(text);
  const flow = (parts: readonly string[]): string =>
    parts.length === 0 ? literal : `{ ${keyText(parts[0]!, syntax)}: ${flow(parts.slice(1))} }`;
  const lines = (parts: readonly string[], indent: string, step: string): string =>
    `${indent}${parts[0]}:${parts.length === 1 ? ` ${literal}${eol}` : `${eol}${lines(parts.slice(1), indent + step, step)}`}`;
  const step = ' '.repeat(stepOf(document, text));
  let map: unknown = isEmpty(document.contents) ? null : document.contents;
  if (map === null && text.trim() === '' && syntax === 'json') return `${flow(place)}${eol}`;
  if (map === null) return `${text}${text === '' || text.endsWith('\n') ? '' : eol}${lines(place, '', step)}`;
  for (const [depth, part] of place.entries()) {
    if (!isMap(map)) return undefined;
    const rest = place.slice(depth);
    const pair = find(map, part);
    if (!pair) {
      const last = map.items.at(-1) as Entry | undefined;
      const entry = `${keyText(part, syntax)}: ${flow(rest.slice(1))}`;
      if (map.flow) {
        const at = last ? endOf(last) : map.range![0] + 1;
        return splice(text, at, at, last ? `, ${entry}` : ` ${entry} `);
      }
      const at = lineEnd(text, endOf(last!));
      const gap = text[at - 1] === '\n' ? '' : eol;
      return splice(text, at, at, gap + lines(rest, indentOf(text, map.items[0] as Entry), step));
    }
    const node = pair.value;
    if (rest.length === 1) return replaced(document, text, pair, literal, eol);
    if (isAlias(node) && isMap(node.resolve(document)))
      return splice(text, node.range![0], node.range![1], `{ <<: *${node.source}, ${flow(rest.slice(1)).slice(2)}`);
    if (node === null || (isScalar(node) && node.value === null)) {
      const [from, to] = node?.range ?? [endOf(pair), endOf(pair)];
      if (map.flow) return splice(text, from, to, `${from === to ? ' ' : ''}${flow(rest.slice(1))}`);
      const bare = splice(text, from, to, '');
      const at = lineEnd(bare, from);
      return splice(bare, at, at, (bare[at - 1] === '\n' ? '' : eol) + lines(rest.slice(1), indentOf(text, pair) + step, step));
    }
    map = node;
  }
  return undefined;
}

/** The value of a pair is replaced where it stands; a value that others share goes to the first of them. */
function replaced(document: Document, text: string, pair: Entry, literal: string, eol: string): string {
  const node = pair.value;
  const keyEnd = pair.key.range![1];
  const [from, to] = node?.range ?? [keyEnd + 1, keyEnd + 1];
  const colon = text.indexOf(':', keyEnd) + 1;
  const head = text.slice(colon, from);
  const source = text.slice(from, to);
  if (source === '' && !node?.anchor && !node?.tag) return splice(text, colon, colon, ` ${literal}`);
  const after = source.endsWith('\n') ? eol : '';
  if (node !== null && !isAlias(node) && (node.anchor || node.tag)) {
    const props = /(?:[&!]\S*[ \t]*)+$/.exec(head)?.[0] ?? '';
    const alias = node.anchor ? firstAlias(document, node.anchor) : undefined;
    const moved = alias ? splice(text, alias[0], alias[1], props + source.trimEnd()) : text;
    return splice(moved, from - props.length, to, literal + after);
  }
  if (head.includes('\n')) return splice(text, colon, to, ` ${literal}${head.replace(/[ \t]*$/, '')}`);
  return splice(text, from, to, literal + after);
}

function firstAlias(document: Document, anchor: string): readonly [number, number] | undefined {
  let found: readonly [number, number] | undefined;
  visit(document, {
    Alias: (_, node) => {
      if (node.source !== anchor) return undefined;
      found = [node.range![0], node.range![1]];
      return visit.BREAK;
    },
  });
  return found;
}

function without(document: Document, text: string, place: readonly string[]): string | undefined {
  const { contents } = document;
  const path: { readonly map: YAMLMap; readonly pair: Entry }[] = [];
  let map: unknown = contents;
  for (const part of place) {
    const pair = isMap(map) ? find(map, part) : undefined;
    if (!pair || !isMap(map)) return undefined;
    path.push({ map, pair });
    map = pair.value;
  }
  // A section goes with its last key, unless something is written in it.
  let last = path.pop()!;
  while (last.map.items.length === 1 && path.length > 0) {
    const above = path.at(-1)!;
    if (text.slice(above.pair.key.range![1], lineEnd(text, endOf(above.pair))).includes('#')) break;
    last = path.pop()!;
  }
  const { map: from, pair } = last;
  const items = from.items as Entry[];
  const index = items.indexOf(pair);
  const start = pair.key.range![0];
  if (!from.flow) return splice(text, lineStart(text, start), lineEnd(text, endOf(pair)), '');
  if (index < items.length - 1) return splice(text, start, items[index + 1]!.key.range![0], '');
  return index > 0 ? splice(text, endOf(items[index - 1]!), endOf(pair), '') : splice(text, start, endOf(pair), '');
}

/** What the library writes: comments and order stay, spaces do not. */
function rewrite(document: Document, place: readonly string[], value: unknown): string | undefined {
  try {
    for (let depth = 1; depth < place.length; depth++) {
      const section = document.getIn(place.slice(0, depth), true) as Scalar | undefined;
      if (isScalar(section) && section.value === null && value !== undefined)
        document.setIn(place.slice(0, depth), document.createNode({}));
    }
    if (isScalar(document.contents) && document.contents.value === null) document.contents = null;
    if (value === undefined) document.deleteIn(place);
    else document.setIn(place, Array.isArray(value) ? document.createNode(value, { flow: true }) : value);
    return document.toString({ lineWidth: 0 });
  } catch {
    return undefined;
  }
}

const splice = (text: string, from: number, to: number, by: string): string => text.slice(0, from) + by + text.slice(to);
const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
const indentOf = (text: string, pair: Entry): string => text.slice(lineStart(text, pair.key.range![0]), pair.key.range![0]);

/** The start of the next line, unless `at` is one. */
function lineEnd(text: string, at: number): number {
  if (text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** Where the value of a pair ends; without one, the colon. */
const endOf = (pair: Entry): number => pair.value?.range?.[1] ?? pair.key.range![1] + 1;

/** Columns by which the file indents a section. */
function stepOf(document: Document, text: string): number {
  const { contents } = document;
  if (!isMap(contents) || contents.flow) return 2;
  for (const pair of contents.items as Entry[])
    if (isMap(pair.value) && !pair.value.flow) return indentOf(text, pair.value.items[0] as Entry).length || 2;
  return 2;
}
