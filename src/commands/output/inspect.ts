import { API_VERSION } from '../../host/api.js';
import type { PackageFacts } from '../../host/facts.js';
import type { KnownPlugin } from '../../host/known.js';
import { sections, type View } from './generated.js';
import { pluginJson, sourceText } from './plugins.js';
import { table } from './table.js';
import { bytes, counted, printable } from './text.js';
import { reads } from './transformers.js';

/** Everything there is to say of a plugin, for `--json`. */
export function inspectJson(plugin: KnownPlugin, facts: PackageFacts) {
  const { manifest, installed } = plugin;
  const { transformers: _, ...said } = pluginJson(plugin);
  return {
    ...said,
    description: facts.description,
    api: manifest.api,
    hostApi: API_VERSION,
    integrity: installed?.integrity ?? null,
    content: installed?.content ?? null,
    installed: installed?.installed ?? null,
    folder: manifest.root,
    size: facts.size,
    files: facts.files,
    license: facts.license,
    homepage: facts.homepage,
    dependencies: facts.dependencies,
    peerDependencies: facts.peerDependencies,
    transformers: manifest.provides.map(({ name, ...rest }) => ({ id: `${manifest.namespace}.${name}`, ...rest })),
  };
}

const ranges = (packages: Readonly<Record<string, string>>): string =>
  Object.entries(packages)
    .map(([name, range]) => `${name}@${range}`)
    .join(', ') || 'none';

function runs({ provides, generator }: KnownPlugin['manifest']): string {
  const batch = provides.filter(({ kind }) => kind === 'batch').length;
  const does = [
    ...(generator === undefined ? [] : ['its generator, when it is asked for']),
    ...(batch > 0 ? [counted(batch, 'batch transformer')] : []),
  ];
  return does.length > 0 ? `JavaScript of ${does.join(' and ')}` : 'no: it makes expressions only';
}

/** A plugin with all of its transformers. */
export async function inspectView(plugin: KnownPlugin, facts: PackageFacts, view: View): Promise<string> {
  const { manifest, installed } = plugin;
  const { state } = pluginJson(plugin);
  const rows = [
    ['state', state === 'off' && manifest.firstParty ? `off; switch it on with: mdm plugins install ${manifest.namespace}` : state],
    ...(manifest.problem === undefined ? [] : [['problem', manifest.problem]]),
    ['source', sourceText(plugin)],
    ['installed', installed?.installed],
    ['integrity', installed?.integrity],
    ['API range', `${manifest.api || 'none'}; this MDM has ${API_VERSION}`],
    ['generator', manifest.generator === undefined ? undefined : `mdm features generate SOURCE --generator ${manifest.namespace}`],
    ['runs on data', runs(manifest)],
    ['dependencies', ranges(facts.dependencies)],
    ['takes from MDM', ranges(facts.peerDependencies)],
    ['licence', facts.license],
    ['homepage', facts.homepage],
    ['folder', manifest.root],
    ['size', facts.size === null ? undefined : `${bytes(facts.size)} in ${counted(facts.files, 'file')}`],
  ].filter((row): row is [string, string] => Boolean(row[1]));
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const heads = [
    { title: 'transformer' },
    { title: 'kind' },
    { title: 'version', align: 'right' as const },
    { title: 'default' },
    { title: 'reads', flexible: true, wrap: true },
    { title: 'needs' },
    { title: 'makes', flexible: true, wrap: true },
    { title: 'summary', flexible: true, wrap: true },
  ];
  const cells = manifest.provides.map((p) => [
    `${manifest.namespace}.${p.name}`,
    p.kind,
    String(p.version),
    p.onByDefault ? 'on' : 'off',
    reads(p),
    p.needs.map((role) => `--${role}`).join(' '),
    p.outputs.join(' '),
    p.summary,
  ]);
  return sections([
    [view.paint('bold', printable(`${manifest.package} ${manifest.version}`)), printable(facts.description)].filter(Boolean).join('\n'),
    rows.map(([name, value]) => `  ${view.paint('dim', name.padEnd(width))}${printable(value)}`).join('\n'),
    cells.length > 0 ? await table(heads, cells, view) : '',
    cells.length > 0
      ? view.paint('dim', `The parameters of one: mdm ${state === 'on' ? 'features list NAME' : 'plugins inspect NAME --json'}`)
      : '',
  ]);
}
