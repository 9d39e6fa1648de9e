import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { differences } from './sides.js';
import { backendOf, createWorld, items, type Check } from './world.js';

/** Rows that do not hold yet, and why. One that begins to hold fails until it is taken out. */
const open = JSON.parse(readFileSync(join(import.meta.dirname, 'open.json'), 'utf8')) as Readonly<Record<string, string>>;

/** Every row whose id begins with one of the prefixes, as a test named by its id. A row without a check fails. */
export function rows(prefixes: readonly string[], checks: Readonly<Record<string, Check>>): void {
  const mine = items().filter(({ id }) => prefixes.some((prefix) => id.startsWith(prefix)));
  const unknown = Object.keys(checks).filter((id) => !mine.some((item) => item.id === id));
  let server: Readonly<Record<string, string>> = {};
  let stop = async (): Promise<void> => {};
  beforeAll(async () => {
    if (backendOf() !== 'postgresql') return;
    const { startServer } = await import('../storage/postgres-server.js');
    const started = await startServer();
    server = started.env;
    stop = () => started.stop();
  }, 120_000);
  afterAll(() => stop());

  test('every check is of a row', () => expect(unknown).toEqual([]));
  test.each(mine)(
    '[$id] $area: $action',
    async ({ id }) => {
      const check = checks[id];
      if (!check) throw new Error(`${id} has no check.`);
      const world = createWorld(server);
      let failure: unknown;
      try {
        await check(world);
      } catch (error) {
        failure = error ?? new Error('failed');
      } finally {
        await world.close();
      }
      const why = open[id] ?? differences()[id];
      if (failure !== undefined && why === undefined) throw failure as Error;
      if (failure === undefined && why !== undefined && !why.startsWith('at times:'))
        throw new Error(`${id} holds now: take it out of open.json or differences.json.`);
    },
    900_000,
  );
}
