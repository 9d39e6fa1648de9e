import { column, time, type Column, type Role, type Sequence } from '@mdm/sdk';

type Roles = Partial<Record<Role, Column>>;

/** Rows in time order, within the group when there is one. Missing without a time column, and for the group column itself, which never changes. */
export function sequenceOf(c: Column, roles: Roles): Sequence | undefined {
  if (roles.time === undefined || roles.group?.name === c.name) return undefined;
  return { partition: roles.group ? [column(roles.group)] : [], order: time(roles.time) };
}

/** How a sentence names the sequence. */
export const within = (roles: Roles): string => (roles.group ? ` of the same ${roles.group.name}` : '');

const lengths = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A length of time such as `7d`, `12h` or `30m`. */
export const interval = /^[1-9][0-9]{0,6}[smhdw]$/;

/** `secondsIn('7d')` is 604800. */
export const secondsIn = (length: string): number => Number(length.slice(0, -1)) * lengths[length.slice(-1) as keyof typeof lengths];
