import { chmodSync, globSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { examineConfig, openConfig } from '../../src/config/config.js';
import type { Finding } from '../../src/datasets/doctor.js';
import { silent } from '../../src/log/logger.js';
import { scratchPrefix } from '../../src/config/scratch.js';
import { lookedAt } from '../../src/migration/checks/check.js';
import { featuresFound } from '../../src/migration/checks/home.js';
import { unfinishedRuns } from '../../src/migration/checks/left-runs.js';
import { atLeast } from '../../src/migration/checks/machine.js';
import { checkAll, CHECKS, checkSettings } from '../../src/migration/checks/index.js';
import { beginRun } from '../../src/migration/runs/state.js';
import { appendResult } from '../../src/parity/store.js';
import { createBackends } from '../../src/storage/open.js';
import { openCli, root, type Cli } from './cli.js';
import { COMPONENTS, goodRecords, resultOf } from './control-home.js';

let cli: Cli;
beforeEach(() => {
  cli = openCli();
  mkdirSync(cli.home);
});
afterEach(() => cli.remove());

interface Found {
  readonly check: string;
  readonly state: string;
  readonly message: string;
  readonly details?: readonly string[];
}
const yaml = (text: string): void => writeFileSync(join(cli.home, 'mdm.yaml'), text, { mode: 0o600 });

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly findings?: readonly Finding[];
}

/** What one check finds. */
async function found(name: string, { env = {}, findings }: Given = {}): Promise<[string, string]> {
  const config = await openConfig({ home: cli.home, env });
  const backends = createBackends(config);
  try {
    const ws = { config, log: silent, backends, registry: () => Promise.reject(new Error('not needed')) };
    const [one] = await checkAll(ws, { names: [name], ...(findings ? { findings } : {}) });
    return [one!.state, [one!.message, ...(one!.details ?? [])].join(' ')];
  } finally {
    await backends.close();
  }
}

test('on a home without faults nothing fails, and every check of the list runs', async () => {
  const { code, out } = await cli.mdm('doctor', '--all', '--json');
  const { healthy, checks } = JSON.parse(out) as { readonly healthy: boolean; readonly checks: readonly Found[] };
  expect(checks.map(({ check }) => check)).toEqual(Object.keys(CHECKS));
  expect(checks.filter(({ state }) => state === 'failed')).toEqual([]);
  expect([healthy, code]).toEqual([true, 0]);
  expect(checks.find(({ check }) => check === 'feature_generation')?.message).toMatch(/^\d+ columns are equal/);
  expect(checks.find(({ check }) => check === 'storage_backends')?.message).toMatch(/sqlite, duckdb/);
}, 60_000);

const secret = 'hunter2hunter2';
const withPassword = `database:\n  postgresql:\n    user: ann\n    password: ${secret}\n`;

// A fault, and the check that finds it.
const faults: readonly [string, 'warning' | 'failed', RegExp, () => void | Promise<void>][] = [
  ['config_valid', 'failed', /database\.postgresql\.user is not set/, () => yaml('database:\n  default_backend: postgresql\n')],
  ['feature_flags', 'warning', /config old/, () => yaml('refactoring:\n  use_new_config: false\n')],
  [
    'feature_flags',
    'warning',
    /features new for 30 %/,
    () => yaml('refactoring:\n  use_new_features: false\n  rollout_percentage:\n    new_features: 30\n'),
  ],
  [
    'permissions',
    'failed',
    /others can read it/,
    () => {
      yaml(withPassword);
      chmodSync(join(cli.home, 'mdm.yaml'), 0o644);
    },
  ],
  ['sensitive_data', 'warning', /holds a password/, () => yaml(withPassword)],
  [
    'sensitive_data',
    'failed',
    /mdm\.log:2/,
    () => {
      yaml(withPassword);
      mkdirSync(join(cli.home, 'logs'), { recursive: true });
      writeFileSync(join(cli.home, 'logs/mdm.log'), `{}\n{"message":"user ann ${secret}"}\n`);
    },
  ],
  [
    'sensitive_data',
    'failed',
    /flag_history\.jsonl:1/,
    () => writeFileSync(join(cli.home, 'flag_history.jsonl'), '{"reason":"see postgresql://ann:swordfish@host/db"}\n'),
  ],
  [
    'backward_compatibility',
    'failed',
    /broken\.yaml/,
    () => {
      mkdirSync(join(cli.home, 'config/datasets'), { recursive: true });
      writeFileSync(join(cli.home, 'config/datasets/broken.yaml'), 'name: [\n');
    },
  ],
  [
    'data_consistency',
    'failed',
    /features: old and new, penguins: mdm compare show/,
    () => appendResult(join(cli.home, 'comparison_results'), resultOf('features', { verdict: 'mismatched' })),
  ],
  [
    'performance_baseline',
    'failed',
    /config: G2 time$/,
    () => {
      mkdirSync(join(cli.home, 'migration'));
      const all = COMPONENTS.map((component) => goodRecords(component).benchmark!);
      const cases = all.flatMap((one) => one.cases);
      cases.at(-1)!.new = { median: 9, low: 8, high: 10 };
      writeFileSync(join(cli.home, 'migration/implementations.json'), JSON.stringify({ ...all[0], cases }));
    },
  ],
  ['storage_backends', 'failed', /duckdb: /, () => yaml('database:\n  duckdb:\n    access_mode: READ_ONLY\n')],
  ['storage_backends', 'failed', /postgresql: /, () => yaml('database:\n  postgresql:\n    user: ann\n    host: 127.0.0.1\n    port: 1\n')],
];

