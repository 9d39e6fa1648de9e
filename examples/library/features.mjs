import { explainRecipe, generateFeatures, loadRecipe, readFeatureTable } from '@mdm/cli';

const source = '../penguins.csv';
const { features, columns } = await generateFeatures({
  source,
  target: 'species',
  only: ['statistical.zscore', 'categorical'],
  recipe: 'penguins.recipe.json',
});
console.log(`${columns.length} columns, ${features.filter((f) => !f.dropped).length} features`);

const recipe = await loadRecipe('penguins.recipe.json');
for (const { name, explain, kept } of explainRecipe(recipe)) if (kept) console.log(`${name}: ${explain}`);

const table = await readFeatureTable({ recipe: 'penguins.recipe.json', source, keep: 'none' });
console.log(`${table.numRows} rows, ${table.numCols} features`);
console.log(`a heavy penguin: ${Math.max(...table.getChild('body_mass_g__zscore').toArray()).toFixed(2)} deviations above the mean`);
