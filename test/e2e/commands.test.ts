import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { OUTPUTS, penguins, workspace } from './workspace.js';

const space = workspace();

test('apply, explain and diff on what generate wrote', async () => {
  copyFileSync(penguins, join(space.folder, 'new.csv'));
  expect(await space.mdm('features', 'generate', penguins, '--target', 'species')).toMatchObject({ code: 0 });
  expect(await space.mdm('features', 'apply', OUTPUTS[1], 'new.csv', '-o', 'new.parquet')).toMatchObject({ code: 0 });
  expect(existsSync(join(space.folder, 'new.parquet'))).toBe(true);

  const explained = await space.mdm('features', 'explain', OUTPUTS[1], '--json');
  const name = JSON.parse(explained.stdout)[0].name as string;
  expect(await space.mdm('features', 'explain', OUTPUTS[1], name)).toMatchObject({ code: 0, stdout: expect.stringContaining(`${name}\n`) });
  expect(await space.mdm('features', 'explain', OUTPUTS[1], `${name}x`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`did you mean ${name}`),
  });

  expect(await space.mdm('features', 'diff', OUTPUTS[1], OUTPUTS[1])).toMatchObject({ code: 0 });
  expect(
    await space.mdm(
      'features',
      'generate',
      penguins,
      '--target',
      'species',
      '--seed',
      '9',
      '--only',
      'statistical.zscore',
      '-o',
      'other.parquet',
    ),
  ).toMatchObject({ code: 0 });
  expect(await space.mdm('features', 'diff', OUTPUTS[1], 'other.recipe.json')).toMatchObject({ code: 1 });
  expect(await space.mdm('features', 'diff', OUTPUTS[1], 'nowhere.json')).toMatchObject({ code: 3 });
});

test('list names every transformer; one has its parameters', async () => {
  const all = JSON.parse((await space.mdm('features', 'list', '--json')).stdout) as { id: string }[];
  expect(all.map((t) => t.id)).toContain('temporal.cycle');
  const one = JSON.parse((await space.mdm('features', 'list', 'statistical.bins', '--json')).stdout);
  expect(one.parameters.map((p: { name: string }) => p.name)).toContain('equal');
  expect(await space.mdm('features', 'list', 'statistical.bin')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean statistical.bins?'),
  });
});

test.each([[['--help']], [['help']], [['features', 'generate', '--help']], [['help', 'features', 'apply']], [['help', 'features']]])(
  '%j helps',
  async (argv) => {
    expect(await space.mdm(...argv)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('USAGE') });
  },
);

test('version names the plugins', async () => {
  expect(JSON.parse((await space.mdm('version', '--json')).stdout)).toMatchObject({
    name: '@mdm/cli',
    plugins: expect.arrayContaining([{ name: '@mdm/feature-temporal', version: expect.any(String) }]),
  });
});
