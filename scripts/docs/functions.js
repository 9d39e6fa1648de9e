import { FUNCTIONS } from '@mdm/sdk';
import { code, generated, page, table } from './markdown.js';

const traits = ({ overflows, costly }) => [overflows && 'may overflow', costly && 'computed once when shared'].filter(Boolean).join(', ');

/** Every function that an expression may call. */
export const functionsPage = () =>
  page(
    '# Functions',
    generated,
    'What expressions may call, as `fn.log1p(x)`. Each has one meaning on every engine, and none raises: a value outside the domain gives a missing value. Patterns are RE2 syntax. A feature is never infinite: where a function overflows, the feature is missing.',
    table(
      ['function', 'gives', 'meaning', 'missing values', 'example', 'traits'],
      Object.entries(FUNCTIONS).map(([name, spec]) => [
        code(`${name}(${spec.args.join(', ')})`),
        spec.returns,
        spec.meaning,
        spec.nulls,
        code(spec.example),
        traits(spec),
      ]),
    ),
    'Arguments: `number` is any number type and is computed in double precision; `any` is any type; `texts` and `numbers` are lists, which cannot be features; `literal`, `pattern` and `integer` are written in the call and are not expressions.',
  );
