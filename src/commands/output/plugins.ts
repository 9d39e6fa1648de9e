import { kindsOf, type KnownPlugin } from '../../host/known.js';
import type { View } from './generated.js';
import { sections } from './generated.js';
import { table } from './table.js';
import { counted, printable } from './text.js';

/** `registry geo@^1`, `link /work/geo`, `comes with MDM`. */
export const sourceText = ({ source }: Pick<KnownPlugin, 'source'>): string =>
  source.kind === 'bundled' ? 'comes with MDM' : `${source.kind} ${source.spec}`;

const stateOf = ({ on, manifest }: KnownPlugin): string => (manifest.problem === undefined ? (on ? 'on' : 'off') : 'problem');

/** What `mdm plugins --json` says of a plugin. */
export const pluginJson = (plugin: KnownPlugin) => ({
  name: plugin.manifest.namespace,
  package: plugin.manifest.package,
  version: plugin.manifest.version,
  firstParty: plugin.manifest.firstParty === true,
  source: plugin.source,
  state: stateOf(plugin),
  ...(plugin.manifest.problem === undefined ? {} : { problem: plugin.manifest.problem }),
  kinds: kindsOf(plugin.manifest),
  transformers: plugin.manifest.provides.map(({ name }) => `${plugin.manifest.namespace}.${name}`),
});

/** A line for every plugin. */
export async function pluginsView(plugins: readonly KnownPlugin[], view: View): Promise<string> {
  const heads = [
    { title: 'plugin' },
    { title: 'package', flexible: true },
    { title: 'version' },
    { title: 'source', flexible: true },
    { title: 'kinds' },
    { title: 'transformers', align: 'right' as const },
    { title: 'state' },
  ];
  const rows = plugins.map((plugin) => {
    const { namespace, package: name, version, provides } = plugin.manifest;
    return [namespace, name, version, sourceText(plugin), kindsOf(plugin.manifest).join(', '), String(provides.length), stateOf(plugin)];
  });
  const off = plugins.filter(({ on, manifest }) => !on && manifest.firstParty).map(({ manifest }) => manifest.namespace);
  const bad = plugins.filter(({ manifest }) => manifest.problem !== undefined).length;
  const hints = [
    ...off.map((name) => `Switch on ${name} with: mdm plugins install ${name}`),
    bad > 0 ? `${counted(bad, 'plugin')} with a problem: mdm plugins doctor` : 'One in full: mdm plugins inspect NAME',
  ];
  return sections([await table(heads, rows, view), view.paint('dim', printable(hints.join('\n')).replaceAll('\\n', '\n'))]);
}