test.each(faults)('%s is %s: %s', async (check, state, message, spoil) => {
  await spoil();
  const [seen, said] = await found(check);
  expect([seen, said]).toEqual([state, expect.stringMatching(message)]);
  expect(said).not.toContain(secret);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(scratchPrefix(cli.home)))).toEqual([]);
});

const log = (line: string): void => {
  mkdirSync(join(cli.home, 'logs'), { recursive: true });
  writeFileSync(join(cli.home, 'logs/mdm.log'), `${line}\n`);
};

test('a password that comes from a variable stands in no file; its default does', async () => {
  const file = (password: string): void => {
    writeFileSync(join(cli.home, 'mdm.yaml'), `database:\n  postgresql:\n    user: ann\n    password: ${password}\n`);
    chmodSync(join(cli.home, 'mdm.yaml'), 0o644);
  };
  file('${PGPASSWORD}');
  for (const check of ['permissions', 'sensitive_data'])
    expect([check, (await found(check, { env: { PGPASSWORD: secret } }))[0]]).toEqual([check, 'passed']);
  file(`\${PGPASSWORD:${secret}}`);
  expect((await found('permissions'))[0]).toBe('failed');
  expect((await found('sensitive_data'))[0]).toBe('warning');
});

test.each([
  ['postgres', 'the backend is postgresql, its database postgres', 'passed'],
  ['postgresql', 'the backend is postgresql', 'passed'],
  ['horse', 'a table of seahorses', 'passed'],
  ['horse', 'the password is horse.', 'failed'],
  ['pa"ss\\wd', JSON.stringify({ message: 'given was pa"ss\\wd' }), 'failed'],
])('the password %j in the line %j: %s', async (password, line, state) => {
  log(line);
  expect((await found('sensitive_data', { env: { MDM_DATABASE_POSTGRESQL_PASSWORD: password } }))[0]).toBe(state);
});

test('features that differ are told with their places and values', () => {
  const differences = [{ path: '$.train.price_log[3]', control: '1.5', candidate: '1.25' }];
  const { state, details } = featuresFound(resultOf('features', { verdict: 'mismatched', differences }));
  expect([state, details]).toEqual(['failed', ['$.train.price_log[3]: 1.5, 1.25']]);
});

test('what several checks look at is read once, and what the doctor found is not looked for again', async () => {
  const config = await openConfig({ home: cli.home, env: {} });
  const looked = lookedAt({
    config,
    log: silent,
    backends: createBackends(config),
    registry: () => Promise.reject(new Error('not needed')),
  });
  expect(looked.evidence()).toBe(looked.evidence());
  expect(looked.findings()).toBe(looked.findings());
  const finding = { kind: 'scratch', path: 'x', problem: 'x was left', mend: 'Takes it away', mendable: true } as const;
  expect(await found('dataset_integrity', { findings: [finding] })).toEqual([
    'failed',
    'Datasets are not whole; see: mdm doctor x was left',
  ]);
});

