import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type PostgresServer } from '../storage/postgres-server.js';
import { data } from './goldens.js';
import { checksumsOf, countsOf, filesOf, historyOf, letTimePass, openStory, type Story } from './story.js';

let server: PostgresServer;
let story: Story;
beforeAll(async () => {
  server = await startServer();
}, 120_000);
beforeEach(async () => {
  story = await openStory({ dataset: 'iris', env: server.env });
});
afterEach(() => story.close());
afterAll(() => server.stop());

const KEY = 'refactoring.use_new_registrar';
/** One of its rows is there twice. */
const doubled = join(data, 'acceptance/iris.csv');

test('registrar on PostgreSQL: from a home of MDM 1.0.6 to the new side, a fault, and back', async () => {
  const { original, home, folder } = story;
  const clean = join(folder, 'clean.csv');
  const rows = readFileSync(doubled, 'utf8').trim().split('\n');
  writeFileSync(clean, `${[...new Set(rows)].join('\n')}\n`);
  const registering = (name: string, file: string) => ['dataset', 'register', name, file, '--target', 'species'];
  const checksums = (name: string) => checksumsOf(home, name, server.sql);

  // The home as it is takes the old side, without being told to.
  const first = await story.mdm([...registering('first', doubled), '--no-features'], original.home);
  expect(first).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('Registered as MDM 1.0.6 did: refactoring.use_new_registrar is false'),
  });
  expect(await countsOf(original.home, 'registrar')).toEqual({ mdm_old_path_calls: 1 });

  // Moved: the source is as it was.
  const before = filesOf(join(original.home, 'datasets'));
  await story.ok(['migrate', 'home', '--from', original.home]);
  expect(filesOf(join(original.home, 'datasets'))).toEqual(before);
  const kept = await checksums('iris');

  // The old side goes on in the new home and every registration is compared: both agree.
  await story.ok(['flags', 'set', 'registrar', 'false', '--reason', 'moving over']);
  await story.ok(registering('old', clean));
  const old = await checksums('old');

  // Nothing is cut over while a gate is open; a week and half of the calls later all are closed. A point to go back to is made before.
  expect(await story.mdm(['migration', 'cutover', 'registrar'])).toMatchObject({ code: 7, stderr: expect.stringMatching(/G4.*G5/) });
  await story.ok(['flags', 'set', 'registrar', '50%']);
  await letTimePass(home, 'registrar');
  await story.ok(['migration', 'validate', 'registrar']);
  await story.ok(['rollback', 'create', '--description', 'before the cut-over of the registrar']);
  await story.ok(['migration', 'cutover', 'registrar']);
  await story.ok(registering('new', clean));
  expect(await story.mdm(['compare', 'report', '--component', 'registrar'])).toMatchObject({ code: 0 });
  expect(await countsOf(home, 'registrar')).toEqual({ mdm_old_path_calls: 1, mdm_new_path_calls: 1 });

  // A fault in the new side: a column is stored ten times as large. It is found, counted, and the flag returns by itself.
  const wrong = await story.faulty('registrar', [...registering('old', clean), '--force']);
  expect(wrong.stderr).toMatch(/refactoring.use_new_registrar is false now: a comparison of the two sides differed/);
  expect(await countsOf(home, 'registrar')).toEqual({ mdm_old_path_calls: 1, mdm_new_path_calls: 2, mdm_comparison_failures: 1 });
  expect(await story.mdm(['compare', 'report', '--component', 'registrar'])).toMatchObject({ code: 1 });
  expect(Object.values(await checksums('old'))).not.toContain(old['data']);

  // The next registration is the old side's again, with the rows that it always had.
  expect((await story.mdm([...registering('back', doubled), '--no-features'])).stderr).toContain('Registered as MDM 1.0.6 did');
  expect(await server.sql('SELECT count(*)::int AS n FROM data', 'mdm_back')).toEqual([{ n: rows.length - 1 }]);

  // The dataset that was registered wrongly is as it was at the point, and so are the others.
  await story.rollBack();
  expect(await checksums('old')).toEqual(old);
  expect(await checksums('iris')).toEqual(kept);
  const changes = historyOf(home).filter(({ flag }) => flag === KEY);
  expect(changes.map(({ old: was, new: now, reason, by }) => [was, now, by === 'automatic', reason])).toEqual([
    [null, false, false, 'moving over'],
    [false, true, false, 'cut-over, all gates closed'],
    [true, false, true, 'a comparison of the two sides differed'],
  ]);
}, 300_000);
