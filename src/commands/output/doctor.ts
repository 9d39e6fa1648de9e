import type { Ailment, Diagnosis } from '../../install/doctor.js';
import { sections, type View } from './generated.js';
import { sourceText } from './plugins.js';
import { table } from './table.js';
import { counted, printable } from './text.js';

/** A line for every plugin, then every problem with the command that mends it. */
export async function doctorView({ plugins, problems, hostApi, healthy }: Diagnosis, view: View): Promise<string> {
  const heads = [
    { title: 'plugin' },
    { title: 'version' },
    { title: `API (here ${hostApi})` },
    { title: 'source', flexible: true },
    { title: 'files' },
    { title: 'kinds' },
    { title: 'loads in', align: 'right' as const },
    { title: 'state' },
  ];
  const rows = plugins.map((p) => [
    p.name,
    p.version,
    p.api === '' ? 'none' : `${p.api}${p.apiFits ? '' : ' does not fit'}`,
    sourceText(p),
    p.source.kind === 'bundled' ? 'of MDM' : p.source.kind === 'link' ? 'linked' : p.integrity === 'same' ? 'as installed' : p.integrity,
    p.kinds.join(', '),
    p.loadMs === null ? '' : `${Math.round(p.loadMs)} ms`,
    p.problems.length > 0 ? counted(p.problems.length, 'problem') : p.on ? 'on' : 'off',
  ]);
  const told =
    (owner: string) =>
    ({ problem, mend }: Ailment) =>
      `${view.paint('red', printable(owner))}: ${printable(problem)}.\n  ${printable(mend)}`;
  const ailments = [...problems.map(told('Plugins')), ...plugins.flatMap((p) => p.problems.map(told(p.package)))];
  return sections([await table(heads, rows, view), ...ailments, healthy ? view.paint('green', 'Nothing is wrong.') : '']);
}
