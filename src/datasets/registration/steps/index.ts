import type { MakeFeatures } from '../../features/make.js';
import type { RegistrationStep } from '../step.js';
import { validateName } from './01-validate-name.js';
import { checkExistence } from './02-check-existence.js';
import { validatePath } from './03-validate-path.js';
import { detectStructure } from './04-detect-structure.js';
import { discoverFiles } from './05-discover-files.js';
import { detectIdAndTarget } from './06-detect-columns.js';
import { createStorage } from './07-create-storage.js';
import { loadFiles } from './08-load-files.js';
import { detectColumnTypes } from './09-detect-types.js';
import { generateFeaturesBy } from './10-generate-features.js';
import { computeStatistics } from './11-compute-statistics.js';
import { saveConfiguration } from './12-save-configuration.js';

/** The steps of a registration in their order; `makeFeatures` is the side that makes the features. */
export const stepsWith = (makeFeatures: MakeFeatures): readonly RegistrationStep[] => [
  validateName,
  checkExistence,
  validatePath,
  detectStructure,
  discoverFiles,
  detectIdAndTarget,
  createStorage,
  loadFiles,
  detectColumnTypes,
  generateFeaturesBy(makeFeatures),
  computeStatistics,
  saveConfiguration,
];

export const steps = stepsWith(async (...given) => (await import('../../features/make.js')).makeFeatures(...given));
