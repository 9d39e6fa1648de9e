import { string } from '@oclif/core/flags';
import type { Semantic } from '@mdm/sdk';
import { MdmError } from '../../errors.js';

/** Values by commas or by repetition, trimmed; `\,` is a comma of the value. */
export const listFlag = (summary: string, helpValue: string, helpGroup: string) =>
  string({ summary, helpValue, helpGroup, multiple: true, multipleNonGreedy: true });

/** What such a flag gave. Nothing between commas is left out, unless there is nothing else. */
export function listOf(given: readonly string[] | undefined): string[] | undefined {
  if (given === undefined) return undefined;
  const parts = given.flatMap((text) => text.split(/(?<!\\),/)).map((part) => part.replaceAll('\\,', ',').trim());
  const named = parts.filter((part) => part !== '');
  return named.length > 0 ? [...new Set(named)] : given.length > 0 && given.some((text) => text.trim() !== '') ? [...given] : [];
}

export const typeFlags = {
  'categorical-columns': listFlag('Columns of categories, whatever they look like, by commas.', 'COLUMNS', 'type'),
  'datetime-columns': listFlag('Columns of dates or times, by commas.', 'COLUMNS', 'type'),
  'numeric-columns': listFlag('Columns of numbers, by commas; what is no number becomes missing.', 'COLUMNS', 'type'),
  'text-columns': listFlag('Columns of texts, by commas.', 'COLUMNS', 'type'),
};

const MEANS: Readonly<Record<keyof typeof typeFlags, Semantic>> = {
  'categorical-columns': 'categorical',
  'datetime-columns': 'datetime',
  'numeric-columns': 'numeric',
  'text-columns': 'text',
};

/** What columns were said to be. */
export function typesOf(
  flags: Readonly<Partial<Record<keyof typeof typeFlags, readonly string[] | undefined>>>,
): Readonly<Record<string, Semantic>> | undefined {
  const types = new Map<string, Semantic>();
  for (const [flag, type] of Object.entries(MEANS) as [keyof typeof typeFlags, Semantic][]) {
    for (const column of listOf(flags[flag]) ?? []) {
      const before = types.get(column);
      if (before !== undefined && before !== type)
        throw new MdmError('usage', `The column ${JSON.stringify(column)} is said to be both ${before} and ${type}.`, 'Say one of them.');
      types.set(column, type);
    }
  }
  return types.size === 0 ? undefined : Object.fromEntries(types);
}
