import type { Removal } from '../../migration/control/cleanup.js';
import type { ComponentStatus } from '../../migration/control/status.js';
import type { Turned } from '../../migration/control/turn.js';
import type { View } from './generated.js';
import { table } from './table.js';
import { counted, printable } from './text.js';

const percent = (value: number | null): string => (value === null ? '' : `${value >= 0 ? '+' : ''}${value.toFixed(1)} %`);

/** A line for every component, then what to do next. */
export async function statusView(all: readonly ComponentStatus[], view: View): Promise<string> {
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const rows = all.map((one) => {
    const { matched, ignored, mismatched, failed } = one.comparisons;
    const open = one.gates.filter((gate) => gate.open).map(({ id }) => id);
    return [
      one.component,
      one.flag.value ? 'new' : one.percentage > 0 ? `new for ${one.percentage} %` : 'old',
      one.flag.origin,
      String(one.calls.old),
      String(one.calls.new),
      String(matched + ignored),
      String(mismatched + failed),
      one.lastMismatch?.time.slice(0, 10) ?? '',
      percent(one.deltaPercent.comparisons),
      open.length === 0 ? 'all closed' : `${open.join(' ')} open`,
    ];
  });
  const heads = [
    { title: 'component' },
    { title: 'side' },
    { title: 'from' },
    right('old calls'),
    right('new calls'),
    right('agree'),
    right('differ'),
    { title: 'last mismatch' },
    right('time'),
    { title: 'gates' },
  ];
  return `${await table(heads, rows, view)}\n\nWhy a gate is open, and what closes it: mdm migration validate`;
}

/** Every condition of every gate. */
export function gatesView(all: readonly ComponentStatus[], { paint }: View): string {
  const lines = all.flatMap(({ component, gates }) => [
    paint('bold', component),
    ...gates.flatMap(({ id, title, open, conditions }) => [
      `  ${paint(open ? 'red' : 'green', open ? 'open  ' : 'closed')}  ${id} ${title}`,
      ...conditions.flatMap(({ holds, evidence, close }) => [
        `    ${holds ? '+' : '-'} ${printable(evidence)}`,
        ...(holds || close === undefined ? [] : [`      ${printable(close)}.`]),
      ]),
    ]),
  ]);
  const open = all.reduce((sum, { gates }) => sum + gates.filter((gate) => gate.open).length, 0);
  return [...lines, '', open === 0 ? paint('green', 'All gates are closed.') : `${counted(open, 'gate')} open.`].join('\n');
}

/** What became of a flag, in one sentence. */
export function turnedView({ component, flag, value, changed }: Turned): string {
  const side = value ? 'new' : 'old';
  return changed ? `${component} is on the ${side} side: ${flag} = ${value}.` : `${component} is on the ${side} side already.`;
}

/** What could go of each component, or why it stays. */
export function removalsView(all: readonly Removal[], { paint }: View): string {
  return all
    .flatMap(({ component, mayGo, from, reasons, parts }) => [
      `${paint('bold', component)}: ${mayGo ? paint('green', 'the old side may go') : `the old side stays${from === null ? '' : ` until ${from} at least`}`}`,
      ...(mayGo ? parts : reasons).map((line) => `  ${printable(line)}`),
    ])
    .join('\n');
}
