import { string as stringArg } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { printable } from '../output/text.js';

export default class MigrateFeatures extends MdmCommand {
  static override summary = 'Make plugins of custom features written for MDM 1.0.6.';
  static override description =
    'For each module in Python a package as mdm plugins create makes it, with a transformer for each operation, to be filled in, and a test that compares it with the features that the dataset keeps. Modules are read, never run. Without NAME or FILE it is all of this home and of the homes that were migrated.';
  static override usage = 'migrate features [NAME | FILE.py] -o DIR [FLAGS]';
  static override examples = [
    '<%= config.bin %> migrate features iris -o plugins',
    '<%= config.bin %> migrate features ~/.mdm/config/custom_features/iris.py -o plugins',
  ];
  static override args = { of: stringArg({ name: 'NAME', description: 'Name of a dataset, or file of a module.', ignoreStdin: true }) };
  static override flags = {
    output: string({ char: 'o', summary: 'Folder that gets a package for each module.', helpValue: 'DIR', required: true }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(MigrateFeatures);
    const [{ portFeatures }, { batchError }, { batchJson, endBatch }] = await Promise.all([
      import('../../migration/features/port.js'),
      import('../../datasets/batch.js'),
      import('../output/batch.js'),
    ]);
    const outcomes = await portFeatures(await this.workspace(), { into: flags.output, ...(args.of === undefined ? {} : { of: args.of }) });
    if (outcomes.length === 1 && !outcomes[0]!.ok) throw outcomes[0]!.error;
    if (flags.json) this.printJson(batchJson(outcomes, (one) => one));
    else
      for (const one of outcomes) {
        if (!one.ok) continue;
        const { value } = one;
        this.print(`Made ${value.package} in ${printable(value.folder)}, of ${printable(value.file)}:`);
        for (const { operation, features } of value.transformers)
          this.print(`  ${printable(operation)}: ${features.map(printable).join(', ')}`);
        if (value.left.length > 0) this.print(`  No feature is kept of ${value.left.map(printable).join(', ')}.`);
        this.print(`  To do: PORTING.md. Its tests compare ${value.rows} rows: npm install && mdm plugins test`);
      }
    const error = batchError(outcomes, 'ported');
    endBatch(error, flags.json);
  }
}
