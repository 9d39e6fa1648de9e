import { string } from '@oclif/core/flags';
import { string as stringArg } from '@oclif/core/args';
import { homeOf } from '../../config/home.js';

/** The flag that every command has. */
export const configFlags = {
  config: string({
    summary: 'Configuration file instead of that of the home.',
    helpValue: 'FILE',
    env: 'MDM_CONFIG_PATH',
    helpGroup: 'global',
  }),
};

export const keyArg = stringArg({ description: 'Key, such as refactoring.use_new_features.', required: true, ignoreStdin: true });

/** Where a command's configuration is. */
export const placeOf = (file: string | undefined): { readonly home: string; readonly file?: string } => ({
  home: homeOf(),
  ...(file === undefined ? {} : { file }),
});
