import { string as stringArg } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class DatasetRemove extends MdmCommand {
  static override summary = 'Remove a dataset with everything that MDM keeps of it.';
  static override description =
    'Its pointer, tables, statistics, and what a migration kept. It asks first unless --force or cli.confirm_destructive is false; the files it was registered from are not touched.';
  static override usage = 'dataset remove NAME [FLAGS]';
  static override examples = ['<%= config.bin %> dataset remove titanic --dry-run', '<%= config.bin %> dataset remove titanic --force'];
  static override args = { name: stringArg({ description: 'Name of the dataset.', required: true, ignoreStdin: true }) };
  static override flags = {
    force: boolean({ char: 'f', summary: 'Do not ask.' }),
    'dry-run': boolean({ summary: 'Say what would be removed, and remove nothing.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetRemove);
    const [{ planRemoval, removeDataset }, { removalJson, removalView }, { confirm }, config] = await Promise.all([
      import('../../datasets/remove.js'),
      import('../output/dataset-changed.js'),
      import('../input/confirm.js'),
      this.settings(),
    ]);
    const ws = await this.workspace();
    const plan = await planRemoval(ws, args.name);
    if (flags['dry-run']) {
      if (flags.json) return this.printJson(removalJson(plan));
      return this.print(`Would be removed:\n${removalView(plan)}\nNothing was removed.`);
    }
    if (!flags.force && config.get('cli.confirm_destructive')) {
      if (process.stdin.isTTY && process.stderr.isTTY) process.stderr.write(`${removalView(plan)}\n`);
      if (!(await confirm(`Remove ${plan.record.display_name}?`, { signal: this.signal }))) {
        if (flags.json) return this.printJson(removalJson(plan));
        return this.print('Nothing was removed.');
      }
    }
    const removed = await removeDataset(ws, args.name);
    if (flags.json) return this.printJson(removalJson(removed));
    this.print(`Removed ${removalView(removed)}`);
  }
}
