import { boolean } from '@oclif/core/flags';
import type { Removal } from '../../datasets/remove.js';
import { MdmCommand } from '../base.js';
import { batchArgs, batchFlags } from '../input/batch.js';
import { jsonFlag } from '../input/flags.js';
import { bytes, counted } from '../output/text.js';

export default class BatchRemove extends MdmCommand {
  static override summary = 'Remove several datasets.';
  static override description =
    'It lists them and asks first unless --force or cli.confirm_destructive is false. A dataset that fails is told, and the others are removed.';
  static override usage = 'batch remove [NAMES...] [FLAGS]';
  static override examples = [
    '<%= config.bin %> batch remove old1 old2 --dry-run',
    '<%= config.bin %> batch remove --filter "name~tmp_*" --force',
  ];
  static override strict = false;
  static override args = batchArgs;
  static override flags = {
    ...batchFlags,
    force: boolean({ char: 'f', summary: 'Do not ask.' }),
    'dry-run': boolean({ summary: 'Say what would be removed, and remove nothing.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(BatchRemove);
    const [
      { planRemoval, removeDataset },
      { batchError, withMany },
      { chosenDatasets },
      { batchJson, endBatch, outcomeLine },
      changed,
      { confirm },
      config,
    ] = await Promise.all([
      import('../../datasets/remove.js'),
      import('../../datasets/batch.js'),
      import('../../datasets/chosen.js'),
      import('../output/batch.js'),
      import('../output/dataset-changed.js'),
      import('../input/confirm.js'),
      this.settings(),
    ]);
    const ws = await this.workspace();
    const names = await chosenDatasets(ws, argv as string[], flags.filter);
    const asks = !flags.force && !flags['dry-run'] && config.get('cli.confirm_destructive');
    if (names.length > 0 && (asks || flags['dry-run'])) {
      const plans = await withMany<Removal>(ws, names, { operation: 'plan' }, (name) => planRemoval(ws, name));
      const size = plans.reduce((sum, one) => sum + (one.ok ? one.value.stores.reduce((all, store) => all + store.bytes, 0) : 0), 0);
      const listed = plans.map((one) => (one.ok ? changed.removalView(one.value) : `${one.name}: ${one.error.message}`)).join('\n');
      const known = plans.filter(({ ok }) => ok).length;
      if (flags['dry-run']) {
        if (flags.json) this.printJson(batchJson(plans, changed.removalJson));
        else this.print(`Would be removed: ${counted(known, 'dataset')}, ${bytes(size)}\n${listed}\nNothing was removed.`);
        return endBatch(batchError(plans, 'found'), flags.json);
      }
      if (process.stdin.isTTY && process.stderr.isTTY) process.stderr.write(`${listed}\n`);
      if (!(await confirm(`Remove ${counted(known, 'dataset')}, ${bytes(size)}?`, { signal: this.signal }))) {
        if (flags.json) return this.printJson({ total: names.length, done: 0, failed: [], datasets: [] });
        return this.print('Nothing was removed.');
      }
    }
    const outcomes = await withMany<Removal>(
      ws,
      names,
      {
        operation: 'remove',
        onDone: (outcome, done, of) => {
          if (!flags.json) this.print(outcomeLine(outcome, done, of, () => 'removed', this.paint));
        },
      },
      (name) => removeDataset(ws, name),
    );
    if (flags.json) this.printJson(batchJson(outcomes, changed.removalJson));
    else
      this.print(
        names.length === 0
          ? 'No dataset matches; nothing was removed.'
          : `Removed ${outcomes.filter(({ ok }) => ok).length} of ${counted(names.length, 'dataset')}.`,
      );
    endBatch(batchError(outcomes, 'removed'), flags.json);
  }
}
