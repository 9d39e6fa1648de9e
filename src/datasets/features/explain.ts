import { basename } from 'node:path';
import { MdmError } from '../../errors.js';
import type { FeatureExplanation } from '../../pipeline/result.js';
import { openDataset } from '../open.js';
import type { Workspace } from '../workspace.js';
import { storedFeatures } from './recipe-store.js';

/** Every feature of a dataset in words, with what was fitted and as SQL; those of own modules by module and operation. */
export async function explainDataset(workspace: Workspace, name: string): Promise<FeatureExplanation[]> {
  const dataset = await openDataset(workspace, name);
  const { recipe, custom } = await storedFeatures(dataset);
  if (!recipe && custom.length === 0)
    throw new MdmError(
      'not-found',
      `The dataset ${JSON.stringify(dataset.record.display_name)} has no features.`,
      `Make them with: mdm features generate ${dataset.record.name}`,
    );
  const { explainRecipe } = await import('../../pipeline/explain.js');
  const own = custom.map(({ name: feature, given, type, module, operation }): FeatureExplanation => ({
    name: feature,
    transformer: `custom ${basename(module)}`,
    type,
    sources: [],
    explain: `${given} as the operation ${operation} of ${module} gives it.`,
    fitted: {},
    sql: '',
    kept: true,
  }));
  return [...(recipe ? explainRecipe(recipe) : []), ...own];
}
