import { string as stringArg } from '@oclif/core/args';
import { MdmCommand } from '../base.js';
import { jsonFlag, outputFlags, pluginFlags, runFlags } from '../input/flags.js';
import { toGenerateOptions } from '../input/options.js';
import { places } from '../input/paths.js';
import { progressBar } from '../output/progress.js';

export default class Apply extends MdmCommand {
  static override summary = 'Make the features of a recipe from another table.';
  static override description = `RECIPE is a file, or the name of a dataset: its features, those of own modules too. Nothing is measured again: the recipe holds what was fitted. A table that does not fit the recipe is refused, naming the column.
Without -o, <name>.features.parquet is written to the present folder.`;
  static override usage = 'features apply RECIPE SOURCE [FLAGS]';
  static override examples = ['<%= config.bin %> features apply penguins.recipe.json new-penguins.csv -o new-penguins.features.parquet'];
  static override args = {
    recipe: stringArg({
      description: 'Recipe file that features generate wrote, or the name of a dataset.',
      required: true,
      ignoreStdin: true,
    }),
    source: stringArg({ description: 'A file, a glob or a folder.', required: true, ignoreStdin: true }),
  };
  static override flags = { ...outputFlags, ...pluginFlags, ...jsonFlag, ...runFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Apply);
    const { datasetOrFile, onlyFlags } = await import('../input/dataset-source.js');
    const meant = await datasetOrFile(args.recipe, () => this.settings());
    if (meant.note !== undefined) this.note(meant.note);
    const { output, format } = await places(args.source, flags.output, flags.format);
    if (meant.dataset !== undefined) {
      onlyFlags(flags, ['output', 'format', 'force', 'json', 'verbose', 'debug', 'config', 'no-color']);
      const { applyDatasetFeatures } = await import('../../datasets/features/apply.js');
      const applied = await applyDatasetFeatures(await this.workspace(), meant.dataset, {
        source: args.source,
        output,
        format,
        force: flags.force,
      });
      if (flags.json) return this.printJson(applied);
      const { appliedDatasetView } = await import('../output/dataset-features.js');
      this.print(appliedDatasetView(applied, { width: this.width, paint: this.paint }));
      for (const note of [...applied.warnings, ...applied.notes]) this.note(note);
      return;
    }
    const bar = progressBar(flags.json);
    const { keep, force, memoryLimit, threads, temp, pluginTimeout } = toGenerateOptions(args.source, flags);
    const chosen = Object.fromEntries(
      Object.entries({ keep, force, memoryLimit, threads, temp, pluginTimeout }).filter(([, value]) => value !== undefined),
    );
    try {
      const { applyRecipe } = await import('../../index.js');
      const result = await applyRecipe({
        recipe: args.recipe,
        source: args.source,
        output,
        format,
        ...chosen,
        signal: this.signal,
        onProgress: bar.update,
        registry: await this.registry({ safeMode: flags['safe-mode'], timeout: flags['plugin-timeout'] }),
      });
      bar.clear();
      const { appliedJson, appliedView } = await import('../output/generated.js');
      if (flags.json) return this.printJson(appliedJson(result));
      this.print(await appliedView(result, { width: this.width, paint: this.paint }));
      for (const note of result.notes) this.note(note);
    } finally {
      bar.clear();
    }
  }
}
