import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBackends } from '../../src/components/backend/index.js';
import { openConfig } from '../../src/config/config.js';
import { followFlags } from '../../src/config/follow.js';
import { flagHistory } from '../../src/flags/change.js';
import { readMetrics } from '../../src/metrics/metrics.js';
import { silent } from '../../src/log/logger.js';
import { home, load, read } from '../storage/tables.js';

const KEY = 'refactoring.use_new_backend';
let place: ReturnType<typeof home>;
beforeEach(() => {
  place = home();
});
afterEach(() => place.remove());

test('a program whose new backend fails goes on with the old one, without being told', async () => {
  const env = { MDM_COMPARISON_SAMPLE_RATE: '0', MDM_REFACTORING_RETURN_AUTOMATIC: 'true' };
  const { config, refresh } = await followFlags({ home: place.folder, env }, openConfig, (error) => {
    throw error;
  });
  const backends = createBackends(config, silent);
  try {
    const backend = await backends.of('sqlite');
    for (const name of ['good', 'damaged']) {
      await backend.createDataset(name);
      await load(backend, name, 'train', { i: 'int64' }, [[1n], [2n]]);
    }
    const file = backend.locate('damaged');
    await backend.closeConnections('damaged');
    const whole = readFileSync(file);
    writeFileSync(file, 'no database, '.repeat(1_000));
    for (let i = 0; i < 30 && (await openConfig({ home: place.folder, env })).get(KEY); i++)
      await expect(backend.tables('damaged')).rejects.toMatchObject({ code: 'backend' });
    const [change] = await flagHistory(place.folder);
    expect(change).toMatchObject({ flag: KEY, new: false, by: 'automatic', reason: expect.stringMatching(/calls of the new side failed/) });

    // What was stored by the new side is read by the old one.
    await sleep(1_100);
    await refresh();
    expect(await read(backend, 'good', 'train')).toEqual([[1n], [2n]]);
    writeFileSync(file, whole);
    expect(await read(backend, 'damaged', 'train')).toEqual([[1n], [2n]]);
  } finally {
    await backends.close();
  }
  const { counters } = await readMetrics(await place.config());
  expect(counters.find(({ name }) => name === 'mdm_old_path_calls')).toMatchObject({ component: 'backend', value: 2 });
});
