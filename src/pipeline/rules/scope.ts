import type { FitScope, ReadyOptions } from '../options.js';

/** Which rows features are fitted on: what was asked for, else what the profile says, else the training table. */
export const fitScope = ({ fit, profile }: ReadyOptions): FitScope => fit ?? profile?.fit ?? 'train';

/** Whether tables are opened and fitted one by one: each on itself, or read by rules of the profile. */
export const byTable = (options: ReadyOptions): boolean => fitScope(options) !== 'train' || options.profile?.reading !== undefined;
