import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { generateFeatures, MdmError, openRegistry, type ErrorCode, type GenerateOptions } from '@mdm/cli';
import { failureOf, failureText } from '../../src/cli/failure.js';
import { workspace } from './workspace.js';

/** Rows of numbers, names and dates. */
export const rows = Array.from(
  { length: 200 },
  (_, i) => `${i},${((i * 37) % 50) / 10},${'xyz'[i % 3]},2024-01-${String((i % 28) + 1).padStart(2, '0')}\n`,
);
export const good = `a,b,c,d\n${rows.join('')}`;

const registry = await openRegistry(['text']);

export type Given = Partial<Omit<GenerateOptions, 'source'>>;

/** A new folder for every test and one for temporary files, the main job run from one to the other, and what a refusal must be. */
export function refusals() {
  const space = workspace();
  let temp = '';
  beforeEach(() => {
    temp = mkdtempSync(join(tmpdir(), 'mdm-e2e-temp-'));
  });
  afterEach(() => rmSync(temp, { recursive: true, force: true }));
  const at = (name: string): string => join(space.folder, name);
  return {
    mdm: space.mdm,
    files: space.files,
    folder: () => space.folder,
    temp: () => temp,
    at,
    put(name: string, content: string | Uint8Array): string {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), content);
      return at(name);
    },
    run: (source: string, given: Given = {}) =>
      generateFeatures({ source, output: at('o.parquet'), recipe: at('o.json'), temp, threads: 1, registry, ...given }),
    /** Its code, one sentence that names the thing, at most one line more, and nothing left anywhere. */
    async refused(work: Promise<unknown>, code: ErrorCode, words: RegExp): Promise<void> {
      const before = space.files();
      const error: unknown = await work.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(MdmError);
      const text = failureText(failureOf(error));
      expect((error as MdmError).code).toBe(code);
      expect(text).toMatch(words);
      expect(text).toMatch(/^Error: [^\n]+[.?!](\n[^\n]+)?$/);
      expect(text).not.toMatch(/should not happen|bug in MDM/);
      expect(space.files()).toEqual(before);
      expect(readdirSync(temp)).toEqual([]);
    },
  };
}
