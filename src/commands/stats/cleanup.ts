import { boolean, integer } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class StatsCleanup extends MdmCommand {
  static override summary = 'Remove records of old operations.';
  static override description = 'Datasets are not touched. It asks before, unless --force is given or cli.confirm_destructive is false.';
  static override usage = 'stats cleanup [FLAGS]';
  static override examples = ['<%= config.bin %> stats cleanup --days 90 --force'];
  static override flags = {
    days: integer({ char: 'd', summary: 'Keep those of the last days (default: monitoring.retention_days).', min: 0, helpValue: 'N' }),
    force: boolean({ char: 'f', summary: 'Do not ask.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(StatsCleanup);
    const config = await this.settings();
    const days = flags.days ?? config.get('monitoring.retention_days');
    if (!flags.force && config.get('cli.confirm_destructive')) {
      const { confirm } = await import('../input/confirm.js');
      if (!(await confirm(`Remove the records of operations older than ${days} days?`, { signal: this.signal })))
        return flags.json ? this.printJson({ days, removed: 0, confirmed: false }) : this.print('Nothing was removed.');
    }
    const [{ cleanup }, { counted }] = await Promise.all([import('../../operations/operations.js'), import('../output/text.js')]);
    const removed = await cleanup(config, days);
    if (flags.json) return this.printJson({ days, removed, confirmed: true });
    this.print(`${counted(removed, 'record')} older than ${days} days removed.`);
  }
}
