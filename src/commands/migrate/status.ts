import { string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class MigrateStatus extends MdmCommand {
  static override summary = 'Show which datasets were migrated, and what the runs did.';
  static override description =
    'Per dataset: old only (in another home alone), new only (in this home, and from nowhere), migrated, or failed. The other homes are those of the runs, and the one of --from. Nothing is changed.';
  static override usage = 'migrate status [FLAGS]';
  static override examples = [
    '<%= config.bin %> migrate status',
    { description: 'With the log of a run:', command: '<%= config.bin %> migrate status --run 20260301101500-home' },
  ];
  static override flags = {
    from: string({ summary: 'Another home to look into.', helpValue: 'DIR' }),
    run: string({ summary: 'Also show the log of this run.', helpValue: 'RUN' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(MigrateStatus);
    const [{ migrationStatus }, config] = await Promise.all([import('../../migration/status/status.js'), this.settings()]);
    const status = await migrationStatus(config, {
      ...(flags.from === undefined ? {} : { from: flags.from }),
      ...(flags.run === undefined ? {} : { run: flags.run }),
    });
    if (flags.json) return this.printJson(status);
    const { statusView } = await import('../output/validated.js');
    this.print(await statusView(status, { width: this.width, paint: this.paint }));
  }
}
