import { ERRORS } from '../../dist/errors.js';
import { code, generated, page, table } from './markdown.js';

/** Every error code. */
export const errorsPage = () =>
  page(
    '# Errors',
    generated,
    'A command that fails prints one sentence and what to do next on stderr, and ends with the exit code below; 0 is success. The library throws an `MdmError` with the same `code`, `exit` and `next`.',
    table(
      ['code', 'exit code', 'meaning'],
      Object.entries(ERRORS).map(([name, { exit, means }]) => [code(name), exit, means]),
    ),
  );
