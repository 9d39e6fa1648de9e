import type { Badge, Count } from '../../testing/badge.js';
import type { PackageReport } from '../../testing/package.js';
import type { Result } from '../../testing/report.js';
import { sections, type View } from './generated.js';
import { table } from './table.js';
import { counted, printable } from './text.js';

/** A line for every transformer, then everything that is wrong, in full. */
export async function testedView(namespace: string, { transformers, problems, ok }: PackageReport, view: View): Promise<string> {
  const heads = [{ title: 'transformer', flexible: true }, { title: 'kind' }, { title: 'cases' }, { title: 'laws' }, { title: 'badge' }];
  const rows = transformers.map((t) => [`${namespace}.${t.transformer}`, t.kind, of(t.cases), of(t.laws), badgeText(t)]);
  const failures = transformers.flatMap((t) => failuresOf(`${namespace}.${t.transformer}`, t, view));
  const exceptions = transformers.flatMap((t) =>
    t.results.flatMap((r) => (r.ok && r.expected !== undefined ? [[`${namespace}.${t.transformer}`, r.name, r.expected]] : [])),
  );
  return sections([
    rows.length > 0 ? await table(heads, rows, view) : '',
    ...problems.map(({ where, problem }) => told(where, problem, view)),
    ...failures,
    exceptions.map(([name, check, why]) => printable(`${name}: "${check}" is known not to hold: ${why}`)).join('\n'),
    ok ? view.paint('green', `${counted(transformers.length, 'transformer')}: every check is as it should be.`) : '',
  ]);
}

const of = ({ held, of }: Count): string => (of === 0 ? 'none' : `${held}/${of}`);

const badgeText = ({ badge, exceptions }: Badge): string =>
  badge === 'conforms with exceptions' ? `conforms, ${counted(exceptions, 'known exception')}` : badge;

/** Checks that say nothing because another law is broken are counted, not told. */
function failuresOf(name: string, { results }: Badge, view: View): string[] {
  const failed = results.filter((r) => !r.ok);
  const blocked = failed.filter((r) => r.blockedBy !== undefined).length;
  const first = failed.filter((r) => r.blockedBy === undefined);
  return first.map((r: Result, i) => {
    const more = i === first.length - 1 && blocked > 0 ? ` ${counted(blocked, 'law')} could not be checked for that.` : '';
    return told(`${name}: ${r.name}`, `${r.problem ?? 'failed'}${more}`, view);
  });
}

const told = (where: string, problem: string, view: View): string => {
  const lines = problem.split('\n').map((line) => `  ${printable(line)}`);
  return `${view.paint('red', printable(where))}\n${lines.join('\n')}`;
};
