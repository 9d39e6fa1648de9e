import type { Config } from '../config/config.js';
import { chooseSide, type Choice } from '../flags/choose.js';

/** The side that answers a call of a component for a dataset. */
export const sideOf = (config: Config, component: 'config' | 'backend' | 'registrar' | 'features', subject: string): Choice =>
  chooseSide(config, component, subject);
