import type { Transformer } from '../contract.js';
import type { Check, Checks, Collect } from './types.js';

export type { Check, Checks, Collect, Columns, Folds, Roles, Row, TableCase, TransformerCase } from './types.js';

/** The part of the kit in `@mdm/cli/testing` that this module needs; the kit runs what it checks, so it comes with the engine. */
interface Kit {
  checksOf(transformer: Transformer, checks: Checks): readonly Check[];
}
type Run = () => Promise<void>;
interface Runner {
  describe(name: string, body: () => void): unknown;
  it(name: string, run: Run, timeout?: number): unknown;
}

/** A law opens an engine and trains; runners that stop a test after a few seconds are asked for more. */
const PATIENCE = 120_000;

const collecting = Symbol.for('mdm.testing.collect');
const known = globalThis as Partial<Runner> & { [collecting]?: Collect };
const collect = known[collecting];
const kit = collect ? undefined : await loadKit();
const runner = collect ? undefined : await findRunner();

/**
 * Runs a table of cases, and the laws that every transformer keeps, under jest, vitest, mocha, node:test or `mdm plugins test`.
 *
 *     checkTransformer(doubled, { cases: [{ name: 'two', columns: { x: 'numeric' }, rows: [{ x: 2 }], expect: { x__doubled: [4] } }] });
 */
export function checkTransformer(transformer: Transformer, checks: Checks): void {
  if (collect) return collect(transformer, checks);
  const { describe, it } = runner!;
  describe(transformer.meta.name, () => {
    for (const check of kit!.checksOf(transformer, checks)) {
      const test = it(check.name, () => check.run(), PATIENCE) as { timeout?: unknown } | undefined;
      if (typeof test?.timeout === 'function') (test as { timeout(ms: number): void }).timeout(PATIENCE);
    }
  });
}

/** A module that is there or not, as a name that compilers and bundlers do not look up: this package depends on none of them. */
function named(name: string): string {
  return name;
}

async function loadKit(): Promise<Kit> {
  const name = named('@mdm/cli/testing');
  try {
    return (await import(name)) as Kit;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(`The testing kit comes with MDM and ${name} is not installed here; run the tests with: mdm plugins test`, {
      cause: error,
    });
  }
}

/** The functions of jest, vitest or mocha, or else Node's own. */
async function findRunner(): Promise<Runner> {
  const { describe, it } = known;
  if (typeof describe === 'function' && typeof it === 'function') return { describe, it };
  // vitest keeps its functions to itself unless it is told otherwise.
  if (process.env['VITEST']) return (await import(named('vitest'))) as Runner;
  const node = await import('node:test');
  return { describe: (name, body) => void node.describe(name, body), it: (name, run) => void node.it(name, run) };
}
