import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

interface Report {
  readonly interfaces: readonly {
    readonly interface: string;
    readonly used: Readonly<Record<string, readonly string[]>>;
    readonly implementations: readonly { readonly at: string; readonly missing: readonly string[] }[];
  }[];
  readonly problems: readonly string[];
}

let folder: string;
let report: Report;
let code: number | null;
let stderr: string;
/** The sources with one file more, in which an implementation of a backend and a reader of the configuration lack much. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mdm-interfaces-'));
  const file = join(folder, 'incomplete.ts');
  writeFileSync(
    file,
    `import type { Config } from ${JSON.stringify(join(root, 'src/config/config.js'))};
     import type { IStorageBackend } from ${JSON.stringify(join(root, 'src/storage/backend.js'))};
     export const backend = { backendType: 'sqlite', close: async () => {} } as unknown as IStorageBackend;
     export const half = (): IStorageBackend => ({ backendType: 'sqlite', close: async () => {} }) as IStorageBackend;
     export const config = { home: '' } as Config;`,
  );
  await new Promise<void>((done) => {
    const child = execFile(
      process.execPath,
      [join(root, 'scripts/interfaces.js'), '--json', '--also', file],
      { env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 1e8 },
      (_, stdout, said) => {
        report = JSON.parse(stdout) as Report;
        [code, stderr] = [child.exitCode, said];
        done();
      },
    );
  });
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const of = (name: string) => report.interfaces.find((one) => one.interface === name)!;
const added = (problem: string): boolean => problem.includes('incomplete.ts');

test('every implementation has what callers use of its interface', () => {
  expect(report.problems.filter((problem) => !added(problem))).toEqual([]);
});

test('one that lacks something is found, with what it lacks', () => {
  const found = report.problems.filter(added).sort();
  expect(code).toBe(1);
  expect(found).toHaveLength(2);
  expect(found[0]).toMatch(/incomplete\.ts:4 lacks .*createDataset, .*loadData, .* of IStorageBackend\.$/);
  expect(found[1]).toMatch(/incomplete\.ts:5 lacks .*get, .* of Config\.$/);
  expect(stderr.trim().split('\n')).toEqual(report.problems);
});

test.each(['sqlite', 'duckdb', 'postgres'])('the backend of %s is among the implementations', (name) => {
  expect(of('IStorageBackend').implementations.some(({ at }) => at.startsWith(`src/storage/${name}/`))).toBe(true);
});
test('so is the storage of MDM 1.0.6', () => {
  expect(of('IStorageBackend').implementations.some(({ at }) => at.startsWith('src/components/backend/'))).toBe(true);
});

test('what is used of a backend is found with who uses it', () => {
  const { used } = of('IStorageBackend');
  for (const method of ['getConnection', 'createDataset', 'loadData', 'close', 'query', 'getMetadata', 'updateMetadata'])
    expect([method, (used[method] ?? []).length > 0]).toEqual([method, true]);
  expect(used['loadData']!.some((file) => file.startsWith('datasets/'))).toBe(true);
});
