import { glob, readFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Transformer } from '@mdm/sdk';
import type { Checks, Collect } from '@mdm/sdk/testing';

const TEST_FILES = ['test/**/*.test.ts', 'test/**/*.test.mts', 'test/**/*.test.js', 'test/**/*.test.mjs'];

/** What a package's tests check. */
export interface Collected {
  readonly transformer: Transformer;
  readonly checks: Checks | undefined;
}

/** The files of a package that call the kit; others are for another test runner. */
export async function testFiles(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const file of glob(TEST_FILES, { cwd: root, exclude: (name) => name === 'node_modules' }))
    found.push(file.split(sep).join('/'));
  const text = await Promise.all(found.map((file) => readFile(join(root, file), 'utf8')));
  return found.filter((_, i) => text[i]!.includes('@mdm/sdk/testing')).sort();
}

/** Makes `checkTransformer` hand over what it is given, and lets TypeScript be imported by the name it is compiled to. */
export function collectInto(collected: Map<string, Collected>): void {
  const collect: Collect = (transformer, checks) => {
    const { name } = transformer.meta;
    const before = collected.get(name);
    collected.set(name, { transformer, checks: before?.checks ? merged(before.checks, checks) : checks });
  };
  Object.assign(globalThis, { [Symbol.for('mdm.testing.collect')]: collect });
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        const source = /^\.{1,2}\/.*\.m?js$/.test(specifier) && (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
        if (!source) throw error;
        return next(specifier.replace(/js$/, 'ts'), context);
      }
    },
  });
}

const merged = (a: Checks, b: Checks): Checks => ({
  cases: [...a.cases, ...b.cases],
  rejects: [...(a.rejects ?? []), ...(b.rejects ?? [])],
  expectedFailures: { ...a.expectedFailures, ...b.expectedFailures },
});

export const importFile = async (root: string, file: string): Promise<void> => void (await import(pathToFileURL(join(root, file)).href));
