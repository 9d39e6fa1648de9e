import type { KnownPlugin } from '../../host/known.js';
import { OWN_INDEX, type HubPlugin } from '../../install/hub.js';
import { sections, type View } from './generated.js';
import { table } from './table.js';
import { counted, printable } from './text.js';

const isOn = (plugin: HubPlugin, known: readonly KnownPlugin[]): boolean =>
  known.some(({ manifest, on }) => manifest.package === plugin.package && on);

export const hubJson = (found: readonly HubPlugin[], known: readonly KnownPlugin[]) =>
  found.map((plugin) => ({ ...plugin, installed: isOn(plugin, known) }));

/** A line for every plugin that was found. */
export async function hubView(
  found: readonly HubPlugin[],
  known: readonly KnownPlugin[],
  words: readonly string[],
  view: View,
): Promise<string> {
  if (found.length === 0) {
    const asked = printable(words.join(' '));
    return asked === '' ? 'No plugin is in the indexes.' : `No plugin is about ${asked}. See them all with: mdm plugins search`;
  }
  const foreign = found.some(({ index }) => index !== OWN_INDEX);
  const heads = [
    { title: 'plugin' },
    { title: 'package', flexible: true },
    { title: 'tier' },
    { title: 'kinds' },
    { title: 'laws' },
    { title: 'state' },
    ...(foreign ? [{ title: 'index', flexible: true }] : []),
    { title: 'what its features are', flexible: true, wrap: true },
  ];
  const rows = found.map((p) => [
    p.name,
    p.package,
    p.tier,
    p.kinds.join(', '),
    p.badge ? `${p.badge.kept}/${p.badge.laws}` : '',
    isOn(p, known) ? 'on' : '',
    ...(foreign ? [p.index] : []),
    p.summary,
  ]);
  return sections([
    await table(heads, rows, view),
    view.paint('dim', `${counted(found.length, 'plugin')}. Install one with: mdm plugins install NAME`),
  ]);
}
