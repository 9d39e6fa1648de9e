import { checkTransformer } from '@mdm/sdk/testing';
import { text } from '../src/text.js';

checkTransformer(text, { cases: [], rejects: [], expectedFailures: {} });
