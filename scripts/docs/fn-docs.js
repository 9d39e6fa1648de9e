import { FUNCTIONS } from '@mdm/sdk';

/** Types of the arguments of the builders, by kind: [type, name when it is the only one of its kind]. */
const ARGUMENTS = {
  number: ['NumberLike', undefined],
  boolean: ["Expr<'boolean'>", undefined],
  any: ['AnyLike', undefined],
  text: ["Expr<'text'>", 'text'],
  timestamp: ["Expr<'timestamp'>", 'time'],
  texts: ["Expr<'texts'>", 'items'],
  numbers: ["Expr<'numbers'>", 'items'],
  literal: ['string', 'literal'],
  pattern: ['string', 'pattern'],
  integer: ['number', 'n'],
};

function parameters(args) {
  return args
    .map((kind, i) => {
      const [type, name] = ARGUMENTS[kind];
      const alone = args.filter((other) => other === kind).length === 1;
      return `${(alone && name) || 'abc'[i]}: ${type}`;
    })
    .join(', ');
}

const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;
/** As the meaning begins: with a formula or a word, never changed when it is a formula. */
const meaning = (text) => (/^[a-z][a-z-]+(?=[ ,;]|$)/.test(text) ? sentence(text) : `${text}.`);

const entry = ([name, spec]) => `  /**
   * ${meaning(spec.meaning)}
   *
   * Missing values: ${spec.nulls}.${spec.overflows ? ' The result may overflow; a feature is then missing.' : ''}
   *
   * @example ${spec.example}
   */
  readonly ${name}: (${parameters(spec.args)}) => Expr<'${spec.returns}'>;`;

/** The type of \`fn\`, with a doc comment for each function: what an editor shows. */
export const functionTypes = () => `// Written by \`npm run docs\` from the tables in fn-*.ts; do not edit.
import type { Expr } from './expr.js';
import type { NumberType } from './types.js';

/** A number: an expression of any number type, or a literal. */
export type NumberLike = Expr<NumberType> | number;
/** A value of any type: an expression, or a literal. */
export type AnyLike = Expr | number | string | boolean;

/** Every function that an expression may call. None raises: a value outside the domain gives a missing value. */
export interface Functions {
${Object.entries(FUNCTIONS).map(entry).join('\n')}
}
`;
