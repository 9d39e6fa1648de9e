import { string as stringArg } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { MdmError, nearest } from '../../errors.js';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class Explain extends MdmCommand {
  static override summary = 'Say what the features of a recipe are, or one of them in detail.';
  static override description = 'In detail: the sentence, the source columns, what was fitted, and the SQL that makes the feature.';
  static override usage = 'features explain RECIPE [FEATURE] [FLAGS]';
  static override examples = [
    '<%= config.bin %> features explain penguins.recipe.json',
    '<%= config.bin %> features explain penguins.recipe.json bill_length_mm__zscore',
  ];
  static override args = {
    recipe: stringArg({ description: 'Recipe file, or the name of a dataset.', required: true, ignoreStdin: true }),
    feature: stringArg({ description: 'Name of one feature.', ignoreStdin: true }),
  };
  static override flags = {
    verbose: boolean({ summary: 'Print long values in full, and dropped features too.', helpGroup: 'output' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain);
    const { explainRecipe, loadRecipe } = await import('../../index.js');
    const { datasetOrFile } = await import('../input/dataset-source.js');
    const meant = await datasetOrFile(args.recipe, () => this.settings());
    if (meant.note !== undefined) this.note(meant.note);
    const all =
      meant.dataset === undefined
        ? explainRecipe(await loadRecipe(args.recipe))
        : await (await import('../../datasets/features/explain.js')).explainDataset(await this.workspace(), meant.dataset);
    const view = { width: this.width, paint: this.paint, verbose: flags.verbose };
    const { featuresView, featureView } = await import('../output/explained.js');
    if (args.feature === undefined) return flags.json ? this.printJson(all) : this.print(await featuresView(all, view));
    const one = all.find((feature) => feature.name === args.feature);
    if (!one) throw this.#unknown(args.feature, args.recipe, all);
    if (flags.json) return this.printJson(one);
    this.print(featureView(one, view));
  }

  #unknown(name: string, recipe: string, all: readonly { readonly name: string }[]): MdmError {
    const near = nearest(
      name,
      all.map((feature) => feature.name),
    );
    return new MdmError(
      'usage',
      `The recipe has no feature "${name}"${near ? `; did you mean ${near}?` : '.'}`,
      `See them all with: mdm features explain ${recipe}`,
    );
  }
}
