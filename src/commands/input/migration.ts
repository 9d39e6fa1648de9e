import { string as stringArg } from '@oclif/core/args';
import { string } from '@oclif/core/flags';

export const componentArg = (required: boolean) =>
  stringArg({ description: 'config, backend, registrar or features.', required, ignoreStdin: true });

/** Where the records of the acceptance run and of the benchmark are. */
export const recordFlags = {
  acceptance: string({ summary: 'Record of the acceptance run (default: migration/acceptance.json of the home).', helpValue: 'FILE' }),
  benchmark: string({ summary: 'Record of the benchmark (default: migration/implementations.json of the home).', helpValue: 'FILE' }),
};

export const reasonFlag = { reason: string({ summary: 'Why, for the history of flags.', helpValue: 'TEXT' }) };
