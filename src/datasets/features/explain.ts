import { basename } from 'node:path';
import type { FeatureExplanation } from '../../pipeline/result.js';
import { openDataset } from '../open.js';
import type { Workspace } from '../workspace.js';
import { storedRecipe } from './recipe-store.js';

/** Every feature of a dataset in words, with what was fitted and as SQL; those of own modules by module and operation. */
export async function explainDataset(workspace: Workspace, name: string): Promise<FeatureExplanation[]> {
  const dataset = await openDataset(workspace, name);
  const { recipe, custom } = await storedRecipe(dataset);
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
