/** A place where two values differ; values as short text. */
export interface Difference {
  /** Such as `$.features[3].name`. */
  readonly path: string;
  readonly control: string;
  readonly candidate: string;
}

export interface DifferenceOptions {
  /** A value as text; default: `brief`. */
  readonly show?: (value: unknown) => string;
  /** Default 100. */
  readonly limit?: number;
}

const most = 100;
const longest = 200;

export const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

/** A value as short text that tells apart what JSON does not: undefined, NaN, -0, dates. */
export function brief(value: unknown): string {
  let text: string | undefined;
  if (typeof value === 'number') text = Object.is(value, -0) ? '-0' : String(value);
  else if (typeof value === 'bigint') text = `${value}n`;
  else if (value === undefined) text = 'absent';
  else if (value instanceof Error) text = `${value.name}: ${value.message}`;
  else if (value instanceof Map || value instanceof Set) text = brief([...value]);
  else {
    try {
      text = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
    } catch {
      text = Object.prototype.toString.call(value);
    }
  }
  text ??= typeof value;
  return short(text);
}

const numbersEqual = (control: number, candidate: number): boolean => {
  if (Object.is(control, candidate)) return true;
  if (Number.isInteger(control) && Number.isInteger(candidate)) return false;
  return Number.isFinite(control) && Number.isFinite(candidate) && Math.abs(candidate - control) <= 1e-8 + 1e-5 * Math.abs(control);
};

/**
 * Where two values differ, at most a hundred places. Fractions are equal within 1e-8 + 1e-5 of the control, NaN equals NaN; whole numbers,
 * text, dates and null are exact. Objects are compared by key, lists by place.
 */
export function differences(control: unknown, candidate: unknown, { show = brief, limit = most }: DifferenceOptions = {}): Difference[] {
  const out: Difference[] = [];
  const seen = new Map<object, Set<object>>();
  const add = (path: string, a: unknown, b: unknown): void => void out.push({ path, control: show(a), candidate: show(b) });
  const visit = (a: unknown, b: unknown, path: string): void => {
    if (out.length >= limit || Object.is(a, b)) return;
    if (typeof a === 'number' && typeof b === 'number') return numbersEqual(a, b) ? undefined : add(path, a, b);
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return add(path, a, b);
    if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return add(path, a, b);
    if (seen.get(a)?.has(b)) return;
    seen.set(a, (seen.get(a) ?? new Set()).add(b));
    if (a instanceof Date) return a.getTime() === (b as Date).getTime() ? undefined : add(path, a, b);
    if (a instanceof RegExp && b instanceof RegExp) return String(a) === String(b) ? undefined : add(path, String(a), String(b));
    if (a instanceof Error) return brief(a) === brief(b) ? undefined : add(path, a, b);
    if (a instanceof ArrayBuffer) return visit(new Uint8Array(a), new Uint8Array(b as ArrayBuffer), path);
    if (a instanceof Set) return visit([...a], [...(b as Set<unknown>)], path);
    if (a instanceof Map) return visit([...a], [...(b as Map<unknown, unknown>)], path);
    if (Array.isArray(a) || ArrayBuffer.isView(a)) {
      const [x, y] = [a, b] as [ArrayLike<unknown>, ArrayLike<unknown>];
      if (x.length !== y.length) add(`${path}.length`, x.length, y.length);
      for (let i = 0; i < Math.min(x.length, y.length) && out.length < limit; i++) visit(x[i], y[i], `${path}[${i}]`);
      return;
    }
    const [x, y] = [a, b] as [Record<string, unknown>, Record<string, unknown>];
    for (const key of new Set([...Object.keys(x), ...Object.keys(y)])) {
      const at = /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
      if (Object.hasOwn(x, key) && Object.hasOwn(y, key)) visit(x[key], y[key], at);
      else if (out.length < limit)
        out.push({
          path: at,
          control: Object.hasOwn(x, key) ? show(x[key]) : 'no such key',
          candidate: Object.hasOwn(y, key) ? show(y[key]) : 'no such key',
        });
    }
  };
  visit(control, candidate, '$');
  return out;
}
