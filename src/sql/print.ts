import {
  FUNCTIONS,
  type ArgType,
  type Expr,
  type FunctionName,
  type FunctionSpec,
  type LookupNode,
  type OutputNode,
  type RankNode,
  type ScalarType,
  type WindowNode,
} from '@mdm/sdk';

/** What printing needs from an engine. */
export interface Dialect {
  readonly RENDER: Readonly<Record<FunctionName, (...args: string[]) => string>>;
  readonly TYPES: Readonly<Record<ScalarType, string>>;
  literal(value: string): string;
  double(value: number): string;
  castTo(sql: string, type: ScalarType): string;
  numberText(sql: string): string;
}

/** Where the nodes that are not plain expressions are to be found in the query at hand. */
export interface Places {
  column(name: string): string;
  lookup?(node: LookupNode): string;
  rank?(node: RankNode): string;
  window?(node: WindowNode): string;
  output?(node: OutputNode): string;
  /** A node that stands ready as a column, such as a part shared by two features. */
  ready?(node: Expr): string | undefined;
}

/** An expression as SQL. */
export function print(dialect: Dialect, places: Places): (node: Expr) => string {
  const show = (node: Expr): string => places.ready?.(node) ?? direct(node);
  const direct = (node: Expr): string => {
    switch (node.kind) {
      case 'column':
        return places.column(node.name);
      case 'constant':
        return constantSql(dialect, node.value, node.type);
      case 'cast':
        return dialect.castTo(show(node.arg), node.type);
      case 'call': {
        const { args, returns }: FunctionSpec = FUNCTIONS[node.fn];
        const sql = node.args.map((a, i) => argument(a, args[i]!));
        // Whole-number arithmetic would wrap or fail; all arithmetic is in doubles.
        if (returns === 'double' && args[0] === 'number' && node.args.every((a) => a.type !== 'double'))
          sql[0] = dialect.castTo(sql[0]!, 'double');
        if (node.fn === 'toText' && node.args[0]!.type === 'double') return dialect.numberText(sql[0]!);
        // An engine would convert one to the other, and fail.
        if ((node.fn === 'eq' || node.fn === 'ne') && family(node.args[0]!) !== family(node.args[1]!))
          return constantSql(dialect, null, 'boolean');
        return dialect.RENDER[node.fn](...sql);
      }
      case 'case': {
        const branches = node.when.map(([c, v]) => `WHEN ${show(c)} THEN ${show(v)}`);
        return branches.length === 0 ? show(node.otherwise) : `CASE ${branches.join(' ')} ELSE ${show(node.otherwise)} END`;
      }
      case 'lookup':
        return place(places.lookup, node);
      case 'rank':
        return place(places.rank, node);
      case 'window':
        return place(places.window, node);
      case 'output':
        return place(places.output, node);
      default:
        return node satisfies never;
    }
  };
  const argument = (node: Expr, kind: ArgType): string => {
    if (node.kind === 'constant' && kind === 'integer') return String(Math.trunc(Number(node.value)));
    return show(node);
  };
  return show;
}

const NUMBERS = new Set<ScalarType>(['uint8', 'uint16', 'int32', 'int64', 'double']);
const family = ({ type }: Expr): string => (NUMBERS.has(type) ? 'number' : type);

function place<N extends Expr>(where: ((node: N) => string) | undefined, node: N): string {
  if (!where) throw new TypeError(`a ${node.kind} cannot stand here`);
  return where(node);
}

function constantSql(dialect: Dialect, value: null | boolean | number | string, type: ScalarType): string {
  if (value === null) return `NULL::${dialect.TYPES[type]}`;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'string') return type === 'text' ? dialect.literal(value) : `${dialect.literal(value)}::${dialect.TYPES[type]}`;
  return type === 'double' ? dialect.double(value) : `${value}::${dialect.TYPES[type]}`;
}
