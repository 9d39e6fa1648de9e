import type { Expr, Json } from '@mdm/sdk';
import type { InputTable } from './table.js';
import { sampled } from './sample.js';

export interface SampleWanted {
  readonly args: readonly Expr[];
  readonly size: number;
}

/** Expressions in one query, and values held at a time. */
const WIDE = 200;
const HELD = 1_000_000;

/** Values of expressions in a fixed sample. Samples that are asked for one after another are read together: the engine takes longer to open a wide table than to read it. */
export function sampleReader(
  table: InputTable,
  all: readonly SampleWanted[],
  rows: (exprs: readonly Expr[], end: string) => Promise<Json[][]>,
): (wanted: SampleWanted) => Promise<Json[][]> {
  const ready = new Map<SampleWanted, Json[][]>();
  const read = async (exprs: readonly Expr[], size: number): Promise<Json[][]> => {
    const out: Json[][] = [];
    for (let i = 0; i < exprs.length; i += WIDE) {
      const part = exprs.slice(i, i + WIDE);
      const found = await rows(part, sampled(table, size));
      part.forEach((_, k) => out.push(found.map((r) => r[k] ?? null)));
    }
    return out;
  };
  return async (wanted) => {
    const known = ready.get(wanted);
    if (known) {
      ready.delete(wanted);
      return known;
    }
    const at = all.indexOf(wanted);
    const together = [wanted];
    let count = wanted.args.length;
    for (const next of at === -1 ? [] : all.slice(at + 1)) {
      count += next.args.length;
      if (next.size !== wanted.size || count > WIDE || count * Math.min(table.rows, wanted.size) > HELD) break;
      together.push(next);
    }
    const values = await read(
      together.flatMap((w) => w.args),
      wanted.size,
    );
    for (const w of together) ready.set(w, values.splice(0, w.args.length));
    const own = ready.get(wanted)!;
    ready.delete(wanted);
    return own;
  };
}
