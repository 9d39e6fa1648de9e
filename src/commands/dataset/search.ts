import { string as stringArg } from '@oclif/core/args';
import { boolean, integer, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { formatFlag, formatted } from '../output/formats.js';

export default class DatasetSearch extends MdmCommand {
  static override summary = 'Search datasets by a part of their name, a glob, or tags.';
  static override description =
    'Letter case does not matter unless --case-sensitive. --deep also looks into descriptions, tags, targets and names of columns, and says where it matched.';
  static override usage = 'dataset search [QUERY] [FLAGS]';
  static override examples = [
    '<%= config.bin %> dataset search titan',
    '<%= config.bin %> dataset search "play*-s?" --pattern',
    '<%= config.bin %> dataset search survived --deep',
    '<%= config.bin %> dataset search --tag kaggle --min-rows 1000',
  ];
  static override args = { query: stringArg({ description: 'A part of the name.', ignoreStdin: true }) };
  static override flags = {
    deep: boolean({ summary: 'Also descriptions, tags, targets and columns.' }),
    pattern: boolean({ summary: 'QUERY is a glob for the whole text: * ? [a-z].' }),
    'case-sensitive': boolean({ summary: 'Letter case matters.' }),
    tag: string({
      summary: 'Only datasets with this tag; repeated, with all of them.',
      helpValue: 'TAG',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'problem-type': string({ summary: 'Only of this problem type; classification is both kinds.', helpValue: 'TYPE' }),
    'min-rows': integer({ summary: 'Only with at least so many rows.', min: 0, helpValue: 'N' }),
    'max-rows': integer({ summary: 'Only with at most so many rows.', min: 0, helpValue: 'N' }),
    limit: integer({ summary: 'At most so many.', min: 1, helpValue: 'N' }),
    'all-backends': boolean({ summary: 'Also datasets of other backends.' }),
    ...formatFlag,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetSearch);
    const [{ searchDatasets }, { hiddenNote }, { foundPrinted }, config] = await Promise.all([
      import('../../datasets/search.js'),
      import('../../datasets/list.js'),
      import('../output/dataset-list.js'),
      this.settings(),
    ]);
    const found = await searchDatasets(await this.workspace(), args.query, {
      deep: flags.deep,
      pattern: flags.pattern,
      caseSensitive: flags['case-sensitive'],
      allBackends: flags['all-backends'],
      ...(flags.tag === undefined ? {} : { tag: flags.tag }),
      ...(flags['problem-type'] === undefined ? {} : { problemType: flags['problem-type'] }),
      ...(flags['min-rows'] === undefined ? {} : { minRows: flags['min-rows'] }),
      ...(flags['max-rows'] === undefined ? {} : { maxRows: flags['max-rows'] }),
      ...(flags.limit === undefined ? {} : { limit: flags.limit }),
    });
    for (const { file, problem } of found.problems) this.note(`${file} is left out: ${problem}. See: mdm doctor`);
    const hidden = hiddenNote(found);
    if (hidden !== undefined) this.note(hidden);
    const fallback = config.get('cli.default_output_format');
    this.print(await formatted(foundPrinted(found), flags, { width: this.width, paint: this.paint, fallback }));
  }
}
