import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Deviation {
  readonly name: string;
  readonly original: string;
  readonly here: string;
  readonly reason: string;
}

const root = join(import.meta.dirname, '..');
export const deviations = JSON.parse(readFileSync(join(root, 'deviations.json'), 'utf8')) as readonly Deviation[];
export const page = (): string => readFileSync(join(root, 'DEVIATIONS.md'), 'utf8');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('_', '\\_').replaceAll('*', '\\*');

/** What DEVIATIONS.md must be. */
export const pageOf = (all: readonly Deviation[]): string =>
  [
    '# Where the generator differs from MDM 1.0.6',
    'On purpose, each with a test of its name in [test/deviations.test.ts](test/deviations.test.ts). Everything else is to be equal: names, order, types and nulls exactly, values within 1e-9 relative or 1e-12 absolute.',
    [
      '| | the original | here | why |',
      '|---|---|---|---|',
      ...all.map(({ name, original, here, reason }) => `| ${name} | ${cell(original)} | ${cell(here)} | ${cell(reason)} |`),
    ].join('\n'),
    'Written from [deviations.json](deviations.json); a test compares them.',
  ].join('\n\n') + '\n';
