import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeKeys } from '../../src/flags/change.js';
import { listPoints, createPoint, pointOf } from '../../src/recovery/points.js';
import { rollback } from '../../src/recovery/rollback.js';
import { verifySnapshot } from '../../src/recovery/verify.js';
import { shelf } from '../datasets/shelf.js';
import { every, holding, many } from './state.js';

const dist = join(import.meta.dirname, '../../dist');

/** Whether it came to its end before it was killed. */
const child = (home: string, work: 'create' | 'run', most: number): Promise<boolean> =>
  new Promise((done, fail) => {
    const argv = [join(import.meta.dirname, 'child.js'), dist, home, work, String(most)];
    execFile(process.execPath, argv, { env: { ...process.env, NODE_OPTIONS: '' } }, (error, stdout, stderr) => {
      if (stdout === 'ended') return done(true);
      if (error?.signal === 'SIGKILL') return done(false);
      fail(new Error(stderr || stdout));
    });
  });

/** Many processes, each of a second, and many times that on a machine that has much to do. */
const SLOW = 240_000;

describe('killed in the middle', () => {
  const on = shelf();
  /** The home as it is before each try; pointers have its path, so it is put back in its place. */
  const keep = (): (() => Promise<void>) => {
    const kept = mkdtempSync(join(tmpdir(), 'mdm-kept-'));
    cpSync(on.home, kept, { recursive: true });
    return async () => {
      rmSync(on.home, { recursive: true, force: true });
      cpSync(kept, on.home, { recursive: true });
      await on.reopen();
    };
  };

  test(
    'a rollback is repeated to its end, whenever it was',
    async () => {
      await on.add('sales', { train: every });
      await on.add('shop', { train: many });
      writeFileSync(join(on.home, 'mdm.yaml'), 'logging:\n  level: DEBUG\n');
      await on.reopen();
      const before = await holding(on.ws);
      await createPoint(on.ws);
      const backend = await on.ws.backends.of('sqlite');
      await backend.executeSql('sales', 'DELETE FROM train');
      await backend.dropTables('shop', ['train']);
      await backend.close();
      await changeKeys(new Map([['refactoring.use_new_backend', false]] as const), { home: on.home });
      const putBack = keep();
      const damaged = await holding(await on.reopen());
      let killed = 0;
      for (let n = 1; ; n += 11) {
        await putBack();
        if (await child(on.home, 'run', n)) break;
        killed++;
        await on.reopen();
        // Each dataset is as it was before or after.
        for (const [name, tables] of Object.entries(await holding(on.ws))) expect([before[name], damaged[name]]).toContainEqual(tables);
        const result = await rollback(on.ws, await pointOf(on.ws, undefined), { type: 'full' });
        expect({ n, errors: result.errors, verified: result.verified }).toEqual({ n, errors: [], verified: true });
        await on.reopen();
        expect(await holding(on.ws)).toEqual(before);
        expect(readFileSync(join(on.home, 'mdm.yaml'), 'utf8')).toBe('logging:\n  level: DEBUG\n');
        // What it was before the first try is there to go back to.
        expect((await listPoints(on.ws)).snapshots.map(({ manifest }) => manifest.kind)).toContain('before');
      }
      expect(killed).toBeGreaterThan(3);
    },
    SLOW,
  );

  test(
    'no half point is left in the list',
    async () => {
      await on.add('sales', { train: every });
      const putBack = keep();
      for (let n = 1; ; n += 7) {
        await putBack();
        const ended = await child(on.home, 'create', n);
        const { snapshots, problems } = await listPoints(on.ws);
        expect(problems).toEqual([]);
        for (const one of snapshots) expect((await verifySnapshot(on.ws, one)).problems).toEqual([]);
        if (ended) break;
        await createPoint(on.ws);
        expect(readdirSync(join(on.home, 'rollback')).filter((name) => name.startsWith('.'))).toEqual([]);
      }
      await createPoint(on.ws);
    },
    SLOW,
  );
});
