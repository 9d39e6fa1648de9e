import { checkTransformer } from '@mdm/sdk/testing';
import { category } from '../src/category.js';

checkTransformer(category, { cases: [], rejects: [], expectedFailures: {} });
