export { gather, type Evidence } from './evidence.js';
export { GATES, LIMITS, type Condition, type Gate, type GateId } from './gate.js';
export { slower } from './judge-benchmark.js';
export { judge } from './judge.js';
export { isBad, isReturn, MOVING, movingFlag } from './moving.js';
export type { RecordPlaces } from './records.js';
