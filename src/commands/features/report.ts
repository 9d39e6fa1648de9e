import { string as stringArg } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { MdmError } from '../../errors.js';
import { MdmCommand } from '../base.js';
import { jsonFlag, pluginFlags, runFlags } from '../input/flags.js';
import { toGenerateOptions } from '../input/options.js';
import { writeReport } from '../output/file.js';
import { progressBar } from '../output/progress.js';

export default class FeaturesReport extends MdmCommand {
  static override summary = 'Write one HTML page of features: what each is, how it is distributed, and how it goes with the target.';
  static override description = `Of a recipe, with --data a table from which the features are made and measured; or of the features that a dataset holds. The page needs no network.
Without -o, <name>.features.html is written to the present folder.`;
  static override usage = 'features report RECIPE|NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> features report penguins.recipe.json --data penguins.csv -o penguins.html',
    '<%= config.bin %> features report titanic',
  ];
  static override args = {
    of: stringArg({ name: 'RECIPE|NAME', description: 'Recipe file, or name of a dataset.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    data: string({ summary: 'With a recipe: a file, a glob or a folder to make the features from.', helpValue: 'FILE' }),
    output: string({ char: 'o', summary: 'File of the page.', helpValue: 'FILE', helpGroup: 'output' }),
    force: boolean({ char: 'f', summary: 'Write over a file that is there.', helpGroup: 'output' }),
    ...pluginFlags,
    ...jsonFlag,
    ...runFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FeaturesReport);
    const bar = progressBar(flags.json);
    try {
      const isFile = await stat(args.of).then(
        (there) => there.isFile(),
        () => false,
      );
      const ofRecipe = isFile || /\.json$|[\\/]/i.test(args.of);
      if (!ofRecipe && flags.data !== undefined)
        throw new MdmError(
          'usage',
          '--data goes with a recipe file.',
          `The features of the dataset itself: mdm features report ${args.of}`,
        );
      const { recipeReport, datasetFeaturesReport } = await import('../../report/features-of.js');
      let page: string;
      let name: string;
      if (ofRecipe) {
        const { memoryLimit, threads, temp, pluginTimeout } = toGenerateOptions(args.of, flags);
        const run = Object.fromEntries(
          Object.entries({ memoryLimit, threads, temp, pluginTimeout, data: flags.data }).filter(([, v]) => v !== undefined),
        );
        page = await recipeReport({
          recipe: args.of,
          ...run,
          registry: () => this.registry({ safeMode: flags['safe-mode'], timeout: flags['plugin-timeout'] }),
          signal: this.signal,
          onProgress: bar.update,
        });
        name = basename(args.of).replace(/(\.recipe)?\.json$/i, '');
      } else {
        const { openDataset } = await import('../../datasets/open.js');
        const ws = await this.workspace();
        const dataset = await openDataset(ws, args.of);
        page = await datasetFeaturesReport(ws, dataset);
        name = dataset.record.name;
      }
      bar.clear();
      const file = flags.output ?? `${name}.features.html`;
      await writeReport(file, page, flags.force);
      if (flags.json) return this.printJson({ file });
      this.print(`Report: ${file}`);
    } finally {
      bar.clear();
    }
  }
}
