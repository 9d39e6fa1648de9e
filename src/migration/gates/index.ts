export { gather, type Evidence } from './evidence.js';
export { GATES, LIMITS, type Condition, type Gate, type GateId } from './gate.js';
export { slower } from './judge-benchmark.js';
export { callsSince } from './judge-steadiness.js';
export { judge } from './judge.js';
export { latestOf } from './latest.js';
export { isOnByDefault, MOVING, movingFlag, returnsOf } from './moving.js';
export { isBad } from '../../parity/trial-result.js';
export type { RecordPlaces } from './records.js';
