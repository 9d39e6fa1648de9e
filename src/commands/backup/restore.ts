import { string as stringArg } from '@oclif/core/args';
import { boolean, option, string } from '@oclif/core/flags';
import type { RollbackType } from '../../recovery/rollback.js';
import { jsonFlag } from '../input/flags.js';
import { RecoveryCommand } from '../input/recovery.js';
import { shareLine } from '../output/share.js';

export default class BackupRestore extends RecoveryCommand {
  static override summary = 'Put a backup back.';
  static override description =
    'The backup is verified first, and the present state is kept as a rollback point. A dataset is put beside the present one and compared with its checksums before the pointer is switched; what is as it was is left alone, so that a restore that was cut off is repeated to its end. Datasets made since stay. To use another home: set MDM_HOME_DIR, and name the backup by its folder.';
  static override usage = 'backup restore [ID|FOLDER] [FLAGS]';
  static override examples = [
    '<%= config.bin %> backup restore --dry-run',
    '<%= config.bin %> backup restore 20260301-101500-1a2b --force',
    '<%= config.bin %> backup restore --only data --dataset titanic',
  ];
  static override args = { id: stringArg({ description: 'Id or folder of a backup (default: the latest).', ignoreStdin: true }) };
  static override flags = {
    only: option({ summary: 'This part alone.', options: ['flags', 'config', 'data'] as const })(),
    dataset: string({ summary: 'This dataset alone; may be given several times.', helpValue: 'NAME', multiple: true }),
    'dry-run': boolean({ summary: 'Say what would be restored, and do nothing.' }),
    force: boolean({ char: 'f', summary: 'Do not ask.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BackupRestore);
    const [{ backupOf }, { rollback }, { rollbackView }, { confirm }, config] = await Promise.all([
      import('../../recovery/points.js'),
      import('../../recovery/rollback.js'),
      import('../output/recovery.js'),
      import('../input/confirm.js'),
      this.settings(),
    ]);
    const line = shareLine(flags.json || !config.get('cli.show_progress'));
    try {
      const ws = await this.workspace(line.update);
      const backup = await backupOf(ws, args.id);
      const type: RollbackType = flags.only ?? (flags.dataset ? 'data' : backup.manifest.data ? 'full' : 'config');
      this.mind(type === 'full' || type === 'config' ? 'config' : 'data');
      const options = { type, datasets: flags.dataset, dryRun: flags['dry-run'] };
      if (!flags['dry-run'] && !flags.force && config.get('cli.confirm_destructive')) {
        const question = `Put ${backup.manifest.id} of ${backup.manifest.at} back into ${config.home}?`;
        if (!(await confirm(question, { signal: this.signal }))) return this.print('Nothing was restored.');
      }
      const result = await rollback(ws, backup, options);
      line.clear();
      if (flags.json) this.printJson(result);
      else this.print(rollbackView(result, this.paint));
      if (result.errors.length > 0) process.exitCode = 1;
    } finally {
      line.clear();
    }
  }
}
