import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examineConfig, openConfig } from '../../src/config/config.js';
import { changeKeys } from '../../src/flags/change.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-old-names-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const open = (env: NodeJS.ProcessEnv = {}) => openConfig({ home, env });
const give = (name: string, content: string): void => {
  mkdirSync(join(home, name, '..'), { recursive: true });
  writeFileSync(join(home, name), content);
};

test.each<[string, string, string]>([
  ['in the home', 'feature_flags.yaml', 'use_new_storage: false\nrollout_percentage:\n  new_backend: 30\n'],
  ['in its folder', 'config/feature_flags.yaml', 'refactoring:\n  use_new_backend: off\n  rollout_percentage: { new_backend: 30 }\n'],
])('flags in a file of their own hold, with a warning: %s', async (_, name, content) => {
  give(name, content);
  const config = await open();
  expect([config.get('refactoring.use_new_backend'), config.get('refactoring.rollout_percentage.new_backend')]).toEqual([false, 30]);
  expect(config.where('refactoring.use_new_backend')).toContain(join(home, name));
  expect(config.warnings[0]).toBe(`${join(home, name)} is an old place of what stands under refactoring: in mdm.yaml`);
  expect(config.loaded).toBe(false);
});

test('mdm.yaml wins over them, and a variable over both; a change is written to mdm.yaml', async () => {
  give('feature_flags.yaml', 'use_new_backend: false\nuse_new_registrar: false\nuse_new_config: false\n');
  give('mdm.yaml', 'refactoring:\n  use_new_registrar: true\n');
  const config = await open({ MDM_REFACTORING_USE_NEW_CONFIG: 'true' });
  expect(['backend', 'registrar', 'config'].map((name) => config.get(`refactoring.use_new_${name as 'backend'}`))).toEqual([
    false,
    true,
    true,
  ]);
  await changeKeys(new Map([['refactoring.use_new_backend', true]]), { home });
  expect((await open()).get('refactoring.use_new_backend')).toBe(true);
});

test('what is wrong in them is told with its place', async () => {
  give('feature_flags.yaml', 'use_new_backend: perhaps\n');
  const { problems } = await examineConfig({ home, env: {} });
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/feature_flags\.yaml:1:18: refactoring\.use_new_backend is wrong: "perhaps" is not true or false/),
  ]);
});

test('old names are told, unless that is turned off; other warnings stay', async () => {
  give('mdm.yaml', 'refactoring:\n  use_new_storage: false\n  use_new_nothing: false\n  enable_compatibility_warnings: true\n');
  const env = { MDM_FEATURE_USE_NEW_REGISTRAR: 'false' };
  expect((await open(env)).warnings.filter((one) => one.includes('is an old name of'))).toHaveLength(2);
  const quiet = await open({ ...env, MDM_REFACTORING_ENABLE_COMPATIBILITY_WARNINGS: 'false' });
  expect(quiet.warnings).toEqual([expect.stringContaining('there is no key refactoring.use_new_nothing')]);
  expect([quiet.get('refactoring.use_new_backend'), quiet.get('refactoring.use_new_registrar')]).toEqual([false, false]);
});
