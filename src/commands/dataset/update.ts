import { string as stringArg } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import type { DatasetChanges } from '../../datasets/update.js';
import { MdmCommand } from '../base.js';
import { listOf } from '../input/columns.js';
import { jsonFlag } from '../input/flags.js';

const words = (summary: string, helpValue: string) => string({ summary, helpValue });
/** `a,b` as a list; an empty text is an empty list. */
const list = (text: string | undefined): readonly string[] | undefined => listOf(text === undefined ? undefined : [text]);
/** What has nothing but commas is no tag. */
const tags = (text: string | undefined): readonly string[] | undefined => list(text)?.filter((tag) => /[^,\s]/.test(tag));

export default class DatasetUpdate extends MdmCommand {
  static override summary = 'Change what is known of a dataset.';
  static override description =
    'Its tables stay as they are; after a change of the target, features are made anew by: mdm features generate NAME. An empty text for a list empties it.';
  static override usage = 'dataset update NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> dataset update titanic --description "Passengers of the Titanic"',
    '<%= config.bin %> dataset update titanic --target survived --problem-type binary_classification',
    '<%= config.bin %> dataset update titanic --add-tags kaggle,small --remove-tags draft',
  ];
  static override args = { name: stringArg({ description: 'Name of the dataset.', required: true, ignoreStdin: true }) };
  static override flags = {
    description: words('What it is.', 'TEXT'),
    target: words('Column to predict.', 'COLUMN'),
    'problem-type': words(
      'binary_classification, multiclass_classification, regression, time_series, clustering, ranking or multilabel.',
      'TYPE',
    ),
    'id-columns': words('Columns that name a row, by commas.', 'COLUMNS'),
    tags: words('Tags instead of those there are, by commas.', 'TAGS'),
    'add-tags': words('Tags to add, by commas.', 'TAGS'),
    'remove-tags': words('Tags to take away, by commas.', 'TAGS'),
    'time-column': words('Column that orders the rows.', 'COLUMN'),
    'group-column': words('Column whose rows belong together.', 'COLUMN'),
    source: words('Where it came from.', 'TEXT'),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetUpdate);
    const given = {
      description: flags.description,
      target: flags.target,
      problemType: flags['problem-type'],
      idColumns: list(flags['id-columns']),
      tags: tags(flags.tags),
      addTags: tags(flags['add-tags']),
      removeTags: tags(flags['remove-tags']),
      timeColumn: flags['time-column'],
      groupColumn: flags['group-column'],
      source: flags.source,
    };
    const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as DatasetChanges;
    const [{ updateDataset }, { updatedJson, updatedView }] = await Promise.all([
      import('../../datasets/update.js'),
      import('../output/dataset-changed.js'),
    ]);
    const updated = await updateDataset(await this.workspace(), args.name, changes);
    if (flags.json) return this.printJson(updatedJson(updated));
    if (Object.keys(changes).length === 0) return this.print('Nothing to update: no change was named. See: mdm help dataset update');
    this.print(updatedView(updated, this.paint));
  }
}
