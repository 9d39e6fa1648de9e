import type { BuiltInProfile } from '../../index.js';
import type { View } from './generated.js';
import { table } from './table.js';

/** Every built-in profile on a line. */
export function profilesView(profiles: readonly BuiltInProfile[], view: View): Promise<string> {
  const heads = [
    { title: 'profile' },
    { title: 'extends' },
    { title: 'counterpart' },
    { title: 'what it makes', flexible: true, wrap: true },
  ];
  const rows = profiles.map((one) => [one.name, one.extends ?? '', one.counterpart ?? '', one.summary]);
  return table(heads, rows, { ...view, indent: 0 });
}
