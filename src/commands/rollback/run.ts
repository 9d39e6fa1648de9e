import { boolean, option, string } from '@oclif/core/flags';
import { jsonFlag } from '../input/flags.js';
import { RecoveryCommand } from '../input/recovery.js';
import { shareLine } from '../output/share.js';

const TYPES = ['full', 'partial', 'flags', 'config', 'data'] as const;

export default class RollbackRun extends RecoveryCommand {
  static override summary = 'Go back to a point.';
  static override description =
    'full: flags, configuration, custom features and datasets. flags: the keys of refactoring. config: the configuration file. data: the pointers and tables of datasets. partial: the flag of each component of --components, and what the component writes: backend the datasets, registrar their pointers, features the custom features, config the configuration file. The point is verified first, and a point of the present state is made. Datasets made since are named and stay. A run that was cut off is repeated to its end by the same command.';
  static override usage = 'rollback run [FLAGS]';
  static override examples = [
    '<%= config.bin %> rollback run --type full --dry-run',
    '<%= config.bin %> rollback run --type flags --force',
    '<%= config.bin %> rollback run --type partial --components backend,registrar',
    '<%= config.bin %> rollback run --type data --point 20260301-101500-1a2b',
  ];
  static override flags = {
    type: option({ summary: 'What goes back.', options: TYPES, default: 'full' })(),
    components: string({ summary: 'With partial: some of backend, registrar, features, config, cli.', helpValue: 'NAME,...' }),
    point: string({ summary: 'Id of a point (default: the latest made on purpose).', helpValue: 'ID' }),
    'drop-new': boolean({ summary: 'Remove the datasets that were made since.' }),
    'dry-run': boolean({ summary: 'Say what would be restored, and do nothing.' }),
    force: boolean({ char: 'f', summary: 'Do not ask.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(RollbackRun);
    const [{ pointOf }, { rollback }, { rollbackView }, { confirm }, config] = await Promise.all([
      import('../../recovery/points.js'),
      import('../../recovery/rollback.js'),
      import('../output/recovery.js'),
      import('../input/confirm.js'),
      this.settings(),
    ]);
    const line = shareLine(flags.json || !config.get('cli.show_progress'));
    try {
      const ws = await this.workspace(line.update);
      const point = await pointOf(ws, flags.point);
      const components = flags.components?.split(',').map((one) => one.trim());
      const putsConfig = ['full', 'config'].includes(flags.type) || (flags.type === 'partial' && (components?.includes('config') ?? false));
      this.mind(putsConfig ? 'config' : 'data');
      const options = { type: flags.type, components, dropNew: flags['drop-new'], dryRun: flags['dry-run'] };
      if (!flags['dry-run'] && !flags.force && config.get('cli.confirm_destructive')) {
        const question = `Go back to ${point.manifest.id} of ${point.manifest.at} (${flags.type})?`;
        if (!(await confirm(question, { signal: this.signal }))) return this.print('Nothing was done.');
      }
      const result = await rollback(ws, point, options);
      line.clear();
      if (flags.json) this.printJson(result);
      else this.print(rollbackView(result, this.paint));
      if (result.errors.length > 0) process.exitCode = 1;
    } finally {
      line.clear();
    }
  }
}
