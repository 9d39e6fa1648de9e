import type { BackendName, IStorageBackend } from '../../src/storage/backend.js';
import { openOldBackend } from '../../src/components/backend/old.js';
import { complianceSuite, type ComplianceOptions } from '../storage/compliance.js';
import { home } from '../storage/tables.js';
import { DIFFERENCES } from './backend-differences.js';

type Run = (...values: readonly unknown[]) => Promise<void>;

/** Titles as Jest makes them of a row of `test.each`, as far as the suite needs them. */
function titled(title: string, row: readonly unknown[]): string {
  const values = [...row];
  return title.replaceAll(/%[sj]/g, (place) => (place === '%j' ? JSON.stringify(values.shift()) : String(values.shift())));
}

/** Defines the compliance suite for the old side: a promise that is among the deliberate differences is to be broken. */
export function oldSuite(
  name: BackendName,
  server: () => Promise<{ readonly env: Readonly<Record<string, string>>; stop(): Promise<void> }>,
  options: ComplianceOptions,
): void {
  const real = globalThis.test;
  const defined: string[] = [];
  const differing = new Map(Object.entries(DIFFERENCES).filter(([, { on }]) => on.includes(name)));
  const one = (title: string, run: Run): void => {
    defined.push(title);
    const difference = differing.get(title);
    const way = difference === undefined ? real : difference.random ? real.skip : real.failing;
    way(title, () => run());
  };
  const each = (rows: readonly unknown[]) => (title: string, run: Run) => {
    for (const row of rows) {
      const values = Array.isArray(row) ? (row as readonly unknown[]) : [row];
      one(titled(title, values), () => run(...values));
    }
  };
  globalThis.test = Object.assign(one, { each }) as unknown as typeof real;
  try {
    complianceSuite(
      name,
      async () => {
        const place = home();
        const { env, stop } = await server();
        const again = async (more: Readonly<Record<string, string>> = {}): Promise<IStorageBackend> =>
          openOldBackend(name, await place.config({ ...env, ...more }));
        const backend = await again();
        return {
          backend,
          again,
          close: async () => {
            await backend.close();
            await stop();
            place.remove();
          },
        };
      },
      options,
    );
  } finally {
    globalThis.test = real;
  }
  test('every deliberate difference names a promise', () => {
    expect([...differing.keys()].filter((title) => !defined.includes(title))).toEqual([]);
  });
}
