import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { examineHome } from '../../src/datasets/doctor.js';
import { createBackup, createPoint, listPoints } from '../../src/recovery/points.js';
import { rollback } from '../../src/recovery/rollback.js';
import { shelf } from '../datasets/shelf.js';
import { holding, many } from './state.js';

const ROOM = 64_000;
const mount = (folder: string, ...options: readonly string[]): void => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', folder], { stdio: 'ignore' });
};
const unmount = (folder: string): void => {
  execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
};
/** A small disk needs a right that not every machine gives. */
const canMount = ((): boolean => {
  try {
    mount('/mnt', 'size=4k');
    unmount('/mnt');
    return true;
  } catch {
    return false;
  }
})();

describe.each([
  ['sqlite', ['sales', 'shop'], [0.1, 0.6, 1.05, 1.2, 2], [0.3, 1.1, 1.5, 2]],
  ['duckdb', ['sales'], [0.6], [1.2, 2]],
] as const)('a full disk, %s', (name, datasets, forBackup, forRollback) => {
  const on = shelf({ MDM_DEFAULT_BACKEND: name });
  /** The disk with so many free kilobytes. */
  const leave = (kilobytes: number): void => {
    const { blocks, bfree, bsize } = statfsSync(on.home);
    mount(on.home, 'remount', `size=${Math.ceil(((blocks - bfree) * bsize) / 1024) + kilobytes}k`);
  };

  (canMount ? test : test.skip)(
    'a backup is there or not, and a rollback changes nothing or is repeated to its end (skipped where no disk can be mounted)',
    async () => {
      mount(on.home, `size=${ROOM}k`);
      try {
        for (const dataset of datasets) await on.add(dataset, { train: many });
        const before = await holding(await on.reopen());
        const point = await createPoint(on.ws);
        const backend = await on.ws.backends.of(name);
        for (const dataset of datasets) await backend.executeSql(dataset, 'DELETE FROM train WHERE n > 9');
        const damaged = await holding(await on.reopen());
        const needed = point.manifest.bytes / 1024;
        const codes = new Set<unknown>();
        for (const share of forBackup) {
          leave(Math.ceil(needed * share));
          const made = await createBackup(on.ws).catch((error: { readonly code: string }) => codes.add(error.code) && undefined);
          expect(readdirSync(join(on.home, 'backups'))).toEqual(made ? [made.manifest.id] : []);
          rmSync(join(on.home, 'backups'), { recursive: true });
        }
        expect([...codes]).toEqual(['disk-full']);
        let failed = 0;
        for (const share of forRollback) {
          leave(Math.ceil(needed * share));
          const result = await rollback(on.ws, point, { type: 'data' }).catch((error: { readonly code: string }) => error.code);
          await on.reopen();
          for (const [dataset, tables] of Object.entries(await holding(on.ws)))
            expect([before[dataset], damaged[dataset]]).toContainEqual(tables);
          if (typeof result === 'string') expect(result).toBe('disk-full');
          else if (result.errors.length > 0) expect(result.errors[0]).toMatch(/no space|disk is full/i);
          else break;
          failed++;
        }
        expect(failed).toBeGreaterThan(0);
        leave(ROOM);
        expect(await rollback(on.ws, point, { type: 'data' })).toMatchObject({ errors: [], verified: true });
        await on.reopen();
        expect(await holding(on.ws)).toEqual(before);
        expect((await listPoints(on.ws)).problems).toEqual([]);
        expect(await examineHome(on.ws)).toEqual([]);
      } finally {
        await on.ws.backends.close();
        unmount(on.home);
      }
    },
    240_000,
  );
});
