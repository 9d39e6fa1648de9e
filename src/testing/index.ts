export { checkTransformer, type Checks, type TransformerCase } from './transformer.js';
export {
  train,
  trainAll,
  type Columns,
  type FeatureValues,
  type Roles,
  type Row,
  type TableCase,
  type Trained,
  type Used,
} from './fixture.js';
