import type { DataType, Vector } from 'apache-arrow';
import { MdmError } from '../errors.js';
import { kindOf, numberOf } from './matrix.js';

export type Label = string | number | boolean;

/** Labels as codes 0, 1, ..., and what they mean. */
export interface Labels {
  /** -1: the row has no label. */
  readonly codes: Int32Array<ArrayBuffer>;
  /** The label of each code. */
  readonly classes: readonly Label[];
}

/** Codes the labels of a column, in sorted order; with the `classes` of an earlier one, in theirs, and a further label is refused. */
export function encodeLabels(vector: Vector, classes?: readonly Label[]): Labels {
  const all = classes ?? labelsOf(vector);
  const codes = new Map(all.map((label, code) => [label, code]));
  const out = new Int32Array(vector.length);
  for (let row = 0; row < vector.length; row++) {
    const label = labelOf(vector.get(row));
    const code = label === undefined ? -1 : codes.get(label);
    if (code === undefined)
      throw new MdmError(
        'schema-mismatch',
        `The label ${JSON.stringify(label)} of row ${row} is none of the classes.`,
        `The classes are: ${all.slice(0, 20).join(', ')}`,
      );
    out[row] = code;
  }
  return { codes: out, classes: all };
}

/** The labels that codes mean; a code of -1 is null. */
export const decodeLabels = (codes: ArrayLike<number>, classes: readonly Label[]): (Label | null)[] =>
  Array.from(codes, (code) => {
    if (code === -1) return null;
    const label = classes[code];
    if (label === undefined) throw new MdmError('usage', `There is no class ${code}; the classes are 0 to ${classes.length - 1}.`);
    return label;
  });

/** A target that is a number; a missing one is NaN. */
export function targetNumbers(vector: Vector, name: string): Float64Array<ArrayBuffer> {
  if (!['number', 'boolean'].includes(kindOf(vector.type as DataType)))
    throw new MdmError(
      'target',
      `The target ${JSON.stringify(name)} is no number, as regression needs one.`,
      'Set the problem type: mdm dataset update NAME --problem-type multiclass_classification',
    );
  return Float64Array.from({ length: vector.length }, (_, row) => numberOf(vector.get(row)));
}

/** The labels of a column, sorted: numbers by size, others by code unit. */
function labelsOf(vector: Vector): Label[] {
  const found = new Set<Label>();
  for (let row = 0; row < vector.length; row++) {
    const label = labelOf(vector.get(row));
    if (label !== undefined) found.add(label);
  }
  return [...found].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function labelOf(value: unknown): Label | undefined {
  if (value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))) return undefined;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}
