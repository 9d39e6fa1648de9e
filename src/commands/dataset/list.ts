import { boolean, integer, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { formatFlag, formatted } from '../output/formats.js';

export default class DatasetListCommand extends MdmCommand {
  static override summary = 'List the datasets.';
  static override description =
    'Datasets of other backends than database.default_backend are left out unless --all-backends. A filter compares name, problem_type, target_column, row_count, column_count, size_mb, registered_at, last_updated_at, source, has_test and has_validation by = != > < >= <= ~ !~ (~ is a glob for the whole value), joined by AND and OR; dates may be relative: registered_at>30days is within the last 30 days. Dates without a zone are UTC.';
  static override usage = 'dataset list [FLAGS]';
  static override examples = [
    '<%= config.bin %> dataset list',
    '<%= config.bin %> dataset list --sort-by size_mb --reverse --limit 5',
    '<%= config.bin %> dataset list --filter "problem_type=classification AND (row_count>1000 OR source=kaggle)"',
    { description: 'To a file:', command: '<%= config.bin %> dataset list --format datasets.csv' },
  ];
  static override flags = {
    filter: string({ summary: 'Only datasets for which this holds.', helpValue: 'EXPRESSION' }),
    'sort-by': string({
      summary: 'name (default), registered_at, size_mb, row_count or last_updated_at; what is unknown comes last.',
      helpValue: 'FIELD',
    }),
    reverse: boolean({ summary: 'The other way round.' }),
    limit: integer({ summary: 'At most so many.', min: 1, helpValue: 'N' }),
    page: integer({ summary: 'This page of cli.page_size datasets.', min: 1, helpValue: 'N', exclusive: ['limit'] }),
    'all-backends': boolean({ summary: 'Also datasets of other backends, marked.' }),
    'filter-backend': string({ summary: 'Only datasets of this backend: sqlite, duckdb or postgresql.', helpValue: 'BACKEND' }),
    ...formatFlag,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DatasetListCommand);
    const [{ chooseFormat }, { hiddenNote, listDatasets }, { listPrinted }, config] = await Promise.all([
      import('../output/formats.js'),
      import('../../datasets/list.js'),
      import('../output/dataset-list.js'),
      this.settings(),
    ]);
    const fallback = config.get('cli.default_output_format');
    const { kind } = chooseFormat(flags, fallback);
    const size = config.get('cli.page_size');
    const paged = flags.limit === undefined && (flags.page !== undefined || (process.stdout.isTTY && (kind === 'rich' || kind === 'text')));
    const page = flags.page ?? 1;
    const list = await listDatasets(await this.workspace(), {
      ...(flags.filter === undefined ? {} : { filter: flags.filter }),
      ...(flags['sort-by'] === undefined ? {} : { sortBy: flags['sort-by'] }),
      ...(flags['filter-backend'] === undefined ? {} : { backend: flags['filter-backend'] }),
      ...(paged ? { limit: size, offset: (page - 1) * size } : flags.limit === undefined ? {} : { limit: flags.limit }),
      reverse: flags.reverse,
      allBackends: flags['all-backends'],
    });
    for (const { file, problem } of list.problems) this.note(`${file} is left out: ${problem}. See: mdm doctor`);
    const hidden = hiddenNote(list);
    if (hidden !== undefined) this.note(hidden);
    const pages = Math.ceil(list.total / size);
    const hint =
      paged && pages > 1
        ? `Page ${page} of ${pages}.${page < pages ? ` Next: --page ${page + 1}; all: --limit ${list.total}` : ''}`
        : undefined;
    this.print(await formatted(listPrinted(list, hint), flags, { width: this.width, paint: this.paint, fallback }));
  }
}
