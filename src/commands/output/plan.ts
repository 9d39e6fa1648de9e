import type { PlanReport } from '../../index.js';
import { columnsView, failedView, madeView, sections, type View } from './generated.js';
import { block, count, counted, printable } from './text.js';

/** What would run: columns, features, scans, stages, and the SELECT that makes the features. */
export async function planView(plan: PlanReport, view: View): Promise<string> {
  const measures = plan.scans.reduce((sum, scan) => sum + scan.measures, 0);
  const scans = plan.scans.map(
    (scan, k) => `  ${k + 1}. ${printable(scan.purpose)} (${counted(scan.measures, 'measure')})\n${block(scan.sql, 4)}`,
  );
  const stages = plan.stages.map((stage, k) => {
    const outputs = stage.outputs.length > 6 ? [...stage.outputs.slice(0, 5), `${count(stage.outputs.length - 5)} more`] : stage.outputs;
    const lines = [`  ${k + 1}. ${stage.kind} ${printable(stage.name)} -> ${outputs.map(printable).join(', ')}`];
    if (stage.reason) lines.push(`    ${printable(stage.reason)}`);
    if (stage.sql) lines.push(block(stage.sql, 4));
    return lines.join('\n');
  });
  const part = (title: string, body: readonly string[]) => (body.length > 0 ? `${view.paint('bold', title)}\n${body.join('\n\n')}` : '');
  return sections([
    await columnsView(plan.columns, view),
    await madeView(plan.features, view),
    await failedView(plan.failures, view),
    part(`${counted(plan.scans.length, 'scan')} for ${counted(measures, 'measure')}`, scans),
    part(counted(plan.stages.length, 'stage'), stages),
    part('SQL of the features', [block(plan.sql, 4)]),
    view.paint('dim', 'Nothing was written.'),
  ]);
}
