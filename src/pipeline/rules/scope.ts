import type { FitScope, ReadyOptions } from '../options.js';

/** Which rows features are fitted on: what was asked for, else what the profile says, else the training table. */
export const fitScope = ({ fit, profile }: ReadyOptions): FitScope => fit ?? profile?.fit ?? 'train';
