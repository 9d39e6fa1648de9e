import { custom } from './features-custom.js';
import { tables } from './features-tables.js';
import { validation } from './features-validation.js';
import { transformers } from './features-values.js';
import type { Check } from '../world.js';

export const checks: Readonly<Record<string, Check>> = { ...transformers, ...custom, ...tables, ...validation };
