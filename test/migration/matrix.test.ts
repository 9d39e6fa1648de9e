import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type PostgresServer } from '../storage/postgres-server.js';
import { openCli, type Cli } from './cli.js';
import { data } from './goldens.js';

const SIDES = { old: 'false', new: 'true' } as const;
const BACKENDS = ['sqlite', 'duckdb', 'postgresql'] as const;

interface Info {
  readonly tables: Readonly<Record<string, string>>;
  readonly feature_tables: Readonly<Record<string, string>>;
}

let server: PostgresServer;
let folder: string;
let source: string;
beforeAll(async () => {
  server = await startServer();
  folder = mkdtempSync(join(tmpdir(), 'mdm-matrix-'));
  // One row of the file is there twice, and would be left out.
  source = join(folder, 'iris.csv');
  const rows = readFileSync(join(data, 'acceptance/iris.csv'), 'utf8').trim().split('\n');
  writeFileSync(source, `${[...new Set(rows)].join('\n')}\n`);
}, 120_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Numbers are compared as numbers: 3 is 3.0. */
const lines = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split(',')
        .map((cell) => (cell !== '' && Number.isFinite(Number(cell)) ? String(Number(cell)) : cell))
        .join(','),
    );

async function json<T>(cli: Cli, ...argv: string[]): Promise<T> {
  const { code, out, err } = await cli.mdm(...argv, '--json');
  if (code !== 0) throw new Error(`mdm ${argv.join(' ')} ended with ${code}:\n${err}`);
  return JSON.parse(out) as T;
}

const cells = Object.keys(SIDES).flatMap((side) => BACKENDS.map((backend) => [side as keyof typeof SIDES, backend] as const));

test.each(cells)(
  '%s side on %s: a dataset from registration to removal, nothing lost',
  async (side, backend) => {
    const flags = ['CONFIG', 'BACKEND', 'REGISTRAR', 'FEATURES'].map((name) => [`MDM_REFACTORING_USE_NEW_${name}`, SIDES[side]]);
    const cli = openCli({
      ...server.env,
      ...(Object.fromEntries(flags) as Record<string, string>),
      MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false',
      MDM_DATABASE_DEFAULT_BACKEND: backend,
    });
    try {
      const name = `iris_${side}`;
      await json(cli, 'dataset', 'register', name, source, '--target', 'species');
      const info = await json<Info>(cli, 'dataset', 'info', name);
      expect(info).toMatchObject({ name, backend, target_column: 'species', problem_type: 'multiclass_classification' });
      expect(Object.keys(info.feature_tables)).toHaveLength(1);
      const out = join(cli.folder, 'out');
      await json(cli, 'dataset', 'export', name, '--output-dir', out, '--format', 'csv', '--compression', 'none');
      expect(lines(join(out, `${name}_${Object.values(info.tables)[0]}.csv`))).toEqual(lines(source));
      await json(cli, 'dataset', 'remove', name, '--force');
      expect(await json(cli, 'dataset', 'list')).toEqual([]);
    } finally {
      cli.remove();
    }
  },
  180_000,
);
