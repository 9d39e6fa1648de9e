import type { Json, Role, Semantic, Transformer } from '@mdm/sdk';
import type { JsonSchema } from './params.js';

/** What a package says of one of its transformers, in `mdm.provides` of its package.json. */
export interface Provided {
  /** `cycle`; the namespace comes in front. */
  readonly name: string;
  readonly summary: string;
  /** Of the maths. */
  readonly version: number;
  readonly kind: Transformer['kind'];
  readonly semantic: readonly Semantic[];
  readonly arity: 'each' | 'all';
  readonly onByDefault: boolean;
  /** Roles that must be set. */
  readonly needs: readonly Role[];
  /** Names of the features, without the column's part; `{x}` stands for a part that comes from data or parameters. */
  readonly outputs: readonly string[];
  /** What `--set` accepts; null when the parameters' schema cannot say it as JSON Schema. */
  readonly params: JsonSchema | null;
  /** Of a batch transformer: why it cannot be an expression. */
  readonly reason?: string;
}

export const SEMANTICS = ['numeric', 'categorical', 'datetime', 'text', 'boolean', 'id', 'constant'] as const satisfies readonly Semantic[];
export const ROLES = ['target', 'id', 'time', 'group', 'ignored'] as const satisfies readonly Role[];

/** Bounds of what is read, in characters and entries: a manifest comes from anybody. */
export const LIMITS = { provides: 1000, outputs: 1000, name: 64, text: 1000, api: 200, depth: 16, nodes: 10_000, schema: 100_000 } as const;

/** Of transformers and namespaces: `missing-row`. */
export const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** Of outputs: `month_sin`, `is_{value}`. */
export const OUTPUT = /^(?:[a-z0-9_]|\{[a-z]+\})+$/;

type Data = Readonly<Record<string, unknown>>;
export const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isName = (value: unknown): value is string => isText(value, LIMITS.name) && NAME.test(value);
export const isText = (value: unknown, longest: number = LIMITS.text): value is string =>
  typeof value === 'string' && value !== '' && value.length <= longest;

const listOf = (value: unknown, least: number, most: number, is: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length >= least && value.length <= most && value.every(is);
const among = (names: readonly unknown[]) => (value: unknown) => names.includes(value);

/** One entry of `mdm.provides`, or the name of its field that is missing or wrong. */
export function readProvided(value: unknown): Provided | keyof Provided {
  if (!isData(value)) return 'name';
  const { name, summary, version, kind, semantic, arity, onByDefault = true, needs, outputs, params, reason } = value;
  if (!isName(name)) return 'name';
  if (!isText(summary)) return 'summary';
  if (!Number.isSafeInteger(version) || (version as number) < 1) return 'version';
  if (kind !== 'expr' && kind !== 'batch') return 'kind';
  if (!listOf(semantic, 1, SEMANTICS.length, among(SEMANTICS))) return 'semantic';
  if (arity !== 'each' && arity !== 'all') return 'arity';
  if (typeof onByDefault !== 'boolean') return 'onByDefault';
  if (!listOf(needs, 0, ROLES.length, among(ROLES))) return 'needs';
  if (!listOf(outputs, 1, LIMITS.outputs, (output) => isText(output, LIMITS.name) && OUTPUT.test(output))) return 'outputs';
  if (params === undefined || (params !== null && !(isData(params) && isSmall(params)))) return 'params';
  if (kind === 'batch' ? !isText(reason) : reason !== undefined) return 'reason';
  return {
    name,
    summary,
    version: version as number,
    kind,
    semantic: semantic as Semantic[],
    arity,
    onByDefault,
    needs: needs as Role[],
    outputs: outputs as string[],
    params: params as Readonly<Record<string, Json>> | null,
    ...(kind === 'batch' ? { reason: reason as string } : {}),
  };
}

/** Neither deep nor large, found out with bounded work. */
function isSmall(schema: Data): boolean {
  let nodes = 0;
  let characters = 0;
  const visit = (value: unknown, depth: number): boolean => {
    if (++nodes > LIMITS.nodes || depth > LIMITS.depth) return false;
    if (typeof value === 'string') characters += value.length;
    if (characters > LIMITS.schema) return false;
    if (Array.isArray(value)) return value.every((item) => visit(item, depth + 1));
    if (!isData(value)) return value === null || ['string', 'number', 'boolean'].includes(typeof value);
    return Object.entries(value).every(([key, item]) => {
      characters += key.length;
      return visit(item, depth + 1);
    });
  };
  return visit(schema, 0);
}

/** Whether a feature's name is one of those a transformer says it makes. */
export const isDeclared = (name: string, outputs: readonly string[]): boolean => outputs.some((output) => fits(name, output));

/** The parts between the holes follow one another in the name; without a regular expression, so that no pattern is slow. */
function fits(name: string, output: string): boolean {
  const [first = '', ...rest] = output.split(/\{[a-z]+\}/);
  const last = rest.pop();
  if (last === undefined) return name === output;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  const end = name.length - last.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
