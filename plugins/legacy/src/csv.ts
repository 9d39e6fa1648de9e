export interface Table {
  readonly header: readonly string[];
  /** One array of texts per column; a field that a short row lacks is ''. */
  readonly columns: readonly string[][];
}

const CR = 13;
const LF = 10;
const QUOTE = 34;

/** Text to columns, by the rules of pandas' C reader: quotes count at the start of a field only, blank lines are skipped. */
export function parseCsv(text: string, delimiter: string): Table {
  const header: string[] = [];
  const columns: string[][] = [];
  const end = text.length;
  const cut = delimiter.charCodeAt(0);
  let row = -1;
  let at = 0;
  while (at < end) {
    const after = blankLine(text, at);
    if (after > at) {
      at = after;
      continue;
    }
    let field = 0;
    for (;;) {
      const [value, next] = readField(text, at, cut);
      if (row < 0) header.push(value);
      else if (field < columns.length) columns[field]!.push(value);
      else if (value !== '' || next < end) throw new RangeError(`row ${row + 1} has more than the ${columns.length} fields of the header`);
      field++;
      at = next;
      const c = text.charCodeAt(at);
      if (at >= end || c === LF || c === CR) break;
      at++;
    }
    if (row < 0) for (const _ of header) columns.push([]);
    else for (; field < columns.length; field++) columns[field]!.push('');
    row++;
    at = lineEnd(text, at);
  }
  return { header: uniqueNames(header), columns };
}

function readField(text: string, at: number, cut: number): readonly [value: string, next: number] {
  let value = '';
  let from = at;
  if (text.charCodeAt(at) === QUOTE) {
    from = ++at;
    for (; at < text.length; at++) {
      if (text.charCodeAt(at) !== QUOTE) continue;
      value += text.slice(from, at);
      if (text.charCodeAt(at + 1) !== QUOTE) break;
      from = ++at;
    }
    if (at >= text.length) throw new RangeError('a quote is opened and never closed');
    from = ++at;
  }
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === cut || c === LF || c === CR) break;
  }
  return [value + text.slice(from, at), at];
}

const lineEnd = (text: string, at: number): number =>
  text.charCodeAt(at) === CR ? (text.charCodeAt(at + 1) === LF ? at + 2 : at + 1) : at + 1;

/** Where the next line starts if this one holds spaces at most, else `at`. */
function blankLine(text: string, at: number): number {
  let next = at;
  while (text[next] === ' ') next++;
  if (next >= text.length) return next;
  const c = text.charCodeAt(next);
  return c === LF || c === CR ? lineEnd(text, next) : at;
}

/** A name that stands twice becomes `name.1`, an empty one `Unnamed: 3`, as pandas names them. */
function uniqueNames(header: readonly string[]): readonly string[] {
  const named = header.map((name, i) => (name === '' ? `Unnamed: ${i}` : name));
  const seen = new Map<string, number>();
  const taken = new Set(named);
  return named.map((name) => {
    let count = seen.get(name) ?? 0;
    let unique = name;
    if (count > 0) {
      while (taken.has((unique = `${name}.${count}`))) count++;
      taken.add(unique);
    }
    seen.set(name, count + 1);
    return unique;
  });
}
