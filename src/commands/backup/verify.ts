import { string as stringArg } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { jsonFlag } from '../input/flags.js';
import { RecoveryCommand } from '../input/recovery.js';
import { shareLine } from '../output/share.js';

export default class BackupVerify extends RecoveryCommand {
  static override summary = 'Check that a backup is as it was written.';
  static override description =
    'Reads every file and compares its checksum; with --full also puts each dataset into a scratch folder and compares all its values. Ends with 1 when something is missing or changed.';
  static override usage = 'backup verify [ID|FOLDER] [FLAGS]';
  static override examples = ['<%= config.bin %> backup verify', '<%= config.bin %> backup verify 20260301-101500-1a2b --full'];
  static override args = { id: stringArg({ description: 'Id or folder of a backup (default: the latest).', ignoreStdin: true }) };
  static override flags = {
    full: boolean({ summary: 'Read the tables too.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BackupVerify);
    const [{ backupOf }, { verifySnapshot }, { verifiedJson, verifiedView }, config] = await Promise.all([
      import('../../recovery/points.js'),
      import('../../recovery/verify.js'),
      import('../output/recovery.js'),
      this.settings(),
    ]);
    const line = shareLine(flags.json || !config.get('cli.show_progress'));
    try {
      this.mind('nothing');
      const ws = await this.workspace(line.update);
      const backup = await backupOf(ws, args.id);
      const verified = await verifySnapshot(ws, backup, { full: flags.full });
      line.clear();
      if (flags.json) this.printJson(verifiedJson(backup, verified));
      else this.print(verifiedView(backup, verified));
      if (verified.problems.length > 0) process.exitCode = 1;
    } finally {
      line.clear();
    }
  }
}
