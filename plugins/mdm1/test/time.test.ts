import { checkTransformer } from '@mdm/sdk/testing';
import { time } from '../src/time.js';

checkTransformer(time, { cases: [], rejects: [], expectedFailures: {} });
