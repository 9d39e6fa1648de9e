import { string as stringArg } from '@oclif/core/args';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class Diff extends MdmCommand {
  static override summary = 'Compare two recipes, or two feature files.';
  static override description = 'Exit code 0: they are equal; 1: they differ.';
  static override usage = 'features diff A B [FLAGS]';
  static override examples = [
    '<%= config.bin %> features diff before.recipe.json after.recipe.json',
    '<%= config.bin %> features diff before.parquet after.parquet',
  ];
  static override args = {
    a: stringArg({ description: 'Recipe or feature file.', required: true, ignoreStdin: true }),
    b: stringArg({ description: 'Recipe or feature file to compare with.', required: true, ignoreStdin: true }),
  };
  static override flags = jsonFlag;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Diff);
    const { diffFeatures } = await import('../../index.js');
    const report = await diffFeatures(args.a, args.b, { signal: this.signal });
    if (!report.equal) process.exitCode = 1;
    if (flags.json) return this.printJson(report);
    const { diffView } = await import('../output/difference.js');
    this.print(await diffView(report, args.a, args.b, { width: this.width, paint: this.paint }));
  }
}
