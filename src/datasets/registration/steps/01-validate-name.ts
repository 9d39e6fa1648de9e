import { normalName } from '../../names.js';
import type { RegistrationStep } from '../step.js';

/** The name as it is kept. */
export const validateName: RegistrationStep = {
  number: 1,
  name: 'validate name',
  canExecute: () => true,
  execute: async (context) => {
    context.name = normalName(context.given);
  },
  undo: async () => {},
};
