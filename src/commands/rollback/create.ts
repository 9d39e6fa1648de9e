import { boolean, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { shareLine } from '../output/share.js';

export default class RollbackCreate extends MdmCommand {
  static override summary = 'Make a point to go back to.';
  static override description =
    'Keeps flags, configuration, custom features, and the pointers and tables of all datasets in <home>/rollback, with checksums. A dataset that cannot be copied is named, and the command ends with 1.';
  static override usage = 'rollback create [FLAGS]';
  static override examples = [
    '<%= config.bin %> rollback create --description "before the cut-over of the backend"',
    '<%= config.bin %> rollback create --without-data',
  ];
  static override flags = {
    description: string({ summary: 'What it is for.', helpValue: 'TEXT' }),
    'without-data': boolean({ summary: 'Configuration, flags and custom features alone.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(RollbackCreate);
    const [{ createPoint }, { madeView, snapshotJson }, config] = await Promise.all([
      import('../../recovery/points.js'),
      import('../output/recovery.js'),
      this.settings(),
    ]);
    const line = shareLine(flags.json || !config.get('cli.show_progress'));
    try {
      const ws = await this.workspace(line.update);
      const made = await createPoint(ws, { description: flags.description, data: !flags['without-data'] });
      line.clear();
      if (flags.json) this.printJson(snapshotJson(made));
      else this.print(madeView(made, this.paint));
      if (made.manifest.failed.length > 0) process.exitCode = 1;
    } finally {
      line.clear();
    }
  }
}
