import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

test('prints the version of package.json', async () => {
  const { stdout, stderr } = await exec(process.execPath, [join(root, 'bin/run.js'), '--version']);
  expect(stdout).toMatch(`@mdm/cli/${version} `);
  expect(stderr).toBe('');
});

test('an unknown command fails and says so on stderr', async () => {
  const run = exec(process.execPath, [join(root, 'bin/run.js'), 'no-such-command']);
  await expect(run).rejects.toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('no-such-command') });
});

describe('under a Node that is too old', () => {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' });`;
  const old = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`];

  test('one sentence names the version needed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mdm-bin-'));
    try {
      copyFileSync(join(root, 'bin/run.js'), join(folder, 'run.js'));
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
      const stderr = 'mdm needs Node.js 22.18 or newer; this is 20.20.2.\n';
      await expect(exec(process.execPath, [...old, join(folder, 'run.js')])).rejects.toMatchObject({ code: 1, stdout: '', stderr });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const bundled = readdirSync(join(root, 'node_modules')).some((name) => /^node-(bin-)?(linux|win|darwin)-/.test(name));
  (bundled ? test : test.skip)('a clone goes on under the Node it carries', async () => {
    const { stdout } = await exec(process.execPath, [...old, join(root, 'bin/run.js'), '--version']);
    expect(stdout).toMatch(`@mdm/cli/${version} `);
    await expect(exec(process.execPath, [...old, join(root, 'bin/run.js'), 'no-such-command'])).rejects.toMatchObject({ code: 2 });
  });
});
