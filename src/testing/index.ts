export { checkTransformer, type Checks, type TransformerCase } from './transformer.js';
export { train, type Columns, type FeatureValues, type Roles, type Row, type TableCase, type Trained } from './fixture.js';
