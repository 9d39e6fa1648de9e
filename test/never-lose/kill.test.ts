import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresServer, startServer } from '../storage/postgres-server.js';
import { contentOf, copyOf, gone, mdm, place, random, start, writeTable, type Place } from './home.js';

/** Points at which each command is killed; 34 make 204 over the six commands. */
const POINTS = Number(process.env['MDM_KILL_POINTS'] ?? 1);
const BACKENDS = (process.env['MDM_KILL_BACKEND'] ?? 'sqlite,duckdb,postgresql').split(',');

interface Killed {
  readonly argv: () => readonly string[];
  /** The dataset it works on. */
  readonly name: string;
  /** What it must hold whatever happens; undefined: it may be absent. */
  readonly keeps: (content: Readonly<Record<string, string>> | undefined, whole: Readonly<Record<string, string>> | undefined) => void;
  /** The same again after a kill. */
  readonly again?: readonly string[];
}

/** So that features made again are other ones. */
const LESS = { MDM_FEATURE_ENGINEERING_GENERIC_STATISTICAL_INCLUDE_LOG: 'false' };

describe.each(BACKENDS)('on %s', (backend) => {
  let server: PostgresServer | undefined;
  let template: Place;
  let source: string;
  let other: string;
  let old: Readonly<Record<string, string>>;
  let homes = 0;

  async function registered(env: Readonly<Record<string, string>> = {}): Promise<Place> {
    const one = place(backend, env);
    source ??= writeTable(join(one.root, 'old.csv'), 3_000, 1);
    other ??= writeTable(join(one.root, 'new.csv'), 3_000, 2);
    const made = await mdm(one, ['dataset', 'register', 'old', source, '--target', 'y']);
    if (made.code !== 0) throw new Error(made.stderr);
    Object.assign(one.env, LESS);
    return one;
  }

  /** The same home once more. Databases of a server belong to the home that made them. */
  const another = (): Promise<Place> =>
    server ? registered({ ...server.env, MDM_DATABASE_POSTGRESQL_DATABASE_PREFIX: `home${++homes}_` }) : Promise.resolve(copyOf(template));

  beforeAll(async () => {
    if (backend === 'postgresql') server = await startServer();
    template = await registered(server?.env);
    old = (await contentOf(template, 'old'))!;
  }, 180_000);
  afterAll(async () => {
    gone(template);
    await server?.stop();
  });

  const same = (content: unknown): void => expect(content).toEqual(old);
  const oldOrNew = (content: unknown, whole: unknown): void => expect([old, whole]).toContainEqual(content);

  const commands: Readonly<Record<string, Killed>> = {
    register: {
      argv: () => ['dataset', 'register', 'more', source, '--target', 'y'],
      name: 'more',
      keeps: (content, whole) => expect([undefined, whole]).toContainEqual(content),
    },
    'register --force': { argv: () => ['dataset', 'register', 'old', other, '--target', 'y', '--force'], name: 'old', keeps: oldOrNew },
    update: { argv: () => ['dataset', 'update', 'old', '--description', 'another', '--add-tags', 'late'], name: 'old', keeps: same },
    generate: { argv: () => ['features', 'generate', 'old'], name: 'old', keeps: oldOrNew },
    migrate: {
      argv: () => ['dataset', 'migrate', 'old', '--to', backend === 'sqlite' ? 'duckdb' : 'sqlite', '--force'],
      name: 'old',
      keeps: same,
    },
    remove: {
      argv: () => ['dataset', 'remove', 'old', '--force'],
      name: 'old',
      keeps: (content) => expect([undefined, old]).toContainEqual(content),
    },
  };

  /** The dataset on whichever backend it is now. */
  async function found(one: Place, name: string): Promise<Readonly<Record<string, string>> | undefined> {
    for (const each of ['sqlite', 'duckdb', 'postgresql']) {
      const content = await contentOf({ ...one, env: { ...one.env, MDM_DATABASE_DEFAULT_BACKEND: each } }, name).catch((error: unknown) => {
        if ((error as { code?: string }).code === 'backend' && /is kept by/.test(String(error))) return 'elsewhere' as const;
        throw error;
      });
      if (content !== 'elsewhere') return content;
    }
    return undefined;
  }

  // An update changes the pointer alone, which is the same on all backends.
  const killed = Object.entries(commands).filter(([what]) => what !== 'update' || backend === 'sqlite' || POINTS > 1);
  describe.each(killed)('%s', (what, { argv, name, keeps }) => {
    let length: number;
    let whole: Readonly<Record<string, string>> | undefined;

    beforeAll(async () => {
      const one = await another();
      try {
        const started = performance.now();
        const ended = await mdm(one, argv());
        length = performance.now() - started;
        if (ended.code !== 0) throw new Error(ended.stderr);
        whole = await found(one, name);
      } finally {
        gone(one);
      }
    }, 120_000);

    const next = random(what.length * 31 + backend.length);
    test.each(Array.from({ length: POINTS }, (_, i) => [i, next()] as const))(
      'killed at point %i: old or new, and the next command works',
      async (_, share) => {
        const one = await another();
        try {
          const { killed } = await mdm(one, argv(), share * length);
          keeps(await found(one, name), whole);
          // Others are not touched, and the home can be read and put in order.
          if (name !== 'old') same(await found(one, 'old'));
          const listed = await mdm(one, ['dataset', 'list', '--all-backends', '--json']);
          expect([listed.code, listed.stderr.includes('Error')]).toEqual([0, false]);
          const fixed = await mdm(one, ['doctor', '--fix']);
          if (fixed.code !== 0) throw new Error(`${fixed.stderr}\n${fixed.stdout}`);
          keeps(await found(one, name), whole);
          if (!killed) return;
          const again = await mdm(one, argv());
          const done = again.code === 0 || ([3, 4].includes(again.code!) && (what === 'remove' || what === 'register'));
          // After a migration the dataset is on the other backend already.
          if (!done && !(what === 'migrate' && again.code === 6) && !(what === 'migrate' && again.code === 2))
            throw new Error(`${again.code}: ${again.stderr}`);
          const now = await found(one, name);
          expect(now).toEqual(what === 'remove' ? undefined : whole);
        } finally {
          gone(one);
        }
      },
      120_000,
    );
  });

  test('a registration that was killed goes on with --resume', async () => {
    const one = await another();
    try {
      const argv = ['dataset', 'register', 'more', source, '--target', 'y'];
      // As soon as the journal is there.
      const running = start(one, argv);
      const journal = join(one.home, 'datasets/more/journal.json');
      while (!existsSync(journal)) await sleep(5);
      await sleep(50);
      running.kill();
      await running.ended;
      const resumed = await mdm(one, ['dataset', 'register', 'more', '--resume']);
      if (resumed.code !== 0) throw new Error(resumed.stderr);
      expect(Object.keys((await found(one, 'more'))!).sort()).toEqual(Object.keys(old).sort());
      expect((await found(one, 'more'))!['train']).toBe(old['train']);
    } finally {
      gone(one);
    }
  }, 120_000);
});
