import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from './workspace.js';

const space = workspace();
let home: string;
beforeEach(() => {
  home = join(space.folder, 'home');
  space.env = { ...space.env, MDM_HOME_DIR: home };
});
const config = (text: string): void => {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'mdm.yaml'), text);
};

test('info says where everything is, and makes nothing', async () => {
  const { code, stdout, stderr } = await space.mdm('info', '--json');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({
    version: expect.any(String),
    node: process.versions.node,
    home,
    config: { file: join(home, 'mdm.yaml'), exists: false },
    backend: 'sqlite',
    paths: { datasets: join(home, 'datasets/'), logs: join(home, 'logs/'), log_file: join(home, 'logs/mdm.log') },
    batch_size: 10_000,
    max_concurrent_operations: 5,
    datasets: 0,
    storage_bytes: 0,
  });
  expect(existsSync(home)).toBe(false);
  expect((await space.mdm('info')).stdout).toContain('not there; defaults hold');
});

test('a home that may not be written stops no command that reads', async () => {
  config('logging: {level: DEBUG}\n');
  writeFileSync(join(home, 'logs'), 'a file where the folder would be');
  const ended = await space.mdm('info');
  expect([ended.code, ended.stderr]).toEqual([0, '']);
  expect(readdirSync(home).sort()).toEqual(['logs', 'mdm.yaml']);
});

test('the flags that every command has', async () => {
  const other = join(space.folder, 'other.yaml');
  writeFileSync(other, 'performance: {batch_size: 600}\n');
  expect((await space.mdm('config', 'get', 'performance.batch_size', '--config', other)).stdout).toBe('600\n');
  expect(JSON.parse((await space.mdm('info', '--json', '--config', 'other.yaml')).stdout)).toMatchObject({
    config: { file: other, exists: true },
    batch_size: 600,
  });
  space.env = { ...space.env, FORCE_COLOR: '1', NO_COLOR: undefined };
  expect((await space.mdm('info')).stdout).toContain('\u001b[');
  expect((await space.mdm('info', '--no-color')).stdout).not.toContain('\u001b[');
  space.env = { ...space.env, FORCE_COLOR: undefined, NO_COLOR: '1' };
  expect((await space.mdm('info', '--config', 'none.yaml')).code).toBe(3);
});

test('a trace of the configuration for any command that reads it', async () => {
  space.env = { ...space.env, MDM_DEBUG_CONFIG: '1', MDM_DATABASE_POSTGRESQL_PASSWORD: 'hunter22' };
  for (const argv of [['info'], ['dataset', 'list']]) {
    const { stderr } = await space.mdm(...argv);
    expect(stderr).toContain('DEBUG config: database.postgresql.password = ******** (MDM_DATABASE_POSTGRESQL_PASSWORD)\n');
    expect(stderr.match(/config: performance\.batch_size = /g)).toHaveLength(1);
    expect(stderr).not.toContain('hunter22');
  }
});

test('an error of the program is one line and the path of the log, which has the trace', async () => {
  config('');
  const broken = join(space.folder, 'broken.mjs');
  writeFileSync(broken, 'String.prototype.padEnd = () => { throw new TypeError("a probe with secret-word"); };\n');
  space.env = { ...space.env, NODE_OPTIONS: `--import ${broken}`, MDM_DATABASE_POSTGRESQL_PASSWORD: 'secret-word' };
  const log = join(home, 'logs/mdm.log');
  const plain = await space.mdm('info');
  expect(plain).toMatchObject({
    code: 1,
    stderr: `Error: a probe with ********.\nThis should not happen. The trace is in ${log}, and --debug shows it; please report it.\n`,
  });
  const [record] = readFileSync(log, 'utf8').trim().split('\n').slice(-1);
  expect(JSON.parse(record!)).toMatchObject({
    level: 'ERROR',
    command: 'info',
    error: { name: 'TypeError', stack: expect.stringContaining('\n    at ') },
  });
  const debug = await space.mdm('info', '--debug');
  expect(debug.stderr).toMatch(/TypeError: a probe with \*+\n +at /);
  expect(plain.stderr + debug.stderr + readFileSync(log, 'utf8')).not.toContain('secret-word');
});

test('autocomplete', async () => {
  for (const shell of ['bash', 'zsh', 'fish'])
    expect(await space.mdm('autocomplete', shell)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('config') });
  expect((await space.mdm('autocomplete')).code).toBe(2);
  expect((await space.mdm('autocomplete', 'tcsh')).code).toBe(2);
  expect(await space.mdm('autocomplete', '--names')).toMatchObject({ code: 0, stdout: '' });
  expect(existsSync(home)).toBe(false);
  // A shell would run what stands in the name of a file.
  const pointers = join(home, 'config/datasets');
  mkdirSync(pointers, { recursive: true });
  for (const name of ['iris', '$(touch run)', '`touch run`', 'a b', 'données']) writeFileSync(join(pointers, `${name}.yaml`), '');
  expect(await space.mdm('autocomplete', '--names')).toMatchObject({ code: 0, stdout: 'données\niris\n' });
});

test('version --json', async () => {
  const { stdout } = await space.mdm('version', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ name: '@mdm/cli', node: process.versions.node });
});
