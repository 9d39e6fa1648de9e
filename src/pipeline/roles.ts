import type { Role } from '@mdm/sdk';
import { MdmError } from '../errors.js';
import { unknownColumn } from './input.js';
import type { Facts } from './semantic.js';
import type { InputTable, RoleOptions } from './table.js';

/** The role a person gave a column. */
export function roleOf(name: string, { target, id, time, group, ignore }: RoleOptions): Role | undefined {
  if (name === target) return 'target';
  if (id?.includes(name)) return 'id';
  if (name === time) return 'time';
  if (name === group) return 'group';
  return ignore?.includes(name) ? 'ignored' : undefined;
}

/** Refuses roles for columns that are not there, two roles for one column, and a time that is no date. */
export function checkRoles(table: InputTable, options: RoleOptions): void {
  const names = table.columns.map(({ name }) => name);
  const given = new Map<string, string>();
  const { target, id = [], time, group, ignore = [] } = options;
  const pairs: [string, string | undefined][] = [
    ['target', target],
    ...id.map((name): [string, string] => ['id', name]),
    ['time', time],
    ['group', group],
    ...ignore.map((name): [string, string] => ['ignore', name]),
  ];
  for (const [role, name] of pairs) {
    if (name === undefined) continue;
    if (!names.includes(name)) throw unknownColumn(name, names);
    const before = given.get(name);
    if (before !== undefined && before !== role)
      throw new MdmError(
        'usage',
        `Column ${JSON.stringify(name)} is given as both --${before} and --${role}.`,
        'A column has one role: leave one of them out.',
      );
    given.set(name, role);
  }
  for (const name of Object.keys(options.types ?? {})) if (!names.includes(name)) throw unknownColumn(name, names);
  const column = table.columns.find(({ name }) => name === time);
  if (column && column.type !== 'timestamp') {
    throw new MdmError(
      'usage',
      `The time column ${JSON.stringify(time)} holds ${column.type === 'text' ? 'text' : 'numbers'}, not dates.`,
      `Say --type ${time}=datetime to read it as dates, or name another column.`,
    );
  }
}

/** Refuses a target that says nothing. */
export function checkTarget({ name, known, distinct, rows }: Facts): void {
  const next = 'Name another column as the target, or check the file.';
  if (known === 0) throw new MdmError('target', `Every value of the target ${JSON.stringify(name)} is missing.`, next);
  if (distinct <= 1) throw new MdmError('target', `The target ${JSON.stringify(name)} has only one value in ${rows} rows.`, next);
}
