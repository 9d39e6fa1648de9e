import { checkTransformer } from '@mdm/sdk/testing';
import { missing } from '../src/missing.js';

checkTransformer(missing, { cases: [], rejects: [], expectedFailures: {} });
