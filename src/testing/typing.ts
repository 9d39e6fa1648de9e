import { FUNCTIONS, type ArgType, type Expr, type Measure, type ScalarType, type Scope } from '@mdm/sdk';
import { nodes } from '../sql/walk.js';

const NUMBERS: readonly ScalarType[] = ['uint8', 'uint16', 'int32', 'int64', 'double'];

function accepts(wanted: ArgType, arg: Expr): boolean {
  if (wanted === 'any') return true;
  if (wanted === 'literal' || wanted === 'pattern' || wanted === 'integer') return arg.kind === 'constant';
  return wanted === 'number' ? NUMBERS.includes(arg.type) : arg.type === wanted;
}

/** Where an expression states another type than it has, or hands a function what it cannot take. The engine converts some of these in silence. */
export function wrongType(root: Expr, measures: Readonly<Record<string, Measure>>, { on, roles }: Scope<unknown>): string | undefined {
  const columns = new Map([...on, ...Object.values(roles)].map((c) => [c.name, c.type]));
  for (const node of nodes(root)) {
    const wrong = argument(node);
    if (wrong) return wrong;
    const real = typeOf(node, columns, measures);
    if (real !== undefined && real !== node.type)
      return `a ${node.kind}${node.kind === 'call' ? ` of ${node.fn}` : ''} says it is ${node.type} and is ${real}`;
  }
  return undefined;
}

function argument(node: Expr): string | undefined {
  if (node.kind !== 'call') return undefined;
  const wanted: readonly ArgType[] = FUNCTIONS[node.fn].args;
  const i = wanted.findIndex((type, k) => !accepts(type, node.args[k]!));
  return i === -1 ? undefined : `argument ${i + 1} of ${node.fn} is ${node.args[i]!.type}, not ${wanted[i]}`;
}

/** Undefined: what it says is as good as any. */
function typeOf(node: Expr, columns: ReadonlyMap<string, ScalarType>, measures: Readonly<Record<string, Measure>>): ScalarType | undefined {
  switch (node.kind) {
    case 'column':
      return columns.get(node.name);
    case 'constant': {
      const { value } = node;
      if (typeof value === 'boolean') return 'boolean';
      if (typeof value === 'number') return NUMBERS.includes(node.type) ? node.type : 'double';
      return typeof value === 'string' ? 'text' : undefined;
    }
    case 'call':
      return FUNCTIONS[node.fn].returns;
    case 'case':
      return [...node.when.map(([, value]) => value), node.otherwise].find((value) => value.type !== node.type)?.type;
    case 'rank':
      return 'double';
    case 'window':
      return node.fn === 'lag' ? node.arg.type : 'double';
    case 'lookup': {
      const m = measures[node.table];
      if (m?.kind === 'literal') return m.columns[node.column];
      const a = m?.kind === 'lookup' ? m.columns[node.column] : undefined;
      if (!a) return undefined;
      if (['rows', 'count', 'countIf', 'distinct'].includes(a.fn)) return 'int64';
      return a.fn === 'min' || a.fn === 'max' ? a.arg?.type : 'double';
    }
    case 'cast':
    case 'output':
      return undefined;
    default:
      return node satisfies never;
  }
}