test('a migration that is not done is told with both ways to go on', async () => {
  const config = await openConfig({ home: cli.home, env: {} });
  const run = await beginRun(config, { kind: 'all', to: 'duckdb', options: { verify: 'full' } }, ['one', 'two']);
  await run.note('one', { state: 'migrated' });
  await run.note('two', { state: 'failed', why: 'no space' });
  const { run: name } = run.now;
  expect(await unfinishedRuns(config)).toMatchObject([
    {
      problem: `The migration ${name} is not done: 1 of 2 datasets not migrated`,
      mend: `Go on: mdm migrate resume ${name}`,
      instead: `Or forget it: mdm migrate cleanup --run ${name}`,
      mendable: false,
    },
  ]);
  await run.note('two', { state: 'migrated' });
  expect(await unfinishedRuns(config)).toEqual([]);
});

test('where the configuration is wrong, that is told, and what needs none of it is checked', async () => {
  const summed = (checks: readonly Found[]): unknown[] => {
    const wrong = checks.find(({ check }) => check === 'config_valid')!;
    const skipped = checks.filter(({ state }) => state === 'skipped').map(({ check }) => check);
    expect(checks.map(({ check }) => check)).toEqual(Object.keys(CHECKS));
    expect(skipped).toEqual(expect.arrayContaining(['permissions', 'storage_backends', 'dataset_integrity', 'migration_readiness']));
    return [wrong.state, wrong.details?.join()];
  };
  yaml('performance:\n  batch_size: nine\n');
  const value = await checkSettings(await examineConfig({ home: cli.home, env: {} }));
  expect(summed(value)).toEqual(['failed', expect.stringContaining('mdm.yaml:2:15: performance.batch_size is wrong')]);
  yaml('performance: [\n');
  const { code, out } = await cli.mdm('doctor', '--all', '--json');
  const { healthy, checks } = JSON.parse(out) as { readonly healthy: boolean; readonly checks: readonly Found[] };
  expect([code, healthy, ...summed(checks)]).toEqual([1, false, 'failed', expect.stringMatching(/mdm\.yaml:2:1 is not YAML/)]);
});

test('one check mends nothing: --fix is refused', async () => {
  const { code, err } = await cli.mdm('doctor', '--fix', '--check', 'disk_space');
  expect([code, err]).toEqual([2, expect.stringContaining('--fix')]);
});

test('a variable that MDM does not know is named, and its value is not printed', async () => {
  process.env['MDM_PASSWRD'] = secret;
  try {
    const [state, said] = await found('environment_vars');
    expect([state, said]).toEqual(['warning', expect.stringMatching(/does not know MDM_PASSWRD\./)]);
    expect(said).not.toContain(secret);
  } finally {
    delete process.env['MDM_PASSWRD'];
  }
});

test('few open files are a warning, and a warning ends with 0', async () => {
  const { code, out } = await cli.sh('ulimit -n 900; mdm doctor --check resource_limits --json');
  expect([code, JSON.parse(out)]).toEqual([
    0,
    { healthy: true, checks: [expect.objectContaining({ state: 'warning', message: 'Open files: 900.' })] },
  ]);
});

test('a dataset whose table is gone, or which has no statistics, is not whole', async () => {
  const registered = await cli.mdm('dataset', 'register', 'penguins', join(root, 'examples/penguins.csv'), '--no-features');
  expect(registered.code).toBe(0);
  expect((await found('dataset_integrity'))[0]).toBe('passed');
  const [path] = globSync(join(cli.home, 'datasets/**/*.sqlite'));
  const db = new DatabaseSync(path!);
  const table = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'").get() as {
    name: string;
  };
  db.exec(`DROP TABLE "${table.name}"`);
  db.close();
  const { code, out } = await cli.mdm('doctor', '--check', 'dataset_integrity');
  expect([code, out]).toEqual([1, expect.stringMatching(new RegExp(`^failed .*${table.name}`, 's'))]);
});

test('a check that is not there is named, with the nearest', async () => {
  await expect(found('disk_spce')).rejects.toMatchObject({ code: 'usage', next: 'Did you mean disk_space?' });
});

test.each([
  ['22.18.0', '22.18', true],
  ['22.9.1', '22.18', false],
  ['24.0.0', '22.18', true],
  ['21.99.0', '22.18', false],
])('Node.js %s is at least %s: %s', (version, least, answer) => expect(atLeast(version, least)).toBe(answer));
