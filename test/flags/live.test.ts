import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MDMClient } from '../../src/client.js';
import { changeKeys } from '../../src/flags/change.js';
import { silent, type Logger } from '../../src/log/logger.js';

let home: string;
let client: MDMClient;
let warned: string[];
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'mdm-live-'));
  warned = [];
  const log: Logger = { ...silent, warning: (sentence: string) => void warned.push(sentence), child: () => log };
  client = new MDMClient({ home, env: {}, log });
  await client.config();
});
afterEach(async () => {
  await client.close();
  rmSync(home, { recursive: true, force: true });
});

/** Until a running client says so, which it is asked as a program would: by working with it. */
async function until(said: () => Promise<boolean>, seconds: number): Promise<boolean> {
  for (const end = performance.now() + seconds * 1_000; performance.now() < end; await sleep(100)) {
    await client.listDatasets();
    if (await said()) return true;
  }
  return false;
}
const flag = async () => (await client.config()).get('refactoring.use_new_backend');

test('a running client takes a changed flag within five seconds, and nothing else', async () => {
  expect(await flag()).toBe(true);
  await changeKeys(
    new Map<'refactoring.use_new_backend' | 'performance.batch_size', unknown>([
      ['refactoring.use_new_backend', false],
      ['performance.batch_size', 500],
    ]),
    { home },
  );
  expect(await until(async () => !(await flag()), 5)).toBe(true);
  const config = await client.config();
  expect([config.get('performance.batch_size'), config.origin('refactoring.use_new_backend')]).toEqual([10_000, 'file']);
  expect((await client.reloadConfig()).get('performance.batch_size')).toBe(500);
  await changeKeys(new Map([['refactoring.use_new_backend', undefined]]), { home });
  expect(await until(flag, 5)).toBe(true);
});

test('a file that has become wrong changes nothing, and is told once', async () => {
  expect(await flag()).toBe(true);
  writeFileSync(join(home, 'mdm.yaml'), 'refactoring:\n  use_new_backend: perhaps\n');
  expect(await until(async () => warned.length > 0, 5)).toBe(true);
  await sleep(1_100);
  await client.listDatasets();
  expect(warned).toEqual([expect.stringMatching(/^The flags stay as they were: .*use_new_backend is wrong/)]);
  expect(await flag()).toBe(true);
  writeFileSync(join(home, 'mdm.yaml'), 'refactoring:\n  use_new_backend: false\n');
  expect(await until(async () => !(await flag()), 5)).toBe(true);
});
