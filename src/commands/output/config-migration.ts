import { countKeys, type ConfigMigration } from '../../migration/config/index.js';
import type { View } from './generated.js';
import { table } from './table.js';

/** What became, or would become, of a configuration: every value that does not stay as it is, and how many there are of each kind. */
export async function configMigrationView(migration: ConfigMigration, view: View): Promise<string> {
  const { keys, from, to, changes, written, backup } = migration;
  const moved = keys.filter(({ what, why }) => what !== 'kept' || why !== null);
  const rows = moved.map(({ place, what, key, before, after, why }) => [
    place,
    what,
    what === 'renamed' || what === 'added' ? (key ?? '') : '',
    before === after || after === null ? before : `${before} -> ${after}`,
    why ?? '',
  ]);
  const heads = [
    { title: 'place' },
    { title: 'is' },
    { title: 'key' },
    { title: 'value', flexible: true },
    { title: 'why', flexible: true },
  ];
  const counts = Object.entries(countKeys(keys)).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
  const said = [
    ...(rows.length > 0 ? [await table(heads, rows, view), ''] : []),
    from.length === 0 ? `There is no configuration file in the home: ${to}.` : `${from.join(', ')}: ${counts.join(', ') || 'no values'}.`,
    ...keys.flatMap(({ what, at, place, why }) => (what === 'wrong' ? [`${at}: ${place} is wrong: ${why ?? 'it cannot be read'}.`] : [])),
  ];
  if (written) said.push(`${to} was written${backup === null ? '' : `; the file as it was: ${backup}`}.`);
  else if (!changes) said.push('There is nothing to change.');
  else said.push('Nothing was written.');
  return said.join('\n');
}
