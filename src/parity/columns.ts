import type { Database } from '../engine/duckdb/driver.js';
import { chunks } from '../pipeline/sample.js';
import { doublesDiffer, type Tolerance, ulps, wholesDiffer } from './tolerance.js';
import type { Side, SideColumn } from './tables.js';

export type Kind = 'double' | 'whole' | 'other';

/** A column of both tables, brought to one type. */
export interface Pair {
  readonly name: string;
  readonly typeA: string;
  readonly typeB: string;
  readonly sameType: boolean;
  readonly kind: Kind;
  /** The engine's type that both are brought to. */
  readonly type: string;
  /** SQL over each side's `from`. */
  readonly a: string;
  readonly b: string;
}

export interface Columns {
  readonly pairs: readonly Pair[];
  /** Of A and not of B. */
  readonly missing: readonly string[];
  /** Of B and not of A. */
  readonly extra: readonly string[];
  /** Common columns whose place among the common ones differs. */
  readonly moved: readonly string[];
}

/** Types that differ in width alone. */
export const sameButWidth = ({ typeA, typeB }: Pair): boolean => WHOLE.test(typeA) && WHOLE.test(typeB);

const WHOLE = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const FLOAT = /^(FLOAT|DOUBLE)$/;
const DECIMAL = /^DECIMAL/;
const INSTANT = /^(DATE|TIMESTAMP.*)$/;
const PLAIN_NUMBER = String.raw`[-+]?(0|[1-9]\d*)(\.\d*)?([eE][-+]?\d+)?|[-+]?\.\d+([eE][-+]?\d+)?|[-+]?(nan|inf|infinity)|NaN|Inf|Infinity|-Inf|-Infinity`;
const PLAIN_WHOLE = String.raw`[-+]?\d+(\.0*)?`;

/** The type that values of both types are compared in. */
export function commonType(a: string, b: string): string {
  if (a === b) return a === 'FLOAT' ? 'DOUBLE' : a;
  const both = (type: RegExp): boolean => type.test(a) && type.test(b);
  if (both(WHOLE)) return a === 'UHUGEINT' || b === 'UHUGEINT' ? 'VARCHAR' : 'HUGEINT';
  const number = (type: string): boolean => WHOLE.test(type) || FLOAT.test(type) || DECIMAL.test(type);
  if (number(a) && number(b)) return 'DOUBLE';
  if ((a === 'BOOLEAN' && WHOLE.test(b)) || (b === 'BOOLEAN' && WHOLE.test(a))) return 'HUGEINT';
  if (both(INSTANT)) return a.includes('_NS') || b.includes('_NS') ? 'TIMESTAMP_NS' : 'TIMESTAMP';
  return 'VARCHAR';
}

const kindOf = (type: string): Kind => (FLOAT.test(type) ? 'double' : WHOLE.test(type) && type !== 'UHUGEINT' ? 'whole' : 'other');

/** Columns of both tables by their exact names. */
export async function pairColumns(db: Database, a: Side, b: Side): Promise<Columns> {
  const right = new Map(b.columns.map((column) => [column.name, column]));
  const left = new Set(a.columns.map(({ name }) => name));
  const common = a.columns.flatMap((x) => (right.has(x.name) ? [{ x, y: right.get(x.name)! }] : []));
  const typedA = await typed(
    db,
    a,
    common.map(({ x, y }) => [x, b.untyped ? undefined : y.type]),
  );
  const typedB = await typed(
    db,
    b,
    common.map(({ x, y }) => [y, a.untyped ? undefined : x.type]),
  );
  const pairs = common.map(({ x }, i): Pair => {
    let [ta, tb] = [typedA[i]!, typedB[i]!];
    // Two files of text agree on numbers only where both hold nothing else.
    if (a.untyped && b.untyped && ta !== tb) ta = tb = kindOf(ta) === 'other' || kindOf(tb) === 'other' ? 'VARCHAR' : 'DOUBLE';
    const type = commonType(ta, tb);
    const cast = (side: Side, column: SideColumn, own: string): string => {
      const stated = side.untyped ? read(column.ref, own) : column.ref;
      return own === type ? stated : `CAST(${stated} AS ${type})`;
    };
    return {
      name: x.name,
      typeA: a.untyped ? ta : x.type,
      typeB: b.untyped ? tb : right.get(x.name)!.type,
      sameType: ta === tb,
      kind: kindOf(type),
      type,
      a: cast(a, x, ta),
      b: cast(b, right.get(x.name)!, tb),
    };
  });
  const order = b.columns.filter(({ name }) => left.has(name)).map(({ name }) => name);
  return {
    pairs,
    missing: a.columns.filter(({ name }) => !right.has(name)).map(({ name }) => name),
    extra: b.columns.filter(({ name }) => !left.has(name)).map(({ name }) => name),
    moved: pairs.filter(({ name }, i) => order[i] !== name).map(({ name }) => name),
  };
}

