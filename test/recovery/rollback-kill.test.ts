import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examineHome } from '../../src/datasets/doctor.js';
import { changeKeys } from '../../src/flags/change.js';
import { listPoints, createPoint, pointOf } from '../../src/recovery/points.js';
import { rollback } from '../../src/recovery/rollback.js';
import { verifySnapshot } from '../../src/recovery/verify.js';
import { shelf } from '../datasets/shelf.js';
import { child } from './killed.js';
import { every, holding, many } from './state.js';

/** One step of so many is tried; with `MDM_KILL_STRIDE=1` each is. */
const strideOf = (usual: number): number => Number(process.env['MDM_KILL_STRIDE'] ?? usual);

/** Many processes, each of a second, and many times that on a machine that has much to do. */
const SLOW = 240_000;

describe.each([
  ['sqlite', 3],
  ['duckdb', 8],
] as const)('a rollback of %s, killed', (name, stride) => {
  const on = shelf({ MDM_DEFAULT_BACKEND: name });
  let states: string;
  beforeEach(() => {
    states = mkdtempSync(join(tmpdir(), 'mdm-states-'));
  });
  afterEach(() => rmSync(states, { recursive: true, force: true }));

  test(
    'is repeated to its end, whenever it was',
    async () => {
      await on.add('sales', { train: every });
      await on.add('shop', { train: many });
      writeFileSync(join(on.home, 'mdm.yaml'), 'logging:\n  level: DEBUG\n');
      mkdirSync(join(on.home, 'config/custom_features'), { recursive: true });
      writeFileSync(join(on.home, 'config/custom_features/sales.py'), 'x = 1\n');
      await on.reopen();
      const before = await holding(on.ws);
      await createPoint(on.ws);
      const backend = await on.ws.backends.of(name);
      await backend.executeSql('sales', 'DELETE FROM train');
      await backend.dropTables('shop', ['train']);
      await backend.close();
      rmSync(join(on.home, 'config/custom_features/sales.py'));
      await changeKeys(new Map([['refactoring.use_new_backend', false]] as const), { home: on.home });
      const damaged = await holding(await on.reopen());
      await on.ws.backends.close();
      expect(await child({ home: on.home, work: 'run', states, env: { MDM_DEFAULT_BACKEND: name } })).toBe(true);
      const all = readdirSync(states)
        .map(Number)
        .sort((a, b) => a - b);
      for (const n of all.filter((one) => one % strideOf(stride) === 0)) {
        await on.ws.backends.close();
        rmSync(on.home, { recursive: true, force: true });
        cpSync(join(states, String(n)), on.home, { recursive: true });
        await on.reopen();
        // Each dataset is as it was before or after.
        for (const [dataset, tables] of Object.entries(await holding(on.ws)))
          expect([before[dataset], damaged[dataset]]).toContainEqual(tables);
        const result = await rollback(on.ws, await pointOf(on.ws, undefined), { type: 'full' });
        expect({ n, errors: result.errors, verified: result.verified }).toEqual({ n, errors: [], verified: true });
        await on.reopen();
        expect(await holding(on.ws)).toEqual(before);
        expect(readFileSync(join(on.home, 'mdm.yaml'), 'utf8')).toBe('logging:\n  level: DEBUG\n');
        const left = (await examineHome(on.ws)).filter(({ kind }) => kind !== 'scratch');
        expect({ n, left }).toEqual({ n, left: [] });
        // What it was before the first try is there to go back to.
        const { manifest } = await pointOf(on.ws, result.before!);
        const held = Object.fromEntries(manifest.datasets.map((one) => [one.name, one.tables]));
        expect({ n, held }).toEqual({ n, held: damaged });
      }
      expect(all.length).toBeGreaterThan(20);
    },
    SLOW,
  );
});

describe('making a point, killed', () => {
  const on = shelf();

  test(
    'leaves no half one in the list',
    async () => {
      await on.add('sales', { train: every });
      const kept = mkdtempSync(join(tmpdir(), 'mdm-kept-'));
      cpSync(on.home, kept, { recursive: true });
      for (let n = 1; ; n += 7) {
        rmSync(on.home, { recursive: true, force: true });
        cpSync(kept, on.home, { recursive: true });
        await on.reopen();
        const ended = await child({ home: on.home, work: 'create', kill: n });
        const { snapshots, problems } = await listPoints(on.ws);
        expect(problems).toEqual([]);
        for (const one of snapshots) expect((await verifySnapshot(on.ws, one)).problems).toEqual([]);
        if (ended) break;
        await createPoint(on.ws);
        expect(readdirSync(join(on.home, 'rollback')).filter((name) => name.startsWith('.'))).toEqual([]);
      }
      rmSync(kept, { recursive: true, force: true });
      await createPoint(on.ws);
    },
    SLOW,
  );
});
