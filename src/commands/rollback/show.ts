import { string as stringArg } from '@oclif/core/args';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class RollbackShow extends MdmCommand {
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
    const point = await pointOf(await this.workspace(), args.id);
    if (flags.json) return this.printJson(snapshotJson(point));
    this.print(snapshotView(point));
  }
}
