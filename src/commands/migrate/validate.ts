import { string as stringArg } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class MigrateValidate extends MdmCommand {
  static override summary = 'Compare migrated datasets with what they were made of.';
  static override description =
    'A dataset of another home is compared with that home, one that moved to another backend with the store it left: whether both are there, target, ids, problem type, backend, tables, all values of data and features, statistics. Where the source is gone, with what was noted of it. Nothing is changed. Ends with 1 when something is not equal.';
  static override usage = 'migrate validate (NAME | --all) [FLAGS]';
  static override examples = ['<%= config.bin %> migrate validate titanic', '<%= config.bin %> migrate validate --all --json'];
  static override args = { name: stringArg({ description: 'Name of a dataset.', ignoreStdin: true }) };
  static override flags = { all: boolean({ summary: 'All that were migrated.' }), ...jsonFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(MigrateValidate);
    const [{ validateMigrations }, { MdmError }, { endBatch }] = await Promise.all([
      import('../../migration/validate/validate.js'),
      import('../../errors.js'),
      import('../output/batch.js'),
    ]);
    if ((args.name === undefined) === !flags.all)
      throw new MdmError('usage', 'Name a dataset, or give --all.', 'Such as: mdm migrate validate --all');
    const validated = await validateMigrations(await this.workspace(), args.name === undefined ? undefined : [args.name]);
    const failed = validated.filter(({ ok }) => !ok).map(({ name }) => name);
    if (flags.json) this.printJson({ ok: failed.length === 0, datasets: validated });
    else if (validated.length === 0) this.print('No dataset of this home was migrated.');
    else {
      const { validatedView } = await import('../output/validated.js');
      this.print(await validatedView(validated, { width: this.width, paint: this.paint }));
    }
    if (failed.length > 0)
      endBatch(new MdmError('validation', `Not equal to the source: ${failed.join(', ')}.`, 'See the checks that failed.'), flags.json);
  }
}
