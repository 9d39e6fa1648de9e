import { string as stringArg } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import type { Workspace } from '../../datasets/workspace.js';
import type { BackendName } from '../../storage/backend.js';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { backendFlag, migrateFlags } from '../input/migrate.js';
import { shareLine } from '../output/share.js';

export default class DatasetMigrate extends MdmCommand {
  static override summary = 'Move a dataset to another backend.';
  static override description =
    'Its tables and metadata are copied and compared with the source; then the pointer is switched in one step. The source stays until it is dropped by --drop-source, at once or later. A failure or Ctrl-C leaves the dataset where it was.';
  static override usage = 'dataset migrate NAME --to BACKEND [FLAGS]';
  static override examples = [
    '<%= config.bin %> dataset migrate titanic --to duckdb --dry-run',
    '<%= config.bin %> dataset migrate titanic --to duckdb',
    { description: 'Take away what the migration left:', command: '<%= config.bin %> dataset migrate titanic --to duckdb --drop-source' },
  ];
  static override args = { name: stringArg({ description: 'Name of the dataset.', required: true, ignoreStdin: true }) };
  static override flags = {
    to: backendFlag({ summary: 'sqlite, duckdb or postgresql.', required: true }),
    ...migrateFlags,
    'drop-source': boolean({ summary: 'Take the source away after the switch, and what earlier migrations left.' }),
    force: boolean({ char: 'f', summary: 'Do not ask.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetMigrate);
    const [{ migrateDataset }, { migratedJson, migratedView, planView }, config] = await Promise.all([
      import('../../datasets/migrate.js'),
      import('../output/migrated.js'),
      this.settings(),
    ]);
    const options = {
      verify: flags.verify,
      dropSource: flags['drop-source'],
      ...(flags['batch-size'] === undefined ? {} : { batchSize: flags['batch-size'] }),
    };
    if (flags['dry-run']) {
      const plan = await this.reading((ws) => migrateDataset(ws, args.name, flags.to, { ...options, dryRun: true }));
      if (flags.json) return this.printJson(migratedJson(plan));
      return this.print(`${planView(plan)}\nNothing was done.`);
    }
    if (flags['drop-source']) {
      const { isBackedUp, NO_BACKUP } = await import('../input/backed-up.js');
      if (!(await isBackedUp(config))) this.note(NO_BACKUP);
    }
    if (!flags.force && !(await this.agreed(args.name, flags.to, flags['drop-source'])))
      return flags.json ? this.printJson({ name: args.name, migrated: false, confirmed: false }) : this.print('Nothing was done.');
    const line = shareLine(flags.json || !config.get('cli.show_progress'));
    try {
      const migrated = await migrateDataset(await this.workspace(line.update), args.name, flags.to, options);
      line.clear();
      if (flags.json) return this.printJson(migratedJson(migrated));
      this.print(migratedView(migrated, this.paint));
      const now = config.get('database.default_backend');
      if (now !== flags.to) this.note(`The backend in use is ${now}. To use the dataset: MDM_DEFAULT_BACKEND=${flags.to}`);
    } finally {
      line.clear();
    }
  }

  /** On a terminal it asks. Elsewhere only what drops something has to be confirmed. */
  private async agreed(name: string, to: BackendName, drops: boolean): Promise<boolean> {
    const [{ confirm }, config] = await Promise.all([import('../input/confirm.js'), this.settings()]);
    if (!config.get('cli.confirm_destructive')) return true;
    if (!drops && !(process.stdin.isTTY && process.stderr.isTTY)) return true;
    return confirm(`Move ${name} to ${to}${drops ? ' and take the source away' : ''}?`, { signal: this.signal });
  }

  /** Works without a log file: nothing is written. */
  private async reading<T>(work: (ws: Workspace) => Promise<T>): Promise<T> {
    const { withoutLog } = await import('../input/register.js');
    const ws = await withoutLog(await this.settings(), { signal: this.signal, registry: () => this.registry() }, await this.debugging());
    try {
      return await work(ws);
    } finally {
      await ws.backends.close();
    }
  }
}
