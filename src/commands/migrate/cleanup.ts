import { string as stringArg } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class MigrateCleanup extends MdmCommand {
  static override summary = 'Take away what migrations left.';
  static override description =
    'Of the datasets that are named, or of all: the databases that they moved away from, where all values are still equal; those of a dataset that was changed since stay. Also what migrations left that were cut off: half-filled databases and copies. With --run: forgets a run that will never be done, or what it says of the datasets that are named.';
  static override usage = 'migrate cleanup [NAME... | --all] [--run RUN] [FLAGS]';
  static override strict = false;
  static override examples = [
    '<%= config.bin %> migrate cleanup --all --dry-run',
    '<%= config.bin %> migrate cleanup titanic iris',
    { description: 'A run whose datasets will never come:', command: '<%= config.bin %> migrate cleanup --run 20260301101500-home' },
  ];
  static override args = { name: stringArg({ description: 'Names of datasets.', ignoreStdin: true }) };
  static override flags = {
    all: boolean({ summary: 'The kept databases of all datasets.' }),
    run: string({ summary: 'Forget this run.', helpValue: 'RUN' }),
    'dry-run': boolean({ summary: 'Say what would be taken away, and do nothing.' }),
    force: boolean({ char: 'f', summary: 'Do not ask.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(MigrateCleanup);
    const [{ cleanUp, planCleanup }, views, { MdmError }, { endBatch }] = await Promise.all([
      import('../../migration/cleanup/cleanup.js'),
      import('../output/cleanup.js'),
      import('../../errors.js'),
      import('../output/batch.js'),
    ]);
    const names = argv as string[];
    if (flags.all && (names.length > 0 || flags.run !== undefined))
      throw new MdmError('usage', '--all goes neither with names nor with --run.', 'See: mdm migrate cleanup --help');
    const ws = await this.workspace();
    const plan = await planCleanup(ws, { names, all: flags.all, ...(flags.run === undefined ? {} : { run: flags.run }) });
    const nothing = views.isClean(plan);
    const goes = !flags['dry-run'] && !nothing && (flags.force || (await this.agreed(views.cleanupLines(plan))));
    const shown = goes ? await cleanUp(ws, plan) : plan;
    if (flags.json) this.printJson(views.cleanupJson(shown, goes));
    else {
      const head = nothing ? 'There is nothing to take away.' : goes ? 'Taken away:' : 'Would be taken away:';
      const end = goes || nothing ? [] : ['Nothing was done.'];
      this.print([head, ...views.cleanupLines(shown), ...views.staysLines(shown), ...end].join('\n'));
    }
    if (shown.stays.length > 0)
      endBatch(
        new MdmError(
          'validation',
          `Not everything could be taken away: ${shown.stays.map(({ dataset }) => dataset).join(', ')}.`,
          'Of a dataset that was changed since, it goes by: mdm dataset migrate NAME --to BACKEND --drop-source',
        ),
        flags.json,
      );
  }

  private async agreed(lines: readonly string[]): Promise<boolean> {
    const [{ confirm }, config] = await Promise.all([import('../input/confirm.js'), this.settings()]);
    if (!config.get('cli.confirm_destructive')) return true;
    if (process.stdin.isTTY && process.stderr.isTTY) process.stderr.write(`${lines.join('\n')}\n`);
    return confirm('Take this away?', { signal: this.signal });
  }
}