/** Whole numbers beside missing ones are often written as 3.0. */
const wholeText = (ref: string): string => `regexp_replace(${ref}, '\\.0*$', '')`;

/** Text of a CSV file in a type it was found to be in. */
function read(ref: string, type: string): string {
  if (type === 'VARCHAR') return ref;
  return `CAST(${WHOLE.test(type) ? wholeText(ref) : ref} AS ${type})`;
}

/** The type of each column. Text of a CSV file has the other side's type where every value can be read in it; beside another CSV file, that of a number. */
async function typed(db: Database, side: Side, wants: readonly (readonly [SideColumn, string | undefined])[]): Promise<string[]> {
  if (!side.untyped) return wants.map(([{ type }]) => type);
  const fits = (ref: string, type: string): string => {
    if (type === 'VARCHAR') return 'true';
    const whole = WHOLE.test(type);
    const plain = whole ? PLAIN_WHOLE : FLOAT.test(type) ? PLAIN_NUMBER : '.*';
    const read = `TRY_CAST(${whole ? wholeText(ref) : ref} AS ${type}) IS NOT NULL`;
    return `bool_and(${ref} IS NULL OR (regexp_full_match(${ref}, '${plain}', 's') AND ${read}))`;
  };
  const candidates = wants.map(([column, type]) => {
    const types = type === undefined ? ['BIGINT', 'DOUBLE'] : type.startsWith('ENUM') ? ['VARCHAR'] : [type];
    return { column, types };
  });
  const out: string[] = [];
  for (const part of chunks(candidates, 200)) {
    const asked = part.flatMap(({ column, types }) => types.map((type) => fits(column.ref, type)));
    // 007 is no number.
    const zeros = part.map(({ column }) => `bool_or(regexp_full_match(${column.ref}, '[-+]?0\\d+.*'))`);
    const [row] = await db.rows(`SELECT ${[...asked, ...zeros].join(', ')} FROM ${side.from}`);
    let at = 0;
    part.forEach(({ types }, i) => {
      const answers = types.map(() => row![at++] !== false);
      const padded = types.length > 1 && row![asked.length + i] === true;
      out.push(padded ? 'VARCHAR' : (types.find((_, n) => answers[n]) ?? 'VARCHAR'));
    });
  }
  return out;
}

/** What is hashed of a value: -0 and 0 are two values. */
export const hashed = (pair: Pair, side: 'a' | 'b'): string =>
  pair.kind === 'double' ? `${pair[side]}, signbit(${pair[side]}) AND ${pair[side]} = 0` : pair[side];

/** SQL over columns named `a0`, `b0` and so on: the values differ. */
export function differ(pair: Pair, a: string, b: string, tolerance: Tolerance | undefined): string {
  if (pair.kind === 'other') return `${a} IS DISTINCT FROM ${b}`;
  const [x, y] = pair.kind === 'whole' ? [`${a}::HUGEINT`, `${b}::HUGEINT`] : [a, b];
  const both = pair.kind === 'whole' ? wholesDiffer(x, y, tolerance) : doublesDiffer(x, y, tolerance);
  return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN (${a} IS NULL) <> (${b} IS NULL) ELSE ${both} END`;
}

/** SQL of the largest absolute and relative difference; null where there is none between finite numbers. */
export function largest(pair: Pair, a: string, b: string): readonly [string, string] {
  if (pair.kind === 'other') return ['NULL', 'NULL'];
  const whole = pair.kind === 'whole';
  const apart = whole ? `abs(${a}::HUGEINT - ${b}::HUGEINT)::DOUBLE` : `abs(${a} - ${b})::DOUBLE`;
  const finite = whole ? '' : ` FILTER (WHERE isfinite(${a}) AND isfinite(${b}))`;
  return [`max(${apart})${finite}`, `max(${apart} / nullif(greatest(abs(${a}::DOUBLE), abs(${b}::DOUBLE)), 0e0))${finite}`];
}

/** SQL of the largest difference between finite doubles in steps of the last bit, which takes longer than all else. */
export const mostSteps = (a: string, b: string): string => `max(${ulps(a, b)}) FILTER (WHERE isfinite(${a}) AND isfinite(${b}))::DOUBLE`;
