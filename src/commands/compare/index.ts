import { string as stringArg } from '@oclif/core/args';
import { option, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag, runFlags } from '../input/flags.js';

export default class Compare extends MdmCommand {
  static override summary = 'Compare two feature tables: keys, columns, then values.';
  static override description =
    'Exit code 0: they are equal; 1: they differ, or nothing was compared. Missing values, NaN, infinities, -0 and empty text are all different.';
  static override usage = 'compare A B [FLAGS]';
  static override examples = [
    '<%= config.bin %> compare old.parquet new.parquet --key id',
    '<%= config.bin %> compare old.parquet new.parquet --tolerance "*=rel:1e-9,abs:1e-12" --reproduce found',
  ];
  static override args = {
    a: stringArg({ description: 'Feature file.', required: true, ignoreStdin: true }),
    b: stringArg({ description: 'Feature file to compare with it.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    key: string({
      summary: 'Columns that name a row (default: rows are matched by their place).',
      helpValue: 'COLUMN',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    }),
    tolerance: string({
      summary:
        'How far numbers may be apart: abs:X, rel:X or ulp:N, one of which is enough; zero makes -0 equal to 0. Repeatable; * is every float, *_log every one whose name ends so.',
      helpValue: 'COLUMN=BOUNDS',
      multiple: true,
      multipleNonGreedy: true,
    }),
    ignore: option({
      summary: 'What may differ: the types of equal values, the width of whole numbers alone, or the order of columns. Repeatable.',
      options: ['type', 'width', 'order'] as const,
      multiple: true,
      multipleNonGreedy: true,
    })(),
    noise: string({ summary: 'Another run of what made A: where it differs from A, B is not compared.', helpValue: 'FILE' }),
    format: option({
      summary: 'How the report is printed (default table).',
      options: ['table', 'json', 'md', 'html'] as const,
      helpGroup: 'output',
    })(),
    reproduce: string({
      summary: 'Folder for two files of at most ten rows that show the difference.',
      helpValue: 'DIR',
      helpGroup: 'output',
    }),
    ...jsonFlag,
    ...runFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Compare);
    const [{ compareTables }, { parseTolerances }] = await Promise.all([import('../../index.js'), import('../../parity/tolerance.js')]);
    const comparison = await compareTables(args.a, args.b, {
      ...(flags.key ? { key: flags.key } : {}),
      tolerance: parseTolerances(flags.tolerance),
      ...(flags.ignore ? { ignore: flags.ignore } : {}),
      ...(flags.noise === undefined ? {} : { noise: flags.noise }),
      ...(flags.reproduce === undefined ? {} : { reproduce: flags.reproduce }),
      ...(flags['memory-limit'] === undefined ? {} : { memoryLimit: flags['memory-limit'] }),
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      ...(flags.temp === undefined ? {} : { temp: flags.temp }),
      signal: this.signal,
    });
    if (!comparison.equal) process.exitCode = 1;
    const format = flags.json ? 'json' : (flags.format ?? 'table');
    if (format === 'json') return this.printJson(comparison);
    if (format === 'table') {
      const { comparedView } = await import('../output/compared.js');
      return this.print(await comparedView(comparison, { width: this.width, paint: this.paint }));
    }
    const { html, markdown } = await import('../../parity/report.js');
    this.print((format === 'md' ? markdown : html)(comparison));
  }
}
