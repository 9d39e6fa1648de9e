import { string as stringArg } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import type { CaseResult, RegistrationComparison } from '../../components/registrar/registration.js';
import type { RegisterOptions } from '../../datasets/registration/context.js';
import type { Document, DocumentRow } from '../../parity/document.js';
import { MdmCommand } from '../base.js';
import { formatFlag } from '../input/document.js';
import { jsonFlag } from '../input/flags.js';
import { nameOf } from '../input/paths.js';

export default class Registration extends MdmCommand {
  static override summary = 'Register a dataset by both sides of the registrar, and compare what each made of it.';
  static override description = `NAME is a dataset, whose source is registered anew; else it is the path of a file or a folder. Each side runs in a process and a home of its
own, in random order; nothing of this home changes but the store of results and the counts. Compared are the record, the tables with their types and
values, features, statistics, errors, and update, search, export and import afterwards. What the sides do differently on purpose is named and
does not count.
Exit code 0: they are equal, or differ only in what is meant; 1: they differ, or nothing was compared.`;
  static override usage = 'compare registration NAME|PATH [FLAGS]';
  static override examples = [
    '<%= config.bin %> compare registration penguins',
    '<%= config.bin %> compare registration data/ --target price --format json',
  ];
  static override args = { source: stringArg({ description: 'A dataset, a file or a folder.', required: true, ignoreStdin: true }) };
  static override flags = {
    target: string({ char: 't', summary: 'Column to predict (default: that of the dataset, or found out).', helpValue: 'COLUMN' }),
    'no-features': boolean({ summary: 'Make no features.' }),
    seed: string({ summary: 'Order of the sides (default: random).', helpValue: 'TEXT' }),
    'no-store': boolean({ summary: 'Keep no result.', helpGroup: 'output' }),
    ...formatFlag,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Registration);
    const [{ compareRegistration, registrationOf }, workspace] = await Promise.all([
      import('../../components/registrar/registration.js'),
      this.workspace(),
    ]);
    const known = await registrationOf(workspace, args.source);
    const options: RegisterOptions & { readonly path: string } = {
      ...(known?.options ?? { path: args.source }),
      ...(flags.target === undefined ? {} : { target: flags.target }),
      ...(flags['no-features'] ? { features: false } : {}),
    };
    const made = await compareRegistration(workspace, {
      name: known?.name ?? (await nameOf(args.source)),
      options,
      store: !flags['no-store'],
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    });
    const { result, cases, failures } = made;
    if (result.verdict === 'mismatched' || result.verdict === 'failed') process.exitCode = 1;
    await this.printDocument(await documentOf(made), { ...result, cases, times: made.times }, flags);
    for (const failure of failures) this.note(failure);
  }
}

async function documentOf({ result, cases, times }: RegistrationComparison): Promise<Document> {
  const { resultDocument } = await import('../../parity/results.js');
  const { title, sentences, tables } = resultDocument(result);
  const differs = ({ verdict }: CaseResult): boolean => verdict === 'mismatched';
  return {
    title,
    sentences: sentences.filter((one) => !(result.notes ?? []).includes(one)),
    tables: [
      ...tables.filter((one) => one.title === 'Sides'),
      {
        title: 'Cases',
        heads: ['case', 'verdict', 'differences'],
        rows: cases.map((one) => ({ cells: [one.case, one.verdict, String(one.differences.length)], differs: differs(one) })),
      },
      {
        title: 'Times',
        heads: ['what', 'old', 'new'],
        rows: times.map(({ what, old, new: now }) => ({ cells: [what, `${old.toFixed(0)} ms`, `${now.toFixed(0)} ms`] })),
      },
      {
        title: 'Differences',
        heads: ['case', 'path', 'old', 'new', 'ignored, because'],
        rows: cases.flatMap(shownDifferences),
      },
    ],
  };
}

/** Differences that are meant and shown of a case by the same rule. */
const SHOWN = 3;

function shownDifferences({ case: of, differences }: CaseResult): DocumentRow[] {
  const byRule = Map.groupBy(differences, ({ ignoredBy }) => ignoredBy ?? '');
  return [...byRule].flatMap(([rule, all]) => {
    const shown = rule === '' ? all : all.slice(0, SHOWN);
    const more = all.length - shown.length;
    return [
      ...shown.map(({ path, old, new: now }) => ({ cells: [of, path, old, now, rule], differs: rule === '' })),
      ...(more > 0 ? [{ cells: [of, `and ${more} more`, '', '', rule] }] : []),
    ];
  });
}
