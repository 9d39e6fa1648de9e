import { boolean, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { shareLine } from '../output/share.js';

export default class BackupCreate extends MdmCommand {
  static override summary = 'Copy the home with its datasets.';
  static override description =
    'Copies the configuration, flags, pointers, custom features and the tables of all datasets into <home>/backups, with a checksum of each file and of each column. A dataset is locked while it is copied. The copy appears whole or not at all; a dataset that cannot be copied is named, and the command ends with 1.';
  static override usage = 'backup create [FLAGS]';
  static override examples = [
    '<%= config.bin %> backup create',
    '<%= config.bin %> backup create --description "before the new backend"',
    '<%= config.bin %> backup create --dataset titanic --json',
  ];
  static override flags = {
    description: string({ summary: 'What it is for.', helpValue: 'TEXT' }),
    dataset: string({ summary: 'This dataset alone; may be given several times.', helpValue: 'NAME', multiple: true }),
    'without-data': boolean({ summary: 'Configuration, flags and custom features alone.', exclusive: ['dataset'] }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(BackupCreate);
    const [{ createBackup }, { madeView, snapshotJson }, config] = await Promise.all([
      import('../../recovery/points.js'),
      import('../output/recovery.js'),
      this.settings(),
    ]);
    const line = shareLine(flags.json || !config.get('cli.show_progress'));
    try {
      const ws = await this.workspace(line.update);
      const made = await createBackup(ws, { description: flags.description, datasets: flags.dataset, data: !flags['without-data'] });
      line.clear();
      if (flags.json) this.printJson(snapshotJson(made));
      else this.print(madeView(made, this.paint));
      if (made.manifest.failed.length > 0) process.exitCode = 1;
    } finally {
      line.clear();
    }
  }
}
