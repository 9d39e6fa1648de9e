import { string as stringArg } from '@oclif/core/args';
import { boolean, integer, option, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { formatFlag } from '../input/document.js';
import { columnFlags, jsonFlag, runFlags } from '../input/flags.js';
import { nameOf } from '../input/paths.js';
import { storePlace } from '../input/results.js';

export default class Features extends MdmCommand {
  static override summary = 'Make the features of SOURCE by two sides and compare them, table by table and column by column.';
  static override description = `A side is a generator (legacy), a profile by its name or path (mdm1), or default: the pipeline as it is by itself. Each runs in a process of
its own, in random order; the new side has the limits comparison.timeout_ms and comparison.memory_mb of the configuration. The result is stored.
Exit code 0: they are equal, or differ only in what is known; 1: they differ, or nothing was compared.
Without --tolerance floats may be apart by 1e-9 of their size or 1e-12, Box-Cox by 1e-5, and -0 is 0. The width of whole numbers is not compared.`;
  static override usage = 'compare features SOURCE --old SIDE --new SIDE [FLAGS]';
  static override examples = [
    '<%= config.bin %> compare features penguins.csv --old legacy --new mdm1 --target species',
    '<%= config.bin %> compare features data/ --old legacy --new ./my-profile.json --ignore known.yaml --reproduce found',
  ];
  static override args = { source: stringArg({ description: 'A file or a folder.', required: true, ignoreStdin: true }) };
  static override flags = {
    old: string({ summary: 'The side to compare with (default legacy).', helpValue: 'SIDE', default: 'legacy' }),
    new: string({ summary: 'The side that is compared (default mdm1).', helpValue: 'SIDE', default: 'mdm1' }),
    target: string({ char: 't', summary: 'Column to predict.', helpValue: 'COLUMN', helpGroup: 'column' }),
    type: columnFlags.type,
    fit: option({
      summary: 'Both sides fit each chunk of rows on itself (default), or each table; train: a profile fits on the training table alone.',
      options: ['chunk', 'table', 'train'] as const,
    })(),
    storage: option({ summary: 'The database whose column types tables take on.', options: ['sqlite', 'duckdb'] as const })(),
    'batch-size': integer({
      summary: 'Rows of a chunk (default: performance.batch_size of the configuration).',
      min: 1,
      max: Number.MAX_SAFE_INTEGER,
      helpValue: 'N',
    }),
    key: string({
      summary: 'Columns that name a row (default: rows are matched by their place).',
      helpValue: 'COLUMN',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    }),
    tolerance: string({
      summary: 'How far numbers may be apart, instead of the default; as for mdm compare. Repeatable.',
      helpValue: 'COLUMN=BOUNDS',
      multiple: true,
      multipleNonGreedy: true,
    }),
    ignore: string({
      summary: 'File of known differences: a list of name, reason, since, until, and tables, columns, what. Repeatable.',
      helpValue: 'FILE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    noise: boolean({ summary: 'Run the old side twice: where it differs from itself the new side is not compared.' }),
    seed: string({ summary: 'Order of the sides (default: random).', helpValue: 'TEXT' }),
    'no-store': boolean({ summary: 'Keep no result.', helpGroup: 'output' }),
    reproduce: string({
      summary: 'Folder for two files of at most ten rows per table that show the difference (default: in the store).',
      helpValue: 'DIR',
      helpGroup: 'output',
    }),
    ...formatFlag,
    ...jsonFlag,
    ...runFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Features);
    const [{ compareFeatures }, { parseTolerances }, { readKnown }, { parseKeep }, { progressBar }, config] = await Promise.all([
      import('../../parity/compare-features.js'),
      import('../../parity/tolerance.js'),
      import('../../parity/known-differences.js'),
      import('../../parity/store.js'),
      import('../output/progress.js'),
      this.settings(),
    ]);
    const { store, keep } = storePlace(config);
    const bar = progressBar((flags.json || flags.format === 'json') ?? false);
    let made: Awaited<ReturnType<typeof compareFeatures>>;
    try {
      made = await compareFeatures({
        source: args.source,
        subject: await nameOf(args.source),
        old: flags.old,
        new: flags.new,
        batchSize: flags['batch-size'] ?? config.get('performance.batch_size'),
        known: await readKnown(flags.ignore ?? []),
        noise: flags.noise,
        limits: { timeoutMs: config.get('comparison.timeout_ms'), memoryMb: config.get('comparison.memory_mb') },
        signal: this.signal,
        onStage: (detail, share) => bar.update({ stage: 'fit', detail, share }),
        ...(flags['no-store'] ? {} : { store, keep: parseKeep(keep) }),
        ...(flags.fit === undefined ? {} : { fit: flags.fit }),
        ...(flags.storage === undefined ? {} : { storage: flags.storage }),
        ...(flags.target === undefined ? {} : { target: flags.target }),
        ...(flags.type === undefined ? {} : { types: flags.type }),
        ...(flags.key === undefined ? {} : { key: flags.key }),
        ...(flags.tolerance === undefined ? {} : { tolerance: parseTolerances(flags.tolerance) }),
        ...(flags.reproduce === undefined ? {} : { reproduce: flags.reproduce }),
        ...(flags.seed === undefined ? {} : { seed: flags.seed }),
        ...(flags['memory-limit'] === undefined ? {} : { memoryLimit: flags['memory-limit'] }),
        ...(flags.threads === undefined ? {} : { threads: flags.threads }),
        ...(flags.temp === undefined ? {} : { temp: flags.temp }),
      });
    } finally {
      bar.clear();
    }
    const { result, comparisons, failures } = made;
    if (result.verdict === 'mismatched' || result.verdict === 'failed') process.exitCode = 1;
    const { featuresDocument } = await import('../../parity/results.js');
    await this.printDocument(featuresDocument(result, comparisons), { ...result, comparisons }, flags);
    for (const failure of failures) this.note(failure);
  }
}
