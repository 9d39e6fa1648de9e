import { string as stringArg } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { exportFlags, toExportOptions } from '../input/export.js';
import { jsonFlag } from '../input/flags.js';
import { progressBar } from '../output/progress.js';

export default class DatasetExport extends MdmCommand {
  static override summary = 'Write the tables of a dataset to files.';
  static override description =
    'A file per table, NAME_TABLE.csv.zip and the like, and NAME_metadata.json with the schema. The files appear together, whole or not at all, and none is written over without --force.';
  static override usage = 'dataset export NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> dataset export titanic --output-dir out',
    '<%= config.bin %> dataset export titanic --table train --output train.csv',
    '<%= config.bin %> dataset export titanic --format parquet --compression zstd',
    '<%= config.bin %> dataset export titanic --table train --columns PassengerId,Survived --format json --compression none',
  ];
  static override args = { name: stringArg({ description: 'Name of the dataset.', required: true, ignoreStdin: true }) };
  static override flags = {
    table: string({ summary: 'This table alone; repeatable.', helpValue: 'TABLE', multiple: true, multipleNonGreedy: true }),
    columns: string({
      summary: 'These columns in this order, by commas.',
      helpValue: 'COLUMNS',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    }),
    output: string({
      summary:
        'File for the one table, without metadata; its suffix says format and compression (.csv, .csv.gz, .json.zip, .ndjson, .parquet).',
      helpValue: 'FILE',
      helpGroup: 'output',
    }),
    'output-dir': string({ char: 'o', summary: 'Folder for the files (default the current one).', helpValue: 'DIR', helpGroup: 'output' }),
    ...exportFlags,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetExport);
    const [{ exportDataset }, { exportedJson, exportedView }, config] = await Promise.all([
      import('../../datasets/export/export.js'),
      import('../output/dataset-changed.js'),
      this.settings(),
    ]);
    const bar = progressBar(flags.json || !config.get('cli.show_progress'));
    try {
      const ws = await this.workspace(({ what, share = 0 }) => bar.update({ stage: 'write', detail: what, share }));
      const exported = await exportDataset(ws, args.name, {
        ...toExportOptions(flags),
        ...(flags.table === undefined ? {} : { tables: flags.table }),
        ...(flags.columns === undefined ? {} : { columns: flags.columns }),
        ...(flags.output === undefined ? {} : { output: flags.output }),
        ...(flags['output-dir'] === undefined ? {} : { outputDir: flags['output-dir'] }),
      });
      bar.clear();
      if (flags.json) return this.printJson(exportedJson(exported));
      this.print(exportedView(exported, this.paint));
    } finally {
      bar.clear();
    }
  }
}
