import { MdmError } from '../../../errors.js';
import type { RegistrationStep } from '../step.js';

/** Whether it is said what to register, and not said twice. */
export const validatePath: RegistrationStep = {
  number: 3,
  name: 'validate path',
  canExecute: () => true,
  execute: async ({ options }) => {
    const { path, files, auto = true } = options;
    if (files && path !== undefined) throw new MdmError('usage', `Both a path (${path}) and --train are given.`, 'Give one of them.');
    if (!files && path === undefined) throw new MdmError('usage', 'There is nothing to register.', 'Name a file, a folder or a glob.');
    if (!auto && !files && path !== undefined && path.trim() === '') throw new MdmError('usage', '--no-auto needs --train FILE.');
  },
  undo: async () => {},
};
