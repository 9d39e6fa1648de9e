import type { PluginManifest } from './manifest.js';
import { parametersOf } from './params.js';
import type { Provided } from './provided.js';

/** What a reference page is made of. */
export type PluginPage = Pick<PluginManifest, 'namespace' | 'package' | 'version' | 'provides'>;

/** Text of a plugin inside Markdown: one line, no tags. */
const plain = (value: string): string => value.replaceAll(/\s+/g, ' ').trim().replaceAll('&', '&amp;').replaceAll('<', '&lt;');
/** In a code span, whose fence is longer than any run of backticks in it. */
function code(value: string): string {
  const line = value.replaceAll(/\s+/g, ' ');
  if (!line.includes('`')) return `\`${line}\``;
  const fence = '`'.repeat(Math.max(...[...line.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return `${fence} ${line} ${fence}`;
}
const cell = (value: string): string => value.replaceAll('|', String.raw`\|`);

export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

const sentence = (value: string): string => plain(value).replace(/\.$/, '');

function reads({ semantic, arity }: Provided): string {
  return `${arity === 'all' ? 'all columns together that are' : 'each column that is'} ${semantic.join(', ')}`;
}

/** One transformer, from what its manifest says. */
export function transformerReference(namespace: string, provided: Provided, heading = '###'): string {
  const id = `${namespace}.${provided.name}`;
  const facts = [
    ['Reads', reads(provided)],
    ...provided.needs.map((role) => ['Needs', code(`--${role}`)]),
    ['Default', provided.onByDefault ? 'on' : `off; ${code(`--with ${id}`)}`],
    ['Kind', provided.reason === undefined ? 'expression' : `batch, which runs in worker threads: ${plain(provided.reason)}`],
    ['Features', provided.outputs.map(code).join(' ')],
    ['Version of the maths', String(provided.version)],
  ];
  const parameters = parametersOf(provided.params);
  return [
    `${heading} ${id}`,
    `${sentence(provided.summary)}.`,
    facts.map(([name, value]) => `- ${name}: ${value}`).join('\n'),
    parameters === undefined ? 'The plugin does not describe its parameters.' : '',
    parameters?.length === 0 ? 'No parameters.' : '',
    parameters?.length
      ? markdownTable(
          ['parameter', 'type', 'default', 'meaning'],
          parameters.map((p) => [code(p.name), plain(p.type), code(JSON.stringify(p.default)), plain(p.description)]),
        )
      : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Every transformer of a plugin, for a README or a page. */
export function pluginReference({ namespace, provides }: PluginPage, heading = '###'): string {
  const intro =
    'The full name of a feature is the column, two underscores and the name below; `{x}` stands for a part that comes from data or parameters.';
  return [intro, ...provides.map((provided) => transformerReference(namespace, provided, heading))].join('\n\n');
}

/** A page of its own. */
export const pluginPage = (plugin: PluginPage): string =>
  `${[`# ${plugin.package} ${plugin.version}`, pluginReference(plugin, '##')].join('\n\n')}\n`;
