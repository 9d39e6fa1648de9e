import type { Transformer } from '@mdm/sdk';
import type { TransformerInfo } from '../../host/registry.js';
import { sections, type View } from './generated.js';
import { table } from './table.js';
import { counted, printable } from './text.js';

/** What most columns are; a transformer for all of these is for any column. */
const ORDINARY = ['numeric', 'categorical', 'datetime', 'text', 'boolean'] as const;

function reads({ semantic, arity }: Pick<TransformerInfo, 'semantic' | 'arity'>): string {
  const any = ORDINARY.every((s) => semantic.includes(s));
  return `${arity === 'all' ? 'all ' : ''}${any ? (arity === 'all' ? 'columns' : 'any') : semantic.join(', ')}`;
}

/** Every transformer on a line, by plugin. */
export async function transformersView(infos: readonly TransformerInfo[], view: View): Promise<string> {
  if (infos.length === 0) return 'No transformers are installed.';
  const heads = [
    { title: 'transformer' },
    { title: 'kind' },
    { title: 'default' },
    { title: 'reads', flexible: true, wrap: true },
    { title: 'what it makes', flexible: true, wrap: true },
  ];
  const row = (i: TransformerInfo) => [i.id, i.kind, i.onByDefault ? 'on' : 'off', reads(i), i.summary];
  const plugins = [...Map.groupBy(infos, (i) => `${i.package} ${i.packageVersion}`)];
  const parts = plugins.map(async ([plugin, list]) => `${view.paint('bold', plugin)}\n${await table(heads, list.map(row), view)}`);
  return sections([
    ...(await Promise.all(parts)),
    view.paint('dim', `${counted(infos.length, 'transformer')}; one in full: mdm features list NAME`),
  ]);
}

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly default: unknown;
  readonly description: string;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Parameters as the schema describes them; undefined when it is not zod and cannot say. */
export async function parametersOf({ meta }: Transformer): Promise<readonly Parameter[] | undefined> {
  const { z } = await import('zod');
  try {
    const schema = z.toJSONSchema(meta.params, { io: 'input', unrepresentable: 'any' }) as Schema;
    return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
      name,
      type: typeOf(property),
      default: property.default ?? null,
      description: property.description ?? '',
    }));
  } catch {
    return undefined;
  }
}

function typeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'any'}`;
  const type = typeof schema.type === 'string' ? schema.type : (schema.type ?? ['any']).join(' | ');
  return `${type}${range(schema)}`;
}

function range(s: Schema): string {
  // A whole number without bounds gets those of safe integers; they say nothing.
  const real = (bound: number | undefined) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const low = real(s.minimum) ? `>= ${s.minimum}` : real(s.exclusiveMinimum) ? `> ${s.exclusiveMinimum}` : '';
  const high = real(s.maximum) ? `<= ${s.maximum}` : real(s.exclusiveMaximum) ? `< ${s.exclusiveMaximum}` : '';
  return low || high ? ` ${[low, high].filter(Boolean).join(' and ')}` : '';
}

/** One transformer with its parameters. */
export async function transformerView(
  info: TransformerInfo,
  transformer: Transformer,
  parameters: readonly Parameter[] | undefined,
  view: View,
): Promise<string> {
  const needs = transformer.meta.appliesTo.needs ?? [];
  const facts = [
    ['reads', reads(info)],
    ...(needs.length > 0 ? [['needs', needs.map((role) => `--${role}`).join(', ')]] : []),
    ['default', info.onByDefault ? 'on' : `off; switch on with --with ${info.id}`],
    ['kind', transformer.kind === 'batch' ? `batch: ${transformer.reason}` : 'expression'],
    ['version', `${info.version} (of the maths)`],
    ['plugin', `${info.package} ${info.packageVersion}`],
  ];
  const heads = [
    { title: 'parameter' },
    { title: 'type', flexible: true },
    { title: 'default', flexible: true },
    { title: 'meaning', flexible: true, wrap: true },
  ];
  const rows = (parameters ?? []).map((p) => [p.name, p.type, JSON.stringify(p.default), p.description]);
  const none = parameters ? 'No parameters.' : 'The plugin does not describe its parameters.';
  const first = rows[0];
  return sections([
    `${view.paint('bold', info.id)}\n${printable(info.summary)}`,
    facts.map(([name, value]) => `  ${view.paint('dim', name!.padEnd(8))}${printable(value!)}`).join('\n'),
    first ? `${await table(heads, rows, view)}\n\n  Set one with: --set ${info.id}.${first[0]}=${first[2]}` : none,
  ]);
}
