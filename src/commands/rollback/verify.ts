import { string as stringArg } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { jsonFlag } from '../input/flags.js';
import { RecoveryCommand } from '../input/recovery.js';
import { shareLine } from '../output/share.js';

export default class RollbackVerify extends RecoveryCommand {
  static override summary = 'Check that a point is as it was written.';
  static override description =
    'Reads every file and compares its checksum; with --full also puts each dataset into a scratch folder and compares all its values. Ends with 1 when something is missing or changed.';
  static override usage = 'rollback verify [ID] [FLAGS]';
  static override examples = ['<%= config.bin %> rollback verify', '<%= config.bin %> rollback verify 20260301-101500-1a2b --full'];
  static override args = { id: stringArg({ description: 'Id of a point (default: the latest made on purpose).', ignoreStdin: true }) };
  static override flags = {
    full: boolean({ summary: 'Read the tables too.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RollbackVerify);
    const [{ pointOf }, { verifySnapshot }, { verifiedJson, verifiedView }, config] = await Promise.all([
      import('../../recovery/points.js'),
      import('../../recovery/verify.js'),
      import('../output/recovery.js'),
      this.settings(),
    ]);
    const line = shareLine(flags.json || !config.get('cli.show_progress'));
    try {
      this.mind('nothing');
      const ws = await this.workspace(line.update);
      const point = await pointOf(ws, args.id);
      const verified = await verifySnapshot(ws, point, { full: flags.full });
      line.clear();
      if (flags.json) this.printJson(verifiedJson(point, verified));
      else this.print(verifiedView(point, verified));
      if (verified.problems.length > 0) process.exitCode = 1;
    } finally {
      line.clear();
    }
  }
}
