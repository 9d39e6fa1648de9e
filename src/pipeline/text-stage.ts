import type { CallNode, Column, Expr } from '@mdm/sdk';
import { MOST_CLASSES, type TextAsk } from '../engine/text-kernel.js';
import { nodes, rewrite } from '../sql/walk.js';
import type { Planned } from './features.js';

/** Counts of one text column that are made together in one pass over its bytes, instead of one function after another. */
export interface TextStage {
  readonly column: string;
  readonly asks: readonly TextAsk[];
}

/** Tables below this many rows are not worth it. */
const ROWS = 20_000;
const FEWEST = 3;

/**
 * Finds counts over text columns that one pass can answer, and puts `output` nodes in their place: `c<i>` of the stage that `name`
 * gives for a column. Features without such counts stay the same objects.
 */
export function textStages(
  features: readonly Planned[],
  columns: readonly Column[],
  rows: number,
  name: (column: string) => string,
): { stages: TextStage[]; features: Map<Planned, Planned> } {
  const found = new Map<string, { key: string; ask: TextAsk }[]>();
  const out = new Map<Planned, Planned>();
  if (rows < ROWS) return { stages: [], features: out };
  const texts = new Set(columns.filter((c) => c.type === 'text').map((c) => c.name));
  const asked = (node: Expr): { column: string; key: string; ask: TextAsk } | undefined => {
    const ask = node.kind === 'call' ? askOf(node) : undefined;
    return ask && texts.has(ask.column) ? { ...ask, key: JSON.stringify(ask.ask) } : undefined;
  };
  for (const f of features) {
    for (const node of nodes(f.expr)) {
      const a = asked(node);
      if (!a) continue;
      const asks = found.get(a.column) ?? [];
      const classes = asks.filter((x) => x.ask.kind === 'chars').length;
      if (!asks.some((x) => x.key === a.key) && !(a.ask.kind === 'chars' && classes === MOST_CLASSES))
        asks.push({ key: a.key, ask: a.ask });
      found.set(a.column, asks);
    }
  }
  for (const [column, asks] of found) if (asks.length < FEWEST) found.delete(column);
  for (const f of features) {
    const expr = rewrite(f.expr, (node) => {
      const a = asked(node);
      const place = a && found.get(a.column)?.findIndex((x) => x.key === a.key);
      return a && place !== undefined && place >= 0
        ? { kind: 'output', stage: name(a.column), column: `c${place}`, type: node.type }
        : node;
    });
    if (expr !== f.expr) out.set(f, { ...f, expr });
  }
  return { stages: [...found].map(([column, asks]) => ({ column, asks: asks.map((x) => x.ask) })), features: out };
}

/** What a call counts, when the kernel can count it. */
function askOf({ fn, args }: CallNode): { column: string; ask: TextAsk } | undefined {
  const [of, by] = args;
  if (!of) return undefined;
  if (of.kind === 'column') {
    const literal = by?.kind === 'constant' && typeof by.value === 'string' ? by.value : '';
    if (fn === 'length') return { column: of.name, ask: { kind: 'length' } };
    if (fn === 'countLiteral' && /^[\x01-\x7f]$/.test(literal))
      return { column: of.name, ask: { kind: 'chars', bytes: [literal.charCodeAt(0)] } };
    const bytes = fn === 'countChars' ? asciiClass(literal) : undefined;
    return bytes && { column: of.name, ask: { kind: 'chars', bytes } };
  }
  const spaced =
    of.kind === 'call' &&
    of.fn === 'splitOn' &&
    of.args[0]?.kind === 'column' &&
    of.args[1]?.kind === 'constant' &&
    of.args[1].value === ' ';
  if (!spaced || of.args[0]?.kind !== 'column') return undefined;
  if (fn === 'size') return { column: of.args[0].name, ask: { kind: 'words' } };
  return fn === 'distinctSize' ? { column: of.args[0].name, ask: { kind: 'distinctWords' } } : undefined;
}

/** The bytes of a character class of plain ASCII characters and ranges; undefined for any other. */
function asciiClass(source: string): number[] | undefined {
  if (source === '' || source.startsWith('^') || !/^[\x20-\x7e]+$/.test(source)) return undefined;
  const bytes = new Set<number>();
  const items = [...source.matchAll(/(\\[\[\]\\^-]|[^\\\[\]])(?:-(\\[\[\]\\^-]|[^\\\[\]]))?/gy)];
  if (items.reduce((n, m) => n + m[0].length, 0) !== source.length) return undefined;
  const code = (item: string): number => item.charCodeAt(item.length - 1);
  for (const [, from, to] of items) for (let b = code(from!); b <= code(to ?? from!); b++) bytes.add(b);
  return [...bytes].sort((a, b) => a - b);
}
