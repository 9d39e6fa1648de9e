import { string as stringArg } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import type { RegisterOptions, Registered } from '../../datasets/registration/context.js';
import type { Workspace } from '../../datasets/workspace.js';
import { MdmCommand } from '../base.js';
import { listFlag, listOf, typeFlags, typesOf } from '../input/columns.js';
import { jsonFlag, runFlags } from '../input/flags.js';
import { stepsLine } from '../output/steps.js';

/** Steps before this one write nothing. */
const FIRST_WRITING = 7;

const word = (summary: string, helpValue: string, helpGroup: string) => string({ summary, helpValue, helpGroup });

export default class DatasetRegister extends MdmCommand {
  static override summary = 'Register a dataset: read its files, find out what they hold, store them, and make features.';
  static override description =
    'PATH is a file (CSV, TSV, JSON, Parquet, Arrow, Excel, each also in a ZIP archive; text also .gz), a folder, or a glob in quotes. Files of a folder called train, test, validation and sample_submission get those roles; others become tables of their own names. A failure or Ctrl-C leaves everything as it was.';
  static override usage = 'dataset register NAME [PATH] [FLAGS]';
  static override examples = [
    { description: 'A file, with the column to predict:', command: '<%= config.bin %> dataset register iris iris.csv --target species' },
    { description: 'A folder as Kaggle gives it:', command: '<%= config.bin %> dataset register titanic ./titanic' },
    {
      description: 'See what would be found, and write nothing:',
      command: '<%= config.bin %> dataset register titanic ./titanic --dry-run',
    },
    {
      description: 'Exactly these files, nothing found out:',
      command: '<%= config.bin %> dataset register sales --no-auto --train tr.csv --test te.csv --target y --id-columns id',
    },
    { description: 'Go on after a crash:', command: '<%= config.bin %> dataset register iris --resume' },
  ];
  static override args = {
    name: stringArg({ description: 'Name: letters, digits, `_` and `-`.', required: true, ignoreStdin: true }),
    path: stringArg({ description: 'A file, a folder or a glob (default: the current folder).', ignoreStdin: true }),
  };
  static override flags = {
    target: string({ char: 't', summary: 'Column to predict.', helpValue: 'COLUMN', helpGroup: 'column' }),
    'id-columns': listFlag('Columns that name a row, by commas; no feature is made of them.', 'COLUMNS', 'column'),
    'problem-type': word(
      'binary_classification, multiclass_classification, regression, time_series, clustering, ranking, multilabel or classification (default: found out).',
      'TYPE',
      'column',
    ),
    'time-column': word('Column that orders the rows.', 'COLUMN', 'column'),
    'group-column': word('Column whose rows belong together.', 'COLUMN', 'column'),
    'stratify-column': word('Column whose shares splits keep.', 'COLUMN', 'column'),
    'ignore-columns': listFlag('Columns that are stored and made no features of, by commas.', 'COLUMNS', 'column'),
    ...typeFlags,
    description: string({ char: 'd', summary: 'What it is.', helpValue: 'TEXT', helpGroup: 'about' }),
    tags: listFlag('Tags, by commas.', 'TAGS', 'about'),
    source: word('Where it came from (default: kaggle, or the path).', 'TEXT', 'about'),
    'no-auto': boolean({ summary: 'Find out nothing; what is said holds.', helpGroup: 'file' }),
    train: word('Training table, instead of PATH.', 'FILE', 'file'),
    test: word('Test table.', 'FILE', 'file'),
    validation: word('Validation table.', 'FILE', 'file'),
    submission: word('Submission table; its columns are no features.', 'FILE', 'file'),
    sheet: word('Sheet of an Excel file (default: the first).', 'NAME', 'file'),
    force: boolean({ char: 'f', summary: 'Replace a dataset of this name, which stays until the new one is complete.', helpGroup: 'run' }),
    'no-features': boolean({ summary: 'Make no features.', helpGroup: 'run' }),
    'skip-analysis': boolean({ summary: 'Compute no statistics; `mdm dataset stats` does it later.', helpGroup: 'run' }),
    'dry-run': boolean({ summary: 'Print what would be registered; write nothing.', helpGroup: 'run' }),
    resume: boolean({ summary: 'Go on with a registration that was cut off.', helpGroup: 'run' }),
    'memory-limit': runFlags['memory-limit'],
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetRegister);
    const { registerOptions } = await import('../input/register.js');
    const options = await registerOptions(args.path, {
      ...flags,
      types: typesOf(flags),
      'id-columns': listOf(flags['id-columns']),
      'ignore-columns': listOf(flags['ignore-columns']),
      tags: listOf(flags.tags),
    });
    const config = await this.settings();
    const line = stepsLine(flags.json || !config.get('cli.show_progress'));
    try {
      const registered = await this.register(
        args.name,
        { ...options, ...((await this.debugging()) ? { keepIntermediate: true } : {}), onStep: line.update },
        flags,
      );
      line.clear();
      const { registeredJson, registeredView } = await import('../output/registered.js');
      if (flags.json) this.printJson(registeredJson(registered));
      else this.print(await registeredView(registered, { width: this.width, paint: this.paint }));
      await this.tellWarnings(registered.warnings, flags['dry-run']);
      if (flags.json) return;
      for (const note of registered.notes) this.note(note);
    } catch (error) {
      line.clear();
      await this.explain(error);
      throw error;
    } finally {
      line.clear();
    }
  }

  private async register(
    name: string,
    options: RegisterOptions,
    flags: { readonly resume: boolean; readonly 'dry-run': boolean; readonly 'memory-limit'?: string | undefined },
  ): Promise<Registered> {
    const { withMemory, withoutLog } = await import('../input/register.js');
    const workspace: Workspace = flags['dry-run']
      ? await withoutLog(await this.settings(), { signal: this.signal, registry: () => this.registry() }, await this.debugging())
      : await this.workspace();
    const limited = withMemory(workspace, flags['memory-limit']);
    try {
      if (flags.resume) {
        const { resumeRegistration } = await import('../../components/registrar/index.js');
        return await resumeRegistration(limited, name, options);
      }
      const { register } = await import('../../components/registrar/index.js');
      return await register(limited, name, options);
    } finally {
      if (flags['dry-run']) await workspace.backends.close();
    }
  }

  /** Which step failed, and whether all of it was undone. */
  private async explain(error: unknown): Promise<void> {
    const { registrationFailure } = await import('../../datasets/registration/run.js');
    const failure = registrationFailure(error);
    if (!failure || failure.number < FIRST_WRITING) return;
    const left = failure.undone.flatMap(({ number, name, error: why }) => (why === undefined ? [] : [`step ${number} (${name}): ${why}`]));
    this.note(
      `Step ${failure.number} of 12 (${failure.name}) failed; ${left.length === 0 ? 'nothing is left of it.' : `not undone: ${left.join('; ')}. See: mdm doctor`}`,
    );
  }

  /** Through the log, except when nothing may be written. */
  private async tellWarnings(warnings: readonly string[], dryRun: boolean): Promise<void> {
    const log = dryRun ? undefined : await this.logger();
    for (const warning of warnings)
      if (log) log.warning(warning);
      else
        process.stderr.write(`WARNING: ${warning}
`);
  }
}
