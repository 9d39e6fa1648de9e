import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyRecipe, type GenerateOptions, type MdmError } from '@mdm/cli';
import { good, refusals, rows } from './refusals.js';
import { env } from './workspace.js';

const { at, files, folder, mdm, put, refused, run } = refusals();

describe('outputs', () => {
  test('that are read, are one file, are there, or are no file', async () => {
    const source = put('x.csv', good);
    const other = put('t.csv', good);
    await refused(run(source, { output: source, force: true, format: 'csv' }), 'usage', /x\.csv is read in this run/);
    await refused(run(source, { recipe: source, force: true }), 'usage', /x\.csv is read in this run/);
    await refused(run(source, { test: other, output: other, force: true }), 'usage', /t\.csv is read in this run/);
    await refused(run(source, { output: at('x.csv/../x.csv'), force: true }), 'usage', /read in this run/);
    await refused(run(source, { recipe: at('o.parquet') }), 'usage', /Two outputs would be the one file/);
    await refused(run(source, { output: at('t.csv') }), 'exists', /t\.csv is there already/);
    await refused(run(source, { output: at('o.csv'), test: put('o.test.csv', good) }), 'usage', /o\.test\.csv is read in this run/);
    await refused(run(source, { output: folder() }), 'usage', /is a folder/);
    await refused(run(source, { output: at('no/o.parquet') }), 'not-found', /folder .*no for the output/);
    await refused(run(source, { output: join(source, 'o.parquet') }), 'usage', /x\.csv is not a folder/);
    await refused(run(source, { output: at('n'.repeat(300)) }), 'usage', /too long/);
    if (process.platform !== 'win32') await refused(run(source, { output: '/dev/null', force: true }), 'usage', /is a device/);
    expect(readFileSync(source, 'utf8')).toBe(good);
    expect(await mdm('features', 'generate', source, '-o', '-')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('stdout'),
    });
  });

  test('two runs at once: one writes both files, the other none', async () => {
    const source = put('x.csv', good);
    const [a, b] = await Promise.allSettled([run(source), run(source)]);
    const lost = [a, b].filter((one) => one.status === 'rejected');
    expect(lost.map((one) => (one.reason as MdmError).code)).toEqual(['exists']);
    expect(files()).toEqual(['o.json', 'o.parquet', 'x.csv']);
    await applyRecipe({ recipe: at('o.json'), source, output: at('again.parquet') });
  });

  const stages = ['read', 'profile', 'fit', 'stage', 'signal', 'write'] as const;
  test.each(stages)('stopped as it begins to %s: nothing is left', async (stage) => {
    const source = put('x.csv', `a,b,c,d\n${rows.join('').repeat(100)}`);
    const stop = new AbortController();
    const onProgress: GenerateOptions['onProgress'] = (p) => {
      if (p.stage === stage) stop.abort();
    };
    await refused(run(source, { signal: stop.signal, onProgress }), 'interrupted', /Stopped/);
  });

  const disk = smallDisk();
  (disk ? test : test.skip)('no space left (skipped where no disk can be mounted)', async () => {
    const source = put('x.csv', `a,b\n${Array.from({ length: 60_000 }, (_, i) => `${Math.sin(i)},${Math.cos(i * i)}\n`).join('')}`);
    for (const format of ['parquet', 'csv', 'arrow', 'json'] as const) {
      await refused(run(source, { output: join(disk!, 'o'), format }), 'disk-full', /no space left/);
      expect(readdirSync(disk!)).toEqual([]);
    }
    await refused(run(source, { temp: disk! }), 'disk-full', /no space left/);
    expect(readdirSync(disk!)).toEqual([]);
  });
  afterAll(() => {
    if (!disk) return;
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });
});

/** A disk of half a megabyte, where this process may mount one. */
function smallDisk(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'mdm-e2e-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder], { stdio: 'ignore', env });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}
