import { string as stringArg } from '@oclif/core/args';
import { jsonFlag } from '../input/flags.js';
import { RecoveryCommand } from '../input/recovery.js';

export default class RollbackShow extends RecoveryCommand {
  static override summary = 'Show what a point holds.';
  static override usage = 'rollback show [ID] [FLAGS]';
  static override examples = ['<%= config.bin %> rollback show', '<%= config.bin %> rollback show 20260301-101500-1a2b --json'];
  static override args = { id: stringArg({ description: 'Id of a point (default: the latest made on purpose).', ignoreStdin: true }) };
  static override flags = { ...jsonFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RollbackShow);
    const [{ pointOf }, { snapshotJson, snapshotView }] = await Promise.all([
      import('../../recovery/points.js'),
      import('../output/recovery.js'),
    ]);
    const ws = await this.workspace();
    this.mind('nothing');
    const point = await pointOf(ws, args.id);
    if (flags.json) return this.printJson(snapshotJson(point));
    this.print(snapshotView(point));
  }
}
