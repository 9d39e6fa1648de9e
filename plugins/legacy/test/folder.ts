import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { generateLegacy, generator, readSource, type FlatTable, type LegacyOptions, type Report, type Request } from '../src/index.js';
import type { Column } from '../src/index.js';
import { fromFlat } from '../src/flat.js';

const none = (): Promise<never> => Promise.reject(new Error('no such input here'));

/** A folder for a file of tests, gone after it. */
export function folder() {
  const at = mkdtempSync(join(tmpdir(), 'mdm-legacy-'));
  afterAll(() => rmSync(at, { recursive: true, force: true }));
  const put = (name: string, bytes: string | Uint8Array): string => {
    const path = join(at, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return path;
  };
  return {
    at,
    put,
    /** What becomes of a file of delimited text. */
    async make(name: string, bytes: string | Uint8Array, options: LegacyOptions = {}) {
      const { types, tables } = generateLegacy(await readSource(put(name, bytes), none, options.batchSize), options);
      const { frame, originals, failed, dropped, stopped } = tables[0]!.generated;
      const columns = new Map(frame.columns.map((column) => [column.name, column]));
      const names = frame.columns.map((column) => column.name);
      return {
        types,
        columns,
        rows: frame.rows,
        originals: names.slice(0, originals),
        features: names.slice(originals),
        failed,
        dropped,
        stopped,
      };
    },
  };
}

/** As a host calls it; the tables are kept. */
export async function run(
  request: Request,
): Promise<{ report: Report; tables: ReadonlyMap<string, readonly Column[]>; written: FlatTable[] }> {
  const written: FlatTable[] = [];
  const report = await generator.generate(request, {
    begin: async () => undefined,
    read: none,
    write: async (table) => void written.push(table),
    progress: () => undefined,
  });
  return { report, written, tables: new Map(written.map(({ name, columns }) => [name, columns.map(fromFlat)])) };
}

export const cells = (column: Column | undefined): readonly unknown[] =>
  Array.from((column?.values ?? []) as ArrayLike<unknown>, (value) => (value !== value ? null : value));
