import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { compareReaders } from '../../src/components/config/compare.js';
import { oldSide } from '../../src/components/legacy.js';
import { openConfig } from '../../src/config/config.js';
import { keyOf, variableOf, type KeyName } from '../../src/config/keys.js';

const old = await oldSide('config');
const keys = old.keys as readonly KeyName[];
const home = mkdtempSync(join(tmpdir(), 'mdm-random-'));
const config = await openConfig({ home, env: {} });
afterAll(() => rmSync(home, { recursive: true, force: true }));

const word = fc
  .string({ unit: fc.constantFrom(...'aZ09 _-./:#"\'\\,äß漢😀'), minLength: 1, maxLength: 12 })
  .filter((text) => text.trim() !== '');

/** Values that both readers take for a key. */
function valueOf(key: KeyName): fc.Arbitrary<unknown> {
  const { rule } = keyOf(key);
  switch (rule.kind) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: Math.max(rule.min ?? -1e9, key.endsWith('min_rows') ? 1 : -1e9), max: rule.max ?? 1e9 });
    case 'number':
      return fc.double({ min: rule.min ?? 0, max: rule.max ?? 1e6, noNaN: true });
    case 'choice':
      return fc.constantFrom(...rule.words);
    case 'integers':
      return fc.array(fc.integer({ min: rule.min, max: 1000 }), { minLength: 1, maxLength: 4 });
    case 'size':
      return fc.integer({ min: 1, max: 64 }).map((size) => `${size}GB`);
    default:
      return word;
  }
}

const valuesOf = (of: readonly KeyName[]) =>
  fc
    .subarray([...of], { maxLength: 12 })
    .chain((some) => fc.tuple(...some.map((key) => valueOf(key).map((value) => [key, value] as const))));

const nested = (pairs: readonly (readonly [string, unknown])[]): object => {
  const tree: Record<string, unknown> = {};
  for (const [key, value] of pairs) {
    const parts = key.split('.');
    let at = tree;
    for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>;
    at[parts.at(-1)!] = value;
  }
  return tree;
};

async function differing(file: string, env: Record<string, string>): Promise<unknown> {
  writeFileSync(join(home, 'mdm.yaml'), file);
  const scenarios = [{ name: 'home', options: { home, env } }] as const;
  const { keys: all } = await compareReaders({ config, scenarios, control: 'old', subject: 'random', store: false, note: () => undefined });
  return all
    .filter(({ verdict }) => verdict !== 'equal')
    .map(({ key, old, new: now, verdict, known }) => ({ key, old, now, verdict, known }));
}

const quoted = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' } as const;

test('files of any valid values mean the same to both readers', async () => {
  await fc.assert(
    fc.asyncProperty(valuesOf(keys), async (pairs) => {
      expect(await differing(stringify(nested(pairs), quoted), {})).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('files and variables that both know differ at most in texts of variables', async () => {
  const known = keys.filter((key) => old.keyOfVariable(variableOf(key)) === key);
  await fc.assert(
    fc.asyncProperty(valuesOf(keys), valuesOf(known), async (pairs, variables) => {
      const env = Object.fromEntries(
        variables.map(([key, value]) => [variableOf(key), Array.isArray(value) ? value.join(',') : String(value)]),
      );
      const found = (await differing(stringify(nested(pairs), quoted), env)) as readonly { readonly known?: string }[];
      expect(found.filter((one) => one.known !== 'texts of variables')).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
