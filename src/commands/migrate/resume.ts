import { string as stringArg } from '@oclif/core/args';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { shareLine } from '../output/share.js';

export default class MigrateResume extends MdmCommand {
  static override summary = 'Go on with a migration of several datasets.';
  static override description =
    'What is done stays as it is; what was cut off is done anew, and what failed is tried again. Without RUN it is the last run that is not done.';
  static override usage = 'migrate resume [RUN] [FLAGS]';
  static override examples = ['<%= config.bin %> migrate resume', '<%= config.bin %> migrate resume 20260301101500-home'];
  static override args = { run: stringArg({ description: 'Name of the run, as mdm migrate status shows it.', ignoreStdin: true }) };
  static override flags = { ...jsonFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(MigrateResume);
    const [{ resumeRun }, { runError }, { endBatch, outcomeLine }, views, config] = await Promise.all([
      import('../../migration/runs/resume.js'),
      import('../../migration/runs/work.js'),
      import('../output/batch.js'),
      import('../output/runs.js'),
      this.settings(),
    ]);
    const line = shareLine(flags.json || !config.get('cli.show_progress'));
    const resumed = await resumeRun(await this.workspace(line.update), args.run, {
      onDone: (outcome, number, of) => {
        line.clear();
        if (!flags.json) this.print(outcomeLine(outcome, number, of, views.workedWords, this.paint));
      },
    }).finally(() => line.clear());
    const { outcomes, run, seconds } = resumed.of;
    if (flags.json) this.printJson(resumed.kind === 'home' ? views.homeJson(resumed.of) : views.allJson(resumed.of));
    else {
      const rest = resumed.kind === 'home' ? views.restOf(resumed.of) : [];
      this.print([views.summaryOf(outcomes, run, seconds), ...rest].join('\n'));
    }
    endBatch(runError(outcomes, run), flags.json);
  }
}
