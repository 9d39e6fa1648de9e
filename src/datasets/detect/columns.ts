import { MdmError } from '../../errors.js';
import type { Registration, SourceInput } from '../registration/context.js';
import { inputOf } from '../registration/input.js';
import { idColumns } from './ids.js';
import { checkColumn } from './named.js';
import { problemType, targetFacts } from './problem.js';
import { submissionFacts } from './submission.js';
import { timeIndex } from './time.js';

/** Fills in target, ids, time column and problem type: what was said, and, unless told not to, what is found. */
export async function detectColumns(context: Registration): Promise<void> {
  const { options, workspace } = context;
  const input = await inputOf(context);
  const columns = input.main.scan.columns.map(({ name }) => name);
  checkNames(context, columns);
  const auto = options.auto !== false;
  const competition = auto ? competitionOf(context, input, columns) : { targets: [] };
  decideTarget(context, competition.targets, columns);
  if (options.timeColumn !== undefined) context.timeColumn = options.timeColumn;
  if (options.idColumns) context.idColumns = [...new Set(options.idColumns)];
  else if (auto) {
    const others = new Set(
      [context.target, context.timeColumn, options.groupColumn, ...(options.ignoreColumns ?? [])].flatMap((one) => one ?? []),
    );
    for (const name of Object.keys(options.types ?? {})) others.add(name);
    const found = idColumns(input.main.scan.columns, others);
    context.idColumns = [...new Set([...(competition.id !== undefined && !others.has(competition.id) ? [competition.id] : []), ...found])];
    context.detected.idColumns = context.idColumns.length > 0;
  }
  await decideProblem(context, input, auto);
  workspace.log.info('columns detected', {
    target: context.target ?? null,
    ids: context.idColumns,
    time: context.timeColumn ?? null,
    problem: context.problemType ?? null,
  });
}

/** Every column that was named is there. */
function checkNames({ options }: Registration, columns: readonly string[]): void {
  const named: [string, readonly (string | undefined)[]][] = [
    ['--target', [options.target]],
    ['--id-columns', options.idColumns ?? []],
    ['--time-column', [options.timeColumn]],
    ['--group-column', [options.groupColumn]],
    ['--stratify-column', [options.stratifyColumn]],
    ['--ignore-columns', options.ignoreColumns ?? []],
  ];
  for (const [flag, names] of named) for (const name of names) if (name !== undefined) checkColumn(flag, name, columns);
  const target = options.target;
  const twice = target !== undefined && [...(options.idColumns ?? []), ...(options.ignoreColumns ?? [])].includes(target);
  if (twice) throw new MdmError('usage', `The target ${JSON.stringify(target)} may not be an id or ignored.`, 'Leave it out there.');
}

function competitionOf(
  { discovered }: Registration,
  { tables }: SourceInput,
  train: readonly string[],
): { id?: string; targets: readonly string[] } {
  const of = (role: string): string[] | undefined =>
    tables.find(({ source }) => source.role === role)?.scan.columns.map(({ name }) => name);
  const submission = of('sample_submission') ?? of('submission');
  return submission && discovered!.structure === 'kaggle' ? submissionFacts(submission, train, of('test')) : { targets: [] };
}

function decideTarget(context: Registration, found: readonly string[], columns: readonly string[]): void {
  const { options } = context;
  if (options.target !== undefined) {
    context.target = options.target;
    return;
  }
  const [first] = found;
  if (first !== undefined) {
    context.target = first;
    context.detected.target = true;
    if (found.length > 1) context.notes.push(`The submission file has ${found.length} targets (${found.join(', ')}); the first is taken.`);
    return;
  }
  if (options.auto !== false && columns.length > 1) context.notes.push(noTarget(context.name));
}

/** What a registration says that knows no target. */
export const noTarget = (name: string): string =>
  `No target is given or found. Name one: --target COLUMN now, or later: mdm dataset update ${name} --target COLUMN`;

async function decideProblem(context: Registration, { db, main }: SourceInput, auto: boolean): Promise<void> {
  const { options, target } = context;
  const said = options.problemType;
  if (said !== undefined && said !== 'classification') {
    context.problemType = said;
    return;
  }
  const facts = target === undefined ? undefined : await targetFacts(db, main.scan, target);
  if (said === 'classification') {
    context.problemType = facts && facts.distinct > 2 ? 'multiclass_classification' : 'binary_classification';
    return;
  }
  if (!auto) return;
  const guess = facts && problemType(facts);
  const classes = guess?.type === 'binary_classification' || guess?.type === 'multiclass_classification';
  const time = options.timeColumn ?? (classes ? undefined : await timeIndexOf(context, { db, main }));
  if (time !== undefined && !classes) {
    context.problemType = 'time_series';
    context.timeColumn = time;
    if (options.timeColumn === undefined)
      context.notes.push(
        `${JSON.stringify(time)} has one row for each step of time: taken for a time series. --problem-type says otherwise.`,
      );
  } else if (guess?.type) {
    context.problemType = guess.type;
    if (time !== undefined) context.notes.push('With a time column this may be a time series: --problem-type time_series says so.');
  } else if (guess) context.notes.push(`No problem type is found: ${guess.why}. --problem-type names one.`);
  context.detected.problemType = context.problemType !== undefined;
}

async function timeIndexOf(
  { options, idColumns: ids }: Registration,
  { db, main }: Pick<SourceInput, 'db' | 'main'>,
): Promise<string | undefined> {
  const others = new Set([...ids, ...(options.ignoreColumns ?? []), ...(options.target === undefined ? [] : [options.target])]);
  return timeIndex(db, main.scan, others);
}
