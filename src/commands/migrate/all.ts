import { boolean, string } from '@oclif/core/flags';
import type { BackendName } from '../../storage/backend.js';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { backendFlag, migrateFlags } from '../input/migrate.js';
import { shareLine } from '../output/share.js';

export default class MigrateAll extends MdmCommand {
  static override summary = 'Move all datasets of this home, or those of a filter, to another backend.';
  static override description =
    'Some at a time, as performance.max_concurrent_operations says, each as mdm dataset migrate does it. What fails is told in the end, and the others are migrated; a run that was cut off goes on by mdm migrate resume.';
  static override usage = 'migrate all --to BACKEND [FLAGS]';
  static override examples = [
    '<%= config.bin %> migrate all --to duckdb --dry-run',
    '<%= config.bin %> migrate all --to postgresql --filter "row_count>100000"',
  ];
  static override flags = {
    to: backendFlag({ summary: 'Backend that gets the datasets: sqlite, duckdb or postgresql.', required: true }),
    filter: string({ summary: 'Only the datasets for which this holds, as of mdm dataset list.', helpValue: 'EXPRESSION' }),
    ...migrateFlags,
    'drop-source': boolean({ summary: 'Take each source away after its switch, and what earlier migrations left.' }),
    force: boolean({ char: 'f', summary: 'Do not ask.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(MigrateAll);
    const [{ migrateAll }, { runError }, { endBatch, outcomeLine }, views, config] = await Promise.all([
      import('../../migration/all/migrate.js'),
      import('../../migration/runs/work.js'),
      import('../output/batch.js'),
      import('../output/runs.js'),
      this.settings(),
    ]);
    const options = {
      to: flags.to,
      verify: flags.verify,
      dropSource: flags['drop-source'],
      ...(flags.filter === undefined ? {} : { filter: flags.filter }),
      ...(flags['batch-size'] === undefined ? {} : { batchSize: flags['batch-size'] }),
    };
    if (flags['dry-run']) {
      const { withoutLog } = await import('../input/register.js');
      const ws = await withoutLog(config, { signal: this.signal, registry: () => this.registry() }, await this.debugging());
      try {
        const planned = await migrateAll(ws, { ...options, dryRun: true });
        if (flags.json) return this.printJson(views.allJson(planned));
        return this.print(`${await views.allPlanView(planned, { width: this.width, paint: this.paint })}\nNothing was done.`);
      } finally {
        await ws.backends.close();
      }
    }
    if (flags['drop-source']) {
      const { isBackedUp, NO_BACKUP } = await import('../input/backed-up.js');
      if (!(await isBackedUp(config))) this.note(NO_BACKUP);
    }
    if (!flags.force && !(await this.agreed(flags.to, flags['drop-source'])))
      return flags.json ? this.printJson({ to: flags.to, confirmed: false }) : this.print('Nothing was done.');
    const line = shareLine(flags.json || !config.get('cli.show_progress'));
    const done = await migrateAll(await this.workspace(line.update), {
      ...options,
      onDone: (outcome, number, of) => {
        line.clear();
        if (!flags.json) this.print(outcomeLine(outcome, number, of, views.workedWords, this.paint));
      },
    }).finally(() => line.clear());
    if (flags.json) this.printJson(views.allJson(done));
    else this.print(views.summaryOf(done.outcomes, done.run, done.seconds));
    const now = config.get('database.default_backend');
    if (now !== flags.to)
      this.note(`The backend in use is ${now}. To use the datasets: mdm config set database.default_backend ${flags.to}`);
    endBatch(runError(done.outcomes, done.run), flags.json);
  }

  /** On a terminal it asks. Elsewhere only what drops something has to be confirmed. */
  private async agreed(to: BackendName, drops: boolean): Promise<boolean> {
    const [{ confirm }, config] = await Promise.all([import('../input/confirm.js'), this.settings()]);
    if (!config.get('cli.confirm_destructive')) return true;
    if (!drops && !(process.stdin.isTTY && process.stderr.isTTY)) return true;
    return confirm(`Move these datasets to ${to}${drops ? ' and take the sources away' : ''}?`, { signal: this.signal });
  }
}
