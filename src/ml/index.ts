export { batchesOf, takeRows, takeValues, type BatchesOptions } from './batches.js';
export { decodeLabels, encodeLabels, targetNumbers, type Label, type Labels } from './labels.js';
export { categoriesOf, matrixOf, type Matrix, type MatrixOptions } from './matrix.js';
export { allRows, seeded, shuffle, type Random } from './random.js';
export {
  groupKFold,
  groupSplit,
  kFold,
  randomSplit,
  stratifiedKFold,
  stratifiedSplit,
  timeFolds,
  timeSplit,
  type Fold,
  type FoldOptions,
  type Split,
  type SplitOptions,
  type TimeFoldOptions,
  type TimeSplitOptions,
  type Values,
} from './split.js';
export { submissionTable, type Predicted } from './submission.js';
export { takeTable } from './take.js';
