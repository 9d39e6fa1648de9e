import { boolean, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { BACKENDS } from '../../storage/backend.js';
import { backendFlag, migrateFlags } from '../input/migrate.js';
import { shareLine } from '../output/share.js';

export default class MigrateHome extends MdmCommand {
  static override summary = 'Copy the datasets of another home, such as one of MDM 1.0.6, into this one.';
  static override description =
    'The other home is only read; nothing else may be writing it. Its settings are taken over where this home has none, and every dataset is compared with its source before it appears here. What fails is told in the end, and the others are migrated; a run that was cut off goes on by mdm migrate resume.';
  static override usage = 'migrate home --from DIR [FLAGS]';
  static override examples = [
    { description: 'What would be done:', command: '<%= config.bin %> migrate home --from ~/.mdm --dry-run' },
    { description: 'Into a new home:', command: 'MDM_HOME_DIR=~/.mdm-new <%= config.bin %> migrate home --from ~/.mdm' },
  ];
  static override flags = {
    from: string({ summary: 'Folder of the other home.', helpValue: 'DIR', required: true }),
    to: backendFlag({ summary: 'Backend that gets the datasets: sqlite, duckdb or postgresql (default: the one in use).' }),
    'datasets-only': boolean({ summary: 'Leave the configuration of the other home where it is.' }),
    ...migrateFlags,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(MigrateHome);
    const [{ migrateHome }, { takeConfig }, { runError }, { endBatch, outcomeLine }, views, { placeOf }] = await Promise.all([
      import('../../migration/home/migrate.js'),
      import('../../migration/home/take-config.js'),
      import('../../migration/runs/work.js'),
      import('../output/batch.js'),
      import('../output/runs.js'),
      import('../input/config.js'),
    ]);
    const place = { ...placeOf(flags.config), from: flags.from, dryRun: flags['dry-run'] };
    // Its settings hold from here on.
    const taken = flags['datasets-only'] ? undefined : await takeConfig(place);
    const config = await this.settings();
    const said = taken?.keys.find(({ key }) => key === 'database.default_backend')?.after;
    const planned = config.origin('database.default_backend') === 'default' ? BACKENDS.find((name) => name === said) : undefined;
    const to = flags.to ?? planned;
    const options = {
      from: flags.from,
      verify: flags.verify,
      ...(to === undefined ? {} : { to }),
      ...(flags['batch-size'] === undefined ? {} : { batchSize: flags['batch-size'] }),
    };
    if (flags['dry-run']) {
      const { withoutLog } = await import('../input/register.js');
      const ws = await withoutLog(config, { signal: this.signal, registry: () => this.registry() }, await this.debugging());
      const plan = await migrateHome(ws, { ...options, dryRun: true });
      if (flags.json) return this.printJson(views.homeJson(plan, taken));
      const view = await views.homePlanView(plan, { width: this.width, paint: this.paint });
      return this.print([view, ...views.configLines(taken, flags.from), 'Nothing was done.'].join('\n'));
    }
    const line = shareLine(flags.json || !config.get('cli.show_progress'));
    const done = await migrateHome(await this.workspace(line.update), {
      ...options,
      onDone: (outcome, number, of) => {
        line.clear();
        if (!flags.json) this.print(outcomeLine(outcome, number, of, views.workedWords, this.paint));
      },
    }).finally(() => line.clear());
    if (flags.json) this.printJson(views.homeJson(done, taken));
    else {
      const lines = [
        views.summaryOf(done.outcomes, done.run, done.seconds),
        ...views.configLines(taken, flags.from),
        ...views.restOf(done),
      ];
      this.print(lines.join('\n'));
    }
    const now = config.get('database.default_backend');
    if (now !== done.to) this.note(`The backend in use is ${now}. To use the datasets: mdm config set database.default_backend ${done.to}`);
    endBatch(runError(done.outcomes, done.run), flags.json);
  }
}
