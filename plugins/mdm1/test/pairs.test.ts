import { checkTransformer } from '@mdm/sdk/testing';
import { pairs } from '../src/pairs.js';

checkTransformer(pairs, { cases: [], rejects: [], expectedFailures: {} });
