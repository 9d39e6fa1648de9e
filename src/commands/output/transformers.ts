import type { Parameter } from '../../host/params.js';
import type { TransformerInfo } from '../../host/registry.js';
import { sections, type View } from './generated.js';
import { table } from './table.js';
import { counted, printable, wrap } from './text.js';

/** What most columns are; a transformer for all of these is for any column. */
const ORDINARY = ['numeric', 'categorical', 'datetime', 'text', 'boolean'] as const;

export function reads({ semantic, arity }: Pick<TransformerInfo, 'semantic' | 'arity'>): string {
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
  const parts = plugins.map(
    async ([plugin, list]) => `${view.paint('bold', printable(plugin))}\n${await table(heads, list.map(row), view)}`,
  );
  return sections([
    ...(await Promise.all(parts)),
    view.paint('dim', `${counted(infos.length, 'transformer')}; one in full: mdm features list NAME`),
  ]);
}

/** One transformer with its parameters. */
export async function transformerView(info: TransformerInfo, parameters: readonly Parameter[] | undefined, view: View): Promise<string> {
  const facts = [
    ['reads', reads(info)],
    ...(info.needs.length > 0 ? [['needs', info.needs.map((role) => `--${role}`).join(', ')]] : []),
    ['makes', info.outputs.join(', ')],
    ['default', info.onByDefault ? 'on' : `off; switch on with --with ${info.id}`],
    ['kind', info.reason === undefined ? 'expression' : `batch: ${info.reason}`],
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
    facts.map(([name, value]) => `  ${view.paint('dim', name!.padEnd(8))}${hanging(value!, view.width)}`).join('\n'),
    first ? `${await table(heads, rows, view)}\n\n  Set one with: --set ${printable(`${info.id}.${first[0]}=${first[2]}`)}` : none,
  ]);
}

/** A fact on as many lines as it needs, beside its name. */
const hanging = (value: string, width: number): string => wrap(printable(value), Math.max(20, width - 10)).join(`\n${' '.repeat(10)}`);
