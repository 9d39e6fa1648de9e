import type { FeatureExplanation } from '../../index.js';
import { sections, type View } from './generated.js';
import { table } from './table.js';
import { block, count, counted, printable, truncate } from './text.js';

/** The features of a recipe on a line each; dropped ones with `verbose`. */
export async function featuresView(all: readonly FeatureExplanation[], view: View): Promise<string> {
  const kept = all.filter((f) => f.kept);
  const shown = view.verbose ? all : kept;
  const heads = [
    { title: 'feature', flexible: true },
    { title: 'transformer' },
    { title: 'type' },
    { title: 'what it is', flexible: true, wrap: true },
  ];
  const rows = shown.map((f) => [
    f.name,
    f.transformer,
    f.type,
    f.kept ? f.explain : `dropped (${f.reason ?? 'no reason given'}): ${f.explain}`,
  ]);
  const dropped = all.length - kept.length;
  const more = dropped === 0 ? '' : `; ${count(dropped)} dropped${view.verbose ? '' : ' (--verbose shows them)'}`;
  return `${view.paint('bold', counted(kept.length, 'feature'))}${more}\n${await table(heads, rows, view)}`;
}

const LONG = 200;

const pairs = (fitted: FeatureExplanation['fitted']): readonly (readonly [string, unknown])[] => {
  if (fitted === null) return [];
  return typeof fitted === 'object' && !Array.isArray(fitted) ? Object.entries(fitted) : [['value', fitted]];
};

/** One feature in full. */
export function featureView(feature: FeatureExplanation, view: View): string {
  const value = (json: unknown) => {
    const text = printable(JSON.stringify(json));
    return view.verbose ? text : truncate(text, LONG);
  };
  const facts = [
    ['transformer', feature.transformer],
    ['type', feature.type],
    ['sources', feature.sources.length > 0 ? feature.sources.map(printable).join(', ') : '(none)'],
    ['kept', feature.kept ? 'yes' : `no: ${printable(feature.reason ?? 'no reason given')}`],
  ];
  const fitted = pairs(feature.fitted).map(([name, json]) => [printable(name), value(json)] as const);
  const wide = Math.min(24, Math.max(0, ...fitted.map(([name]) => name.length)));
  const lines = (pairs: readonly (readonly string[])[], pad: number) =>
    pairs.map(([k, v]) => `  ${view.paint('dim', k!.padEnd(pad))}  ${v}`).join('\n');
  return sections([
    `${view.paint('bold', printable(feature.name))}\n${printable(feature.explain)}`,
    lines(facts, 11),
    fitted.length > 0 ? `${view.paint('bold', 'Fitted on the training rows')}\n${lines(fitted, wide)}` : '',
    feature.sql ? `${view.paint('bold', 'SQL')}\n${block(feature.sql, 2)}` : '',
  ]);
}
