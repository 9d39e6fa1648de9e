import { string as stringArg } from '@oclif/core/args';
import { boolean, option, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { formatFlag } from '../input/document.js';
import { jsonFlag } from '../input/flags.js';

export default class Storage extends MdmCommand {
  static override summary = 'Let the storage of MDM 1.0.6 and the current backend do the same with copies of a dataset, and compare.';
  static override description = `Each case is done by both sides in scratch stores, in random order: making stores, table operations, checksums of every column, batches,
reading what the other side wrote, reading the dataset in place, queries, metadata, life cycle, errors, concurrent access, and times.
The dataset is only read. Results are stored. Exit code 0: the sides are equal, or differ only in what is known; 1: they differ.`;
  static override usage = 'compare storage NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> compare storage penguins',
    '<%= config.bin %> compare storage penguins --backend duckdb --json',
  ];
  static override args = { name: stringArg({ description: 'The dataset.', required: true, ignoreStdin: true }) };
  static override flags = {
    backend: option({
      summary: "The backend whose sides are compared (default: the dataset's).",
      options: ['sqlite', 'duckdb', 'postgresql'] as const,
    })(),
    seed: string({ summary: 'Order of the sides (default: random).', helpValue: 'TEXT' }),
    'no-store': boolean({ summary: 'Keep no result.', helpGroup: 'output' }),
    ...formatFlag,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Storage);
    const [{ compareStorage }, { storageDocument }, { tally }] = await Promise.all([
      import('../../components/backend/compare-storage.js'),
      import('../../components/backend/document.js'),
      import('../../parity/trial-result.js'),
    ]);
    const results = await compareStorage(await this.workspace(), args.name, {
      store: !flags['no-store'],
      note: (sentence) => this.note(sentence),
      ...(flags.backend === undefined ? {} : { backend: flags.backend }),
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    });
    const counts = tally(results);
    if (counts.mismatched + counts.failed > 0) process.exitCode = 1;
    await this.printDocument(storageDocument(args.name, results), { dataset: args.name, counts, results }, flags);
  }
}
