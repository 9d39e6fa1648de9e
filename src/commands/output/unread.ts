import type { ProfiledColumn } from '../../pipeline/table.js';
import { counted } from './text.js';

/** Text columns of which only a plugin that is not switched on makes features: a note, or none. */
export function unread(
  columns: readonly Pick<ProfiledColumn, 'semantic' | 'role'>[],
  available: readonly { readonly namespace: string }[],
): readonly string[] {
  const texts = columns.filter(({ semantic, role }) => semantic === 'text' && role === undefined).length;
  if (texts === 0 || !available.some(({ namespace }) => namespace === 'text')) return [];
  return [
    `${counted(texts, 'text column')} ${texts === 1 ? 'gets no features of its' : 'get no features of their'} words: mdm plugins install text`,
  ];
}
