import { option, string } from '@oclif/core/flags';

/** How a report is printed. */
export const formatFlag = {
  format: option({
    summary: 'How the report is printed (default table).',
    options: ['table', 'json', 'md', 'html'] as const,
    helpGroup: 'output',
  })(),
};

/** Which stored results. */
export const resultFlags = {
  since: string({ summary: 'Only those from this moment on: a day such as 2026-01-31, or 7d, 12h, 30m ago.', helpValue: 'TIME' }),
  component: string({ summary: 'Only those of this component, such as features.', helpValue: 'NAME' }),
};
