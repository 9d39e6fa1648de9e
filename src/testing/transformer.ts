import { describe, expect, it } from '@jest/globals';
import type { Expr, Json, Transformer } from '@mdm/sdk';
import { nodes } from '../sql/walk.js';
import { train, type FeatureValues, type Row, type TableCase } from './fixture.js';
import { hostileTables } from './hostile.js';

export interface TransformerCase extends TableCase {
  readonly name: string;
  /** Feature name -> the value of each training row; numbers within 1e-9 relative. */
  readonly expect: Readonly<Record<string, readonly Json[]>>;
  /** There are no other features. */
  readonly exactly?: boolean;
  /** Other rows, made with what was fitted on `rows`. */
  readonly test?: readonly Row[];
  readonly expectTest?: Readonly<Record<string, readonly Json[]>>;
}
export interface Checks {
  readonly cases: readonly TransformerCase[];
  /** Tables of which it makes nothing. */
  readonly rejects?: readonly (TableCase & { readonly name: string })[];
  /** Law -> why it does not hold; a listed law that holds is a failure too. */
  readonly expectedFailures?: Readonly<Record<string, string>>;
}

/** Runs the table of cases, and the laws that every transformer keeps. */
export function checkTransformer(namespace: string, transformer: Transformer, checks: Checks): void {
  const failures = checks.expectedFailures ?? {};
  const law = (name: string, test: () => Promise<void>): void => {
    it(name, async () => {
      if (!(name in failures)) return test();
      const held = await test().then(
        () => true,
        () => false,
      );
      if (held) throw new Error(`${name} is listed as failing (${failures[name]}) but holds`);
    });
  };
  describe(`${namespace}.${transformer.meta.name}`, () => {
    it.each(checks.cases.map((c) => [c.name, c] as const))('%s', async (_, c) => {
      const trained = await train(namespace, transformer, c);
      try {
        compare(trained.values, c.expect, c.exactly ?? false);
        if (c.test) compare(await trained.apply(c.test), c.expectTest ?? {}, false);
      } finally {
        await trained.close();
      }
    });
    if (checks.rejects?.length) {
      it.each(checks.rejects.map((r) => [r.name, r] as const))('makes nothing of %s', async (_, r) => {
        const trained = await train(namespace, transformer, r);
        await trained.close();
        expect([...trained.values.keys()]).toEqual([]);
      });
    }
    it('has no two cases alike', () => {
      const seen = checks.cases.map(({ name: _, ...rest }) => JSON.stringify(rest));
      expect(new Set(seen).size).toBe(seen.length);
      expect(new Set(checks.cases.map((c) => c.name)).size).toBe(checks.cases.length);
    });
    law('parameters accept {}', () => {
      transformer.meta.params.parse({});
      return Promise.resolve();
    });
    for (const table of hostileTables(transformer)) {
      law(`keeps the laws on a table: ${table.name}`, async () => {
        const [one, two] = [await train(namespace, transformer, table, 1), await train(namespace, transformer, table, 2)];
        try {
          // Equal calls, equal nodes; any number of threads, equal values.
          expect(JSON.stringify(one.made.features)).toBe(JSON.stringify(two.made.features));
          expect([...one.values]).toEqual([...two.values]);
          const names = one.made.features.map((f) => f.name.toLowerCase());
          expect(new Set(names).size).toBe(names.length);
          for (const f of one.made.features) {
            expect(f.explain.length).toBeGreaterThan(5);
            const values = one.values.get(f.name)!;
            expect(values).toHaveLength(table.rows.length);
            for (const v of values)
              if (f.type === 'double') expect(v === null || (typeof v === 'number' && Number.isFinite(v)) || [f.name, v]).toBe(true);
          }
          await checkOneByOne(one, table.rows);
          if (table.roles?.target !== undefined) await checkTarget(namespace, transformer, table, one.values);
        } finally {
          await one.close();
          await two.close();
        }
      });
    }
  });
}

/** A feature of a row is the same whatever rows stand beside it, unless it looks back in a sequence. */
async function checkOneByOne(trained: Awaited<ReturnType<typeof train>>, rows: readonly Row[]): Promise<void> {
  const single = trained.made.features.filter((f) => !looksBack(f.expr));
  if (single.length === 0) return;
  const whole = await trained.apply(rows);
  for (const i of [0, Math.floor(rows.length / 2)]) {
    const alone = await trained.apply([rows[i]!]);
    for (const f of single) expect([f.name, alone.get(f.name)![0]]).toEqual([f.name, whole.get(f.name)![i]]);
  }
  const reversed = await trained.apply([...rows].reverse());
  for (const f of single) expect([f.name, ...[...reversed.get(f.name)!].reverse()]).toEqual([f.name, ...whole.get(f.name)!]);
}

/** No training row's features may depend on its own target. */
async function checkTarget(namespace: string, transformer: Transformer, table: TableCase, before: FeatureValues): Promise<void> {
  const target = table.roles!.target!;
  const known = [...new Set(table.rows.map((r) => r[target]).filter((v) => v !== null && v !== undefined))];
  if (known.length < 2) return;
  const i = Math.floor(table.rows.length / 3);
  const other = known.find((v) => v !== table.rows[i]![target])!;
  const changed = await train(namespace, transformer, {
    ...table,
    rows: table.rows.map((r, k) => (k === i ? { ...r, [target]: other } : r)),
  });
  try {
    for (const [name, values] of changed.values) if (before.has(name)) expect([name, values[i]]).toEqual([name, before.get(name)![i]]);
  } finally {
    await changed.close();
  }
}

const looksBack = (expr: Expr): boolean => [...nodes(expr)].some((n) => n.kind === 'window');

function compare(found: FeatureValues, wanted: Readonly<Record<string, readonly Json[]>>, exactly: boolean): void {
  if (exactly) expect([...found.keys()].sort()).toEqual(Object.keys(wanted).sort());
  for (const [name, values] of Object.entries(wanted)) {
    const have = found.get(name);
    if (!have)
      throw new Error(
        `there is no feature ${JSON.stringify(name)}; there are ${[...found.keys()].map((n) => JSON.stringify(n)).join(', ')}`,
      );
    expect(have).toHaveLength(values.length);
    values.forEach((want, i) => {
      if (!close(have[i] ?? null, want))
        throw new Error(`${name}, row ${i + 1}: ${JSON.stringify(have[i])}, expected ${JSON.stringify(want)}`);
    });
  }
}

/** Text and missing exactly; numbers within 1e-9 relative or 1e-12 absolute. */
function close(a: Json, b: Json): boolean {
  const number = (v: Json): number | undefined => (typeof v === 'number' ? v : typeof v === 'boolean' ? Number(v) : undefined);
  const [x, y] = [number(a), number(b)];
  if (x === undefined || y === undefined) return a === b;
  return x === y || Math.abs(x - y) <= Math.max(1e-12, 1e-9 * Math.abs(y));
}
