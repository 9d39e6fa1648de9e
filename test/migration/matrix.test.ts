import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { startServer, type PostgresServer } from '../storage/postgres-server.js';
import { root } from './cli.js';

const SIDES = ['old', 'new'] as const;
const BACKENDS = ['sqlite', 'duckdb', 'postgresql'] as const;
type Side = (typeof SIDES)[number];

interface Ran {
  readonly argv: readonly string[];
  readonly code: number;
  readonly out: string;
}

interface Info {
  readonly tables: Readonly<Record<string, string>>;
  readonly feature_tables: Readonly<Record<string, string>>;
}

const ROWS = Array.from({ length: 40 }, (_, i) => {
  const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
  return [day, ['Oslo', 'Rome', 'Wien'][i % 3], ((i * 7) % 11) + 1, (150 + 37 * i) / 100, (i * 5) % 7 > 3 ? 'high' : 'low'];
});

let server: PostgresServer;
beforeAll(async () => {
  server = await startServer();
}, 120_000);
afterAll(() => server.stop());

describe.each(BACKENDS)('%s', (backend) => {
  let folder: string;
  /** What the commands of a side printed, over the datasets of both. */
  let told: Readonly<Record<Side, readonly Ran[]>>;

  /** Commands of a side in one process, all on one home, each side in a folder of its own. */
  const run = (side: Side, ...list: readonly (readonly string[])[]): Promise<readonly Ran[]> => {
    const flags = ['CONFIG', 'BACKEND', 'REGISTRAR', 'FEATURES'].map((name) => [`MDM_REFACTORING_USE_NEW_${name}`, String(side === 'new')]);
    const env = {
      ...process.env,
      ...server.env,
      ...(Object.fromEntries(flags) as Record<string, string>),
      MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false',
      MDM_DATABASE_DEFAULT_BACKEND: backend,
      MDM_HOME_DIR: join(folder, 'home'),
      MDM_DATA_DIR: join(folder, 'plugins'),
      NODE_OPTIONS: '',
      NO_COLOR: '1',
    };
    const argv = [join(import.meta.dirname, 'commands.js'), join(root, 'bin/run.js'), JSON.stringify(list)];
    return new Promise((done, failed) => {
      execFile(process.execPath, argv, { cwd: join(folder, side), env, maxBuffer: 1e8 }, (error, out, err) =>
        error ? failed(new Error(`${error.message}\n${err}`)) : done(JSON.parse(out) as readonly Ran[]),
      );
    });
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mdm-matrix-'));
    writeFileSync(join(folder, 'sales.csv'), ['day,city,sold,price,class', ...ROWS.map(String)].join('\n'));
    for (const side of SIDES) {
      mkdirSync(join(folder, side));
      await run(
        side,
        ['dataset', 'register', `by_${side}`, '../sales.csv', '--target', 'class', '--time-column', 'day'],
        ['dataset', 'update', `by_${side}`, '--description', 'Forty days', '--add-tags', 'shop'],
      );
    }
    const reads = [
      ['dataset', 'list'],
      ['dataset', 'search', 'forty', '--deep'],
      ...SIDES.flatMap((side) => {
        const name = `by_${side}`;
        return [
          ['dataset', 'info', name, '--details'],
          ['dataset', 'info', name, '--json'],
          ['dataset', 'stats', name],
          ['dataset', 'export', name, '--output-dir', 'out', '--format', 'csv', '--compression', 'none'],
          ['timeseries', 'analyze', name],
          ['timeseries', 'split', name, '--test-size', '0.25', '--output', `split_${side}`],
          ['query', name, `SELECT city, sum(sold) AS sold FROM ${side === 'old' ? 'data' : 'train'} GROUP BY city ORDER BY city`],
        ];
      }),
      ['dataset', 'info', 'nothing'],
    ];
    told = { old: await run('old', ...reads), new: await run('new', ...reads) };
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(SIDES)('%s side: a dataset from registration to removal, nothing lost', async (side) => {
    const name = `by_${side}`;
    const ran = (...argv: readonly string[]): Ran => told[side].find((one) => argv.every((part, i) => one.argv[i] === part))!;
    const info = JSON.parse(told[side].find(({ argv }) => argv[2] === name && argv[3] === '--json')!.out) as Info;
    expect(info).toMatchObject({ name, backend, target_column: 'class', problem_type: 'binary_classification' });
    expect(info).toMatchObject({ description: 'Forty days', tags: ['shop'] });
    expect(Object.keys(info.feature_tables)).toHaveLength(1);
    const [, ...exported] = readFileSync(join(folder, side, `out/${name}_${Object.values(info.tables)[0]}.csv`), 'utf8')
      .trim()
      .split('\n');
    expect(exported.map((line) => line.replace('T00:00:00', ''))).toEqual(ROWS.map(String));
    expect(JSON.parse(ran('query', name).out)).toEqual(
      ['Oslo', 'Rome', 'Wien'].map((city) => ({ city, sold: ROWS.reduce((sum, row) => sum + (row[1] === city ? Number(row[2]) : 0), 0) })),
    );
    expect(ran('dataset', 'search').out).toContain(name);
    const [removed, list] = await run(side, ['dataset', 'remove', name, '--force'], ['dataset', 'list']);
    expect([removed!.code, list!.out.includes(name)]).toEqual([0, false]);
  });

  test('both sides print and write the same of every dataset, whichever registered it', () => {
    const [old, now] = SIDES.map((side) => told[side].map(({ argv, code, out }) => ({ argv, code, out: clean(out) })));
    expect(now).toEqual(old);
    expect(old!.map(({ code }) => code)).toEqual([...Array<number>(old!.length - 1).fill(0), 3]);
    const files = SIDES.map((side) => textsOf(join(folder, side)));
    expect(files[1]).toEqual(files[0]);
    expect(Object.keys(files[0]!).length).toBeGreaterThan(8);
  });
});

/** Without times and sizes. */
const clean = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/[\d.]+ [KM]iB(?: \([\d,]+ bytes\))?/g, 'SIZE')
    .replaceAll(/"size_bytes": \d+/g, '"size_bytes": SIZE');

function textsOf(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(folder, path), clean(readFileSync(path, 'utf8'))]));
}
