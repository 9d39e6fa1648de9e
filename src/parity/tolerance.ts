import { MdmError, nearest } from '../errors.js';
import { double } from '../engine/duckdb/dialect.js';

/** How far two numbers may be apart: it is enough that one of the bounds holds. */
export interface Tolerance {
  /** Largest |a - b|. */
  readonly abs?: number;
  /** Largest |a - b| as a share of the larger of |a| and |b|. */
  readonly rel?: number;
  /** Largest number of steps from one double to the next. */
  readonly ulp?: number;
  /** Whether -0 is 0; otherwise they differ under any tolerance. */
  readonly zero?: boolean;
}

/** Tolerances by column; `*` is for every column of floating point numbers that has none of its own, `*_log` for those whose names end so. */
export type Tolerances = Readonly<Record<string, Tolerance>>;

const isPattern = (name: string): boolean => name.includes('*');
/** Whether a name is of a pattern, in which * is any text. */
export const globbed = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
    's',
  ).test(name);
const literalLength = (pattern: string): number => pattern.replaceAll('*', '').length;

/** The tolerance of a column: its own, else, of floating point numbers, that of the longest pattern. */
export function toleranceOf(given: Tolerances, name: string, double: boolean): Tolerance | undefined {
  if (Object.hasOwn(given, name)) return given[name];
  if (!double) return undefined;
  const patterns = Object.keys(given).filter((pattern) => isPattern(pattern) && globbed(pattern, name));
  const [best] = patterns.sort((x, y) => literalLength(y) - literalLength(x));
  return best === undefined ? undefined : given[best];
}

/** Names for which there must be a column. */
export const namedColumns = (given: Tolerances): string[] => Object.keys(given).filter((name) => !isPattern(name));

const BOUNDS = ['abs', 'rel', 'ulp'] as const;
const example = 'Such as: --tolerance price=rel:1e-9 or --tolerance "*=rel:1e-9,abs:1e-12"';

/** `price=rel:1e-9,abs:1e-12`; the column's name may hold `=` itself. */
export function parseTolerances(pairs: readonly string[] = []): Tolerances {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=');
      if (at < 1) throw new MdmError('usage', `--tolerance ${pair} is not COLUMN=BOUNDS.`, example);
      return [pair.slice(0, at), parseTolerance(pair.slice(at + 1), pair)];
    }),
  );
}

function parseTolerance(text: string, pair: string): Tolerance {
  const entries = text.split(',').map((part): [keyof Tolerance, number | boolean] => {
    if (part.trim() === 'zero') return ['zero', true];
    const [name = '', value = ''] = part.trim().split(':');
    const bound = BOUNDS.find((known) => known === name);
    if (!bound) {
      const near = nearest(name, [...BOUNDS, 'zero']);
      throw new MdmError('usage', `--tolerance ${pair} has no bound abs, rel, ulp or zero.`, near ? `Did you mean ${near}?` : example);
    }
    const number = Number(value);
    if (value.trim() === '' || !(number >= 0 && Number.isFinite(number)) || (bound === 'ulp' && !Number.isSafeInteger(number)))
      throw new MdmError('usage', `--tolerance ${pair}: ${bound} is ${value === '' ? 'missing' : value}, not a bound.`, example);
    return [bound, number];
  });
  return Object.fromEntries(entries);
}

/** The tolerance as it is written on the command line. */
export const tolerancesText = (tolerance: Tolerance): string =>
  [
    ...BOUNDS.flatMap((bound) => (tolerance[bound] === undefined ? [] : [`${bound}:${tolerance[bound]}`])),
    ...(tolerance.zero ? ['zero'] : []),
  ].join(',');

/** SQL of a double's place in the order of all doubles. */
const place = (x: string): string => {
  const bits = `(${x})::BIT::BIGINT`;
  return `CASE WHEN signbit(${x}) THEN -9223372036854775808::HUGEINT - ${bits} ELSE ${bits}::HUGEINT END`;
};

/** SQL of how many doubles lie between two. */
export const ulps = (a: string, b: string): string => `abs((${place(a)}) - (${place(b)}))`;

/** SQL: two doubles, both known, differ. */
export function doublesDiffer(a: string, b: string, tolerance: Tolerance | undefined): string {
  const zero = `(${a} = 0 AND ${b} = 0 AND signbit(${a}) <> signbit(${b}))`;
  if (!tolerance) return `(${a} <> ${b} OR ${zero})`;
  const apart = `abs(${a} - ${b})`;
  const within = [
    ...(tolerance.abs === undefined ? [] : [`${apart} <= ${double(tolerance.abs)}`]),
    ...(tolerance.rel === undefined ? [] : [`${apart} <= ${double(tolerance.rel)} * greatest(abs(${a}), abs(${b}))`]),
    ...(tolerance.ulp === undefined ? [] : [`${ulps(a, b)} <= ${tolerance.ulp}`]),
  ];
  const finite = `isfinite(${a}) AND isfinite(${b})`;
  const near = within.length > 0 ? ` AND NOT (${finite} AND (${within.join(' OR ')}))` : '';
  return `((${a} <> ${b}${near})${tolerance.zero ? '' : ` OR ${zero}`})`;
}

/** SQL: two whole numbers as HUGEINT, both known, differ. */
export function wholesDiffer(a: string, b: string, tolerance: Tolerance | undefined): string {
  if (!tolerance) return `(${a} <> ${b})`;
  const apart = `abs(${a} - ${b})`;
  const bounds = [
    ...(tolerance.abs === undefined ? [] : [`${apart} <= ${double(tolerance.abs)}`]),
    ...(tolerance.ulp === undefined ? [] : [`${apart} <= ${tolerance.ulp}`]),
    ...(tolerance.rel === undefined ? [] : [`${apart}::DOUBLE <= ${double(tolerance.rel)} * greatest(abs(${a}), abs(${b}))::DOUBLE`]),
  ];
  return bounds.length === 0 ? `(${a} <> ${b})` : `NOT (${bounds.join(' OR ')})`;
}
