import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGzip } from 'node:zlib';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { bin } from '../e2e/workspace.js';
import { gone, place, type Place } from './home.js';

let one: Place;
beforeEach(() => (one = place()));
afterEach(() => gone(one));

const MB = 1 << 20;

/** The size of the largest process, in MB, that `mdm` came to. */
async function peakOf(argv: readonly string[]): Promise<{ readonly code: number | null; readonly stderr: string; readonly peak: number }> {
  const usage = join(one.root, 'usage.json');
  const watch = pathToFileURL(join(import.meta.dirname, '../../bench/usage.js')).href;
  const child = spawn(process.execPath, ['--import', watch, bin, ...argv], { cwd: one.root, env: { ...one.env, BENCH_USAGE: usage } });
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  child.stdout.resume();
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr, peak: (JSON.parse(readFileSync(usage, 'utf8')) as { peak: number }).peak * 1024 };
}

function repeated(path: string, text: string, megabytes: number, head = ''): string {
  const file = openSync(path, 'w');
  writeSync(file, head);
  const block = Buffer.from(text.repeat(Math.ceil(MB / text.length)));
  for (let i = 0; i < megabytes; i++) writeSync(file, block);
  closeSync(file);
  return path;
}

const LINE = Number(process.env['MDM_BOMB_MB'] ?? 256);

test('a line without an end is refused in bounded memory', async () => {
  const path = repeated(join(one.root, 'line.csv'), 'abcdefgh', LINE, 'a,b\n1,');
  const { code, stderr, peak } = await peakOf(['dataset', 'register', 'bomb', path, '--memory-limit', '512MB']);
  expect([code, stderr]).toEqual([expect.any(Number), expect.stringMatching(/^Error: .*line\.csv/m)]);
  expect(code).not.toBe(0);
  expect(peak).toBeLessThan(1_500);
}, 300_000);

test('a thousand times as much as its gzip: all rows, or a refusal, in bounded memory', async () => {
  const path = join(one.root, 'zeros.csv.gz');
  const zip = createGzip({ level: 9 });
  const out = createWriteStream(path);
  zip.pipe(out);
  zip.write('a,b\n');
  const block = Buffer.from('0,0\n'.repeat(MB / 4));
  for (let i = 0; i < LINE; i++) if (!zip.write(block)) await once(zip, 'drain');
  zip.end();
  await once(out, 'close');
  const { code, stderr, peak } = await peakOf([
    'dataset',
    'register',
    'bomb',
    path,
    '--no-features',
    '--skip-analysis',
    '--memory-limit',
    '512MB',
  ]);
  if (code !== 0) expect(stderr).toMatch(/^Error: .*zeros\.csv\.gz/m);
  expect(peak).toBeLessThan(1_500);
}, 600_000);

test('100,000 columns are refused before anything is loaded', async () => {
  const head = Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(',');
  const row = Array.from({ length: 100_000 }, () => '1').join(',');
  const path = join(one.root, 'wide.csv');
  const file = openSync(path, 'w');
  writeSync(file, `${head}\n${`${row}\n`.repeat(12)}`);
  closeSync(file);
  const { code, stderr, peak } = await peakOf(['dataset', 'register', 'bomb', path, '--no-features']);
  expect(code).toBeGreaterThan(0);
  expect(stderr).toMatch(/^Error: .*(?:columns|2,?000)/m);
  expect(peak).toBeLessThan(2_000);
}, 600_000);
