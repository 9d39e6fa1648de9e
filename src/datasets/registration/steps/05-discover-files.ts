import { closeInput, duplicatesText, openInput } from '../input.js';
import type { RegistrationStep } from '../step.js';

/** Reads the files once: their columns, types and rows. */
export const discoverFiles: RegistrationStep = {
  number: 5,
  name: 'discover files',
  canExecute: () => true,
  execute: async (context) => {
    context.input = await openInput(context);
    const { tables, main, duplicates } = context.input;
    for (const read of tables) {
      // Of one table it is clear which is meant.
      const of = read === main ? '' : `${read.source.table}: `;
      context.warnings.push(...read.warnings.map((text) => of + text));
      context.notes.push(...read.notes.map((text) => of + text));
    }
    if (duplicates.count > 0) context.warnings.push(duplicatesText(main, duplicates));
  },
  undo: closeInput,
};
