import { detectColumns } from '../../detect/columns.js';
import type { RegistrationStep } from '../step.js';

/** Which column is predicted, which name the rows, and what kind of problem it is. */
export const detectIdAndTarget: RegistrationStep = {
  number: 6,
  name: 'detect id and target',
  canExecute: () => true,
  execute: detectColumns,
  undo: async (context) => {
    delete context.target;
    delete context.timeColumn;
    delete context.problemType;
    context.idColumns = [];
  },
};
