import { string } from '@oclif/core/flags';
import { join } from 'node:path';
import type { Exported } from '../../datasets/export/export.js';
import { MdmCommand } from '../base.js';
import { batchArgs, batchFlags } from '../input/batch.js';
import { exportFlags, toExportOptions } from '../input/export.js';
import { jsonFlag } from '../input/flags.js';
import { counted } from '../output/text.js';

export default class BatchExport extends MdmCommand {
  static override summary = 'Export several datasets, each into a folder of its own.';
  static override description =
    'At most performance.max_concurrent_operations at a time. A dataset that fails is told, the others are done, and the exit code is not 0.';
  static override usage = 'batch export [NAMES...] [FLAGS]';
  static override examples = [
    '<%= config.bin %> batch export titanic iris --output-dir out',
    '<%= config.bin %> batch export --filter "source=kaggle" --format parquet',
  ];
  static override strict = false;
  static override args = batchArgs;
  static override flags = {
    ...batchFlags,
    'output-dir': string({
      char: 'o',
      summary: 'Folder of the folders (default exports).',
      default: 'exports',
      helpValue: 'DIR',
      helpGroup: 'output',
    }),
    ...exportFlags,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(BatchExport);
    const [
      { exportDataset },
      { planExport },
      { batchError, withMany },
      { chosenDatasets },
      { batchJson, endBatch, outcomeLine },
      { exportedJson },
      config,
    ] = await Promise.all([
      import('../../datasets/export/export.js'),
      import('../../datasets/export/options.js'),
      import('../../datasets/batch.js'),
      import('../../datasets/chosen.js'),
      import('../output/batch.js'),
      import('../output/dataset-changed.js'),
      this.settings(),
    ]);
    const options = toExportOptions(flags);
    planExport(config, options);
    const ws = await this.workspace();
    const names = await chosenDatasets(ws, argv as string[], flags.filter);
    const outcomes = await withMany<Exported>(
      ws,
      names,
      {
        operation: 'export',
        onDone: (outcome, done, of) => {
          if (!flags.json) this.print(outcomeLine(outcome, done, of, ({ files }) => counted(files.length, 'file'), this.paint));
        },
      },
      (name) => exportDataset(ws, name, { ...options, outputDir: join(flags['output-dir'], name) }),
    );
    const done = outcomes.filter(({ ok }) => ok).length;
    if (flags.json) this.printJson(batchJson(outcomes, exportedJson));
    else
      this.print(
        names.length === 0
          ? 'No dataset matches; nothing was exported.'
          : `Exported ${done} of ${counted(names.length, 'dataset')} to ${flags['output-dir']}.`,
      );
    endBatch(batchError(outcomes, 'exported'), flags.json);
  }
}
