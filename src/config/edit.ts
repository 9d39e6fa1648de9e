import { isDeepStrictEqual } from 'node:util';
import { isCollection, isMap, isScalar, parseDocument, Scalar, stringify, type Document, type Node, type Pair, type YAMLMap } from 'yaml';

type Place = readonly string[];
type Item = Pair<Node, Node | null>;

/**
 * The text with a value at a place. Nothing else of it moves where that is possible: a value by itself is replaced where it stands, a new
 * key becomes a line of its own. Else the document is written anew, with its comments and its order.
 */
export function withValue(document: Document, text: string, place: Place, value: unknown): string {
  const goal = changed(document, (copy) => setIn(copy, place, value));
  const node = document.getIn(place, true);
  const edited = document.hasIn(place) ? replaced(text, node, value) : inserted(document, text, place, value);
  return edited !== undefined && means(edited, goal) ? edited : goal.toString({ lineWidth: 0 });
}

/** The text without a key, and without the sections that it leaves empty. */
export function without(document: Document, text: string, place: Place): string {
  const goal = changed(document, (copy) => deleteIn(copy, place));
  let last = place.length;
  while (last > 1 && itemsOf(document.getIn(place.slice(0, last - 1), true)).length === 1) last--;
  const edited = cut(document, text, place.slice(0, last));
  return edited !== undefined && means(edited, goal) ? edited : goal.toString({ lineWidth: 0 });
}

function changed(document: Document, change: (copy: Document) => void): Document {
  const copy = document.clone();
  change(copy);
  return copy;
}

const plain = (document: Document): unknown => (document.toJS() as unknown) ?? {};
const means = (text: string, goal: Document): boolean => {
  const read = parseDocument(text);
  return read.errors.length === 0 && isDeepStrictEqual(plain(read), plain(goal));
};
const written = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map((part) => JSON.stringify(part)).join(', ')}]`
    : stringify(value, { lineWidth: 0, ...(typeof value === 'string' ? { defaultStringType: 'QUOTE_DOUBLE' } : {}) }).trimEnd();

function setIn(copy: Document, place: Place, value: unknown): void {
  if (!isMap(copy.contents)) copy.contents = copy.createNode({});
  for (let depth = 1; depth < place.length; depth++) {
    const section = copy.getIn(place.slice(0, depth), true);
    // An empty section (`refactoring:` alone) becomes one with keys.
    if (isScalar(section) && section.value === null) copy.setIn(place.slice(0, depth), copy.createNode({}));
  }
  copy.setIn(place, Array.isArray(value) ? copy.createNode(value, { flow: true }) : value);
}

function deleteIn(copy: Document, place: Place): void {
  copy.deleteIn(place);
  for (let depth = place.length - 1; depth > 0; depth--) {
    const section = copy.getIn(place.slice(0, depth), true);
    if (isMap(section) && section.items.length === 0) copy.deleteIn(place.slice(0, depth));
  }
}

const itemsOf = (node: unknown): readonly Item[] => (isMap(node) ? (node.items as Item[]) : []);
const isOneLine = (node: unknown, text: string): node is Node & { range: [number, number, number] } =>
  (isScalar(node) ? node.type !== Scalar.BLOCK_FOLDED && node.type !== Scalar.BLOCK_LITERAL : isCollection(node) && node.flow === true) &&
  !!(node as Node).range &&
  !text.slice((node as Node).range![0], (node as Node).range![1]).includes('\n');

function replaced(text: string, node: unknown, value: unknown): string | undefined {
  if (!isOneLine(node, text) || node.range[1] === node.range[0]) return undefined;
  if ((isScalar(node) || isCollection(node)) && (node.anchor || node.tag?.startsWith('!'))) return undefined;
  return text.slice(0, node.range[0]) + written(value) + text.slice(node.range[1]);
}

function inserted(document: Document, text: string, place: Place, value: unknown): string | undefined {
  let depth = place.length - 1;
  while (depth > 0 && itemsOf(document.getIn(place.slice(0, depth), true)).length === 0) depth--;
  const section: unknown = depth === 0 ? document.contents : document.getIn(place.slice(0, depth), true);
  if (document.hasIn(place.slice(0, depth + 1))) return undefined;
  const lines = (indent: string): string =>
    place
      .slice(depth)
      .map((part, i, parts) => `${indent}${'  '.repeat(i)}${part}:${i === parts.length - 1 ? ` ${written(value)}` : ''}\n`)
      .join('');
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  if (!isMap(section) || section.items.length === 0) return section === null ? whole + lines('') : undefined;
  if (section.flow) return undefined;
  const [first, last] = [section.items[0] as Item, section.items.at(-1) as Item];
  const start = first.key.range![0];
  const indent = whole.slice(whole.lastIndexOf('\n', start - 1) + 1, start);
  if (indent.trim() !== '') return undefined;
  const end = lineEnd(whole, endOf(last));
  return whole.slice(0, end) + lines(indent) + whole.slice(end);
}

/** Where the last value of a pair ends. */
function endOf({ key, value }: Item): number {
  if (isMap(value) && !value.flow && value.items.length > 0) return endOf((value as YAMLMap<Node, Node | null>).items.at(-1)!);
  return Math.max(key.range![1], value?.range?.[1] ?? 0);
}

const lineEnd = (text: string, from: number): number => {
  // A block ends with its line break.
  if (text[from - 1] === '\n') return from;
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
};

function cut(document: Document, text: string, place: Place): string | undefined {
  const section: unknown = place.length === 1 ? document.contents : document.getIn(place.slice(0, -1), true);
  if (!isMap(section) || section.flow) return undefined;
  const pair = itemsOf(section).find(({ key }) => isScalar(key) && key.value === place.at(-1));
  if (!pair) return undefined;
  const start = text.lastIndexOf('\n', pair.key.range![0] - 1) + 1;
  if (text.slice(start, pair.key.range![0]).trim() !== '') return undefined;
  return text.slice(0, start) + text.slice(lineEnd(text, endOf(pair)));
}
