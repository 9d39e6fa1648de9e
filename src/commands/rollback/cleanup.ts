import { boolean, integer } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class RollbackCleanup extends MdmCommand {
  static override summary = 'Remove the oldest points.';
  static override description = 'The latest points stay, and so does the latest one that was verified. Backups are not touched.';
  static override usage = 'rollback cleanup [FLAGS]';
  static override examples = [
    '<%= config.bin %> rollback cleanup --keep 5 --dry-run',
    '<%= config.bin %> rollback cleanup --keep 2 --force',
  ];
  static override flags = {
    keep: integer({ summary: 'Points that stay.', default: 5, min: 0, helpValue: 'N' }),
    'dry-run': boolean({ summary: 'Say what would be removed, and remove nothing.' }),
    force: boolean({ char: 'f', summary: 'Do not ask.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(RollbackCleanup);
    const [{ cleanPoints }, { cleanedJson, cleanedView }, { confirm }, config] = await Promise.all([
      import('../../recovery/points.js'),
      import('../output/recovery.js'),
      import('../input/confirm.js'),
      this.settings(),
    ]);
    const ws = await this.workspace();
    const { keep } = flags;
    const planned = await cleanPoints(ws, { keep, dryRun: true });
    const asks = !flags['dry-run'] && !flags.force && planned.removed.length > 0 && config.get('cli.confirm_destructive');
    if (asks && !(await confirm(`Remove ${planned.removed.length} of the points?`, { signal: this.signal })))
      return this.print('Nothing was removed.');
    const cleaned = flags['dry-run'] ? planned : await cleanPoints(ws, { keep });
    if (flags.json) return this.printJson(cleanedJson(cleaned, flags['dry-run']));
    this.print(cleanedView(cleaned, flags['dry-run']));
  }
}
