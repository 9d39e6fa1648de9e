import type { Json, Transformer } from '@mdm/sdk';
import type { Checks, TransformerCase } from '@mdm/sdk/testing';
import { isDeclared } from '../host/provided.js';
import { canonical, recorded } from './calls.js';
import { train, type FeatureValues } from './fixture.js';
import { listed, show } from './law.js';

/** A case of the author's, ready to run. */
export interface RunnableCase {
  readonly name: string;
  run(): Promise<void>;
}

export const casesOf = (transformer: Transformer, { cases, rejects = [] }: Checks): readonly RunnableCase[] => [
  ...cases.map((c) => ({ name: c.name, run: () => runCase(transformer, c) })),
  ...rejects.map((r) => ({
    name: `makes nothing of ${r.name}`,
    run: async () => {
      const trained = await train('plugin', transformer, r);
      await trained.close();
      const made = [...trained.values.keys()];
      if (made.length > 0) throw new Error(`it makes ${show(made)}.`);
    },
  })),
];

async function runCase(transformer: Transformer, c: TransformerCase): Promise<void> {
  const spy = recorded(transformer);
  const trained = await train('plugin', spy.transformer, c);
  try {
    for (const made of spy.calls.flatMap((call) => [...(call.features ?? []), ...(call.outputs ?? [])]))
      if (!isDeclared(made.name, transformer.meta.outputs))
        throw new Error(`it makes ${show(made.name)}, which is none of meta.outputs (${listed(transformer.meta.outputs)}).`);
    compare(trained.values, c.expect, c.exactly ?? false);
    if (c.test) compare(await trained.apply(c.test), c.expectTest ?? {}, false);
  } finally {
    await trained.close();
  }
}

/** What is said twice in a table of cases; undefined when nothing is. */
export function repeated({ cases, rejects = [] }: Checks): string | undefined {
  for (const list of [cases, rejects]) {
    const names = new Set<string>();
    const contents = new Map<string, string>();
    for (const { name, ...rest } of list) {
      if (names.has(name)) return `two cases are called ${show(name)}.`;
      const content = canonical(rest);
      const other = contents.get(content);
      if (other !== undefined) return `the cases ${show(other)} and ${show(name)} are the same.`;
      names.add(name);
      contents.set(content, name);
    }
  }
  return undefined;
}

function compare(found: FeatureValues, wanted: Readonly<Record<string, readonly Json[]>>, exactly: boolean): void {
  const names = [...found.keys()].map((n) => JSON.stringify(n)).join(', ') || 'none';
  const extra = exactly ? [...found.keys()].find((name) => !Object.hasOwn(wanted, name)) : undefined;
  if (extra !== undefined) throw new Error(`there is a feature ${show(extra)} that is not expected; there are ${names}.`);
  for (const [name, values] of Object.entries(wanted)) {
    const have = found.get(name);
    if (!have) throw new Error(`there is no feature ${show(name)}; there are ${names}.`);
    if (have.length !== values.length) throw new Error(`${name} has ${have.length} values, expected ${values.length}.`);
    values.forEach((want, i) => {
      if (!close(have[i] ?? null, want)) throw new Error(`${name}, row ${i + 1}: ${show(have[i])}, expected ${show(want)}.`);
    });
  }
}

/** Text and missing exactly; numbers within 1e-9 relative or 1e-12 absolute. */
export function close(a: Json, b: Json): boolean {
  const number = (v: Json): number | undefined => (typeof v === 'number' ? v : typeof v === 'boolean' ? Number(v) : undefined);
  const [x, y] = [number(a), number(b)];
  if (x === undefined || y === undefined) return a === b;
  return x === y || Math.abs(x - y) <= Math.max(1e-12, 1e-9 * Math.abs(y));
}
