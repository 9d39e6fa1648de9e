export type { Checks, Columns, Roles, Row, TableCase, TransformerCase } from '@mdm/sdk/testing';
export { train, trainAll, type FeatureValues, type Trained, type Used } from './fixture.js';
export type { Law } from './law.js';
export { lawsOf } from './laws.js';
export { checksOf, reportOn, type Report, type Result } from './report.js';
