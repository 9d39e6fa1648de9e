import { FUNCTIONS, type Expr, type FunctionName, type ScalarType } from '@mdm/sdk';
import { isJoined, nodes } from './walk.js';

export interface Known {
  readonly columns: ReadonlySet<string>;
  /** Table id -> column names and number of keys; rank tables have no columns. */
  readonly tables: ReadonlyMap<string, { readonly columns: ReadonlySet<string>; readonly keys: number; readonly ranks: boolean }>;
  readonly outputs: ReadonlySet<string>;
}

const TYPES = new Set<string>([
  'boolean',
  'uint8',
  'uint16',
  'int32',
  'int64',
  'double',
  'text',
  'timestamp',
  'texts',
  'numbers',
] satisfies ScalarType[]);
const WINDOWS = new Set(['lag', 'mean', 'std', 'min', 'max', 'sum', 'count']);
const DEPTH = 2000;

/** An expression from outside (a recipe file, a plugin), rebuilt node by node; throws a TypeError that says what is wrong. */
export function checkExpr(value: unknown, known: Known, depth = 0): Expr {
  if (depth > DEPTH) throw new TypeError('it is nested too deeply');
  if (typeof value !== 'object' || value === null) throw new TypeError('a node is not an object');
  const node = value as Readonly<Record<string, unknown>>;
  const again = (part: unknown): Expr => checkExpr(part, known, depth + 1);
  const list = (parts: unknown): readonly Expr[] => {
    if (!Array.isArray(parts)) throw new TypeError('a list of nodes is missing');
    return Object.freeze(parts.map(again));
  };
  const type = node['type'];
  if (typeof type !== 'string' || !TYPES.has(type)) throw new TypeError(`there is no type ${show(type)}`);
  const t = type as ScalarType;
  switch (node['kind']) {
    case 'column': {
      const name = node['name'];
      if (typeof name !== 'string' || !known.columns.has(name)) throw new TypeError(`there is no column ${show(name)}`);
      return Object.freeze({ kind: 'column', name, type: t });
    }
    case 'constant': {
      const v = node['value'];
      const fits = v === null || typeof v === 'boolean' || typeof v === 'string' || (typeof v === 'number' && Number.isFinite(v));
      if (!fits) throw new TypeError(`${show(v)} is no constant`);
      return Object.freeze({ kind: 'constant', value: v, type: t });
    }
    case 'cast':
      return Object.freeze({ kind: 'cast', arg: again(node['arg']), type: t });
    case 'call': {
      const fn = node['fn'];
      if (typeof fn !== 'string' || !Object.hasOwn(FUNCTIONS, fn)) throw new TypeError(`there is no function ${show(fn)}`);
      const spec = FUNCTIONS[fn as FunctionName];
      const args = list(node['args']);
      if (args.length !== spec.args.length) throw new TypeError(`${fn} takes ${spec.args.length} arguments, not ${args.length}`);
      spec.args.forEach((kind, i) => {
        const literal = kind === 'literal' || kind === 'pattern' ? 'string' : kind === 'integer' ? 'number' : undefined;
        const arg = args[i]!;
        if (literal && !(arg.kind === 'constant' && typeof arg.value === literal))
          throw new TypeError(`argument ${i + 1} of ${fn} must be a ${literal}`);
      });
      return Object.freeze({ kind: 'call', fn: fn as FunctionName, args, type: spec.returns });
    }
    case 'case': {
      const branches = node['when'];
      if (!Array.isArray(branches)) throw new TypeError('a case has no branches');
      const when = branches.map((b: unknown) => {
        if (!Array.isArray(b) || b.length !== 2) throw new TypeError('a branch is not a pair');
        return Object.freeze([again(b[0]) as Expr<'boolean'>, again(b[1])] as const);
      });
      return Object.freeze({ kind: 'case', when: Object.freeze(when), otherwise: again(node['otherwise']), type: t });
    }
    case 'lookup': {
      const table = known.tables.get(String(node['table']));
      const column = String(node['column']);
      const keys = list(node['keys']);
      if (!table || table.ranks || !table.columns.has(column) || table.keys !== keys.length)
        throw new TypeError(`there is no table ${show(node['table'])} with column ${show(column)} and ${keys.length} keys`);
      return Object.freeze({ kind: 'lookup', table: String(node['table']), keys, column, type: t });
    }
    case 'rank': {
      if (!known.tables.get(String(node['table']))?.ranks) throw new TypeError(`there are no ranks ${show(node['table'])}`);
      return Object.freeze({ kind: 'rank', table: String(node['table']), arg: plain(again(node['arg'])) as Expr<'double'>, type: t });
    }
    case 'window': {
      const fn = node['fn'];
      if (typeof fn !== 'string' || !WINDOWS.has(fn)) throw new TypeError(`there is no window function ${show(fn)}`);
      const parts = {
        arg: plain(again(node['arg'])),
        partition: Object.freeze(list(node['partition']).map(plain)),
        order: plain(again(node['order'])),
      };
      return Object.freeze({ kind: 'window', fn: fn as 'lag', ...parts, frame: checkFrame(node['frame']), type: t });
    }
    case 'output': {
      const [stage, column] = [String(node['stage']), String(node['column'])];
      if (!known.outputs.has(JSON.stringify([stage, column]))) throw new TypeError(`no batch transformer makes ${show(column)}`);
      return Object.freeze({ kind: 'output', stage, column, type: t });
    }
    default:
      throw new TypeError(`there is no node of kind ${show(node['kind'])}`);
  }
}

/** Windows and ranks are made before anything is joined: they read columns alone. Throws a TypeError for what needs a join. */
export function plain(expr: Expr): Expr {
  const joined = [...nodes(expr)].find(isJoined);
  if (joined) throw new TypeError(`a ${joined.kind} stands in a window or a rank`);
  return expr;
}

/** A frame of rows that have been; throws a TypeError for any other. */
export function checkFrame(value: unknown): Extract<Expr, { kind: 'window' }>['frame'] {
  const f = (value ?? {}) as Readonly<Record<string, unknown>>;
  const before = f['before'];
  const end = f['end'] === 1 ? 1 : 0;
  if (f['kind'] === 'expanding') return Object.freeze({ kind: 'expanding', end });
  if (typeof before !== 'number' || !Number.isFinite(before) || before < 0)
    throw new TypeError('a frame needs a number of rows or seconds');
  if (f['kind'] === 'rows' && Number.isInteger(before)) return Object.freeze({ kind: 'rows', before, end });
  if (f['kind'] === 'seconds') return Object.freeze({ kind: 'seconds', before });
  throw new TypeError(`there is no frame ${show(f['kind'])}`);
}

const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? 'undefined';
