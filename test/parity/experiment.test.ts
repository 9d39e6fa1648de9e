import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { isSecretPath, withoutSecrets } from '../../src/parity/clean.js';
import { differences } from '../../src/parity/equality.js';
import { experiment, type Candidate, type Experiment } from '../../src/parity/experiment.js';
import { appendResult, parseKeep, readResults, type Keep } from '../../src/parity/store.js';
import { tally, type ExperimentResult, type Verdict } from '../../src/parity/trial-result.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'mdm-experiment-'))));
afterAll(() => rm(folder, { recursive: true }));

const fail =
  (message: string, Kind: new (message: string) => Error = Error) =>
  (): never => {
    throw new Kind(message);
  };
type Input = { values: number[] };
type Answer = unknown;
const sum = ({ values }: Input): Answer => values.reduce((a, b) => a + b, 0);
const input = (): Input => ({ values: [1, 2, 3] });
const node = (code: string): Candidate<Input, Answer> => ({ command: [process.execPath, '-e', code] });
const rule = { name: 'known', reason: 'rounding', since: '2026-01-01', until: '2026-12-31', when: () => true };
const now = () => new Date('2026-06-01T00:00:00Z');

/** Runs once; gives what the caller sees and what was published. */
async function run(parts: Partial<Experiment<Input, Answer>>, given = input(), subject = 'penguins') {
  const published: ExperimentResult[] = [];
  const logged: string[] = [];
  const ask = experiment<Input, Answer>({
    name: 'sum',
    use: sum,
    now,
    log: (sentence) => void logged.push(sentence),
    publish: (result) => void published.push(result),
    limits: { timeoutMs: 5_000 },
    ...parts,
  });
  const seen = await ask(given, subject).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  return { seen, result: published[0], logged };
}

const verdicts: readonly [string, Partial<Experiment<Input, Answer>>, Verdict, string][] = [
  ['equal values', { try: sum }, 'matched', 'value'],
  ['equal within the default tolerance', { use: () => 1.5, try: () => 1.500001 }, 'matched', 'value'],
  ['another value', { try: () => 7 }, 'mismatched', 'value'],
  ['null for 0', { use: () => 0, try: () => null }, 'mismatched', 'value'],
  ['a missing key', { use: () => ({ a: 1, b: undefined }), try: () => ({ a: 1 }) }, 'mismatched', 'value'],
  ['a candidate that throws', { try: fail('broken') }, 'mismatched', 'error'],
  ['a candidate that rejects', { try: () => Promise.reject(new Error('broken')) }, 'mismatched', 'error'],
  ['a candidate that never ends', { try: () => new Promise(() => undefined), limits: { timeoutMs: 50 } }, 'failed', 'timeout'],
  [
    'a candidate that is late',
    {
      try: () => {
        const end = Date.now() + 60;
        while (Date.now() < end);
        return 6;
      },
      limits: { timeoutMs: 20 },
    },
    'failed',
    'timeout',
  ],
  [
    'a candidate that spoils its input',
    {
      try: (own) => {
        own.values.length = 0;
        return 6;
      },
    },
    'matched',
    'value',
  ],
  ['its own comparison', { try: () => 7, compare: () => true }, 'matched', 'value'],
  ['a rule that holds', { try: () => 7, ignore: [rule] }, 'ignored', 'value'],
  [
    'a rule that is for something else',
    { try: () => 7, ignore: [{ ...rule, when: (_, candidate) => candidate === 8 }] },
    'mismatched',
    'value',
  ],
  ['a rule that has expired', { try: () => 7, ignore: [{ ...rule, until: '2026-05-31' }] }, 'mismatched', 'value'],
  ['a rule that has not begun', { try: () => 7, ignore: [{ ...rule, since: '2026-06-02' }] }, 'mismatched', 'value'],
  ['a rule where all is equal', { try: sum, ignore: [rule] }, 'matched', 'value'],
  ['a comparison that fails', { try: sum, compare: fail('no') }, 'failed', 'value'],
  ['a rule that fails', { try: () => 7, ignore: [{ ...rule, when: fail('no') }] }, 'failed', 'value'],
  [
    'a command',
    { try: node('process.stdin.on("data", (x) => console.log(JSON.parse(x).values.reduce((a, b) => a + b)))') },
    'matched',
    'value',
  ],
  ['a command that prints no JSON', { try: node('console.log("six")') }, 'mismatched', 'error'],
  ['a command that fails', { try: node('throw new Error("broken")') }, 'mismatched', 'error'],
  ['a command that is not there', { try: { command: [join('nowhere', 'at-all')] } }, 'mismatched', 'error'],
  ['a command that hangs', { try: node('for (;;);'), limits: { timeoutMs: 300 } }, 'failed', 'timeout'],
  ['a command that dies of a signal', { try: node('process.kill(process.pid, "SIGKILL")') }, 'mismatched', 'error'],
  [
    'a command whose child outlives it',
    {
      try: node(
        'require("child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 30000)"], { stdio: "inherit" }); console.log(6); process.stdin.resume(); process.stdin.on("end", () => process.exit(0))',
      ),
    },
    'matched',
    'value',
  ],
];
test.each(verdicts)('%s', async (_, parts, verdict, outcome) => {
  for (const order of ['control first', 'candidate first'] as const) {
    const { seen, result } = await run({ ...parts, order });
    expect(seen).toEqual({ value: (parts.use ?? sum)(input()) });
    expect([result!.verdict, result!.candidate.outcome, result!.control.outcome]).toEqual([verdict, outcome, 'value']);
    expect(result!.order[0]).toBe(order.split(' ')[0]);
  }
});

(process.platform === 'linux' ? test : test.skip)('a command that takes memory is stopped, and what it took is recorded', async () => {
  const grow = 'const all = []; setInterval(() => all.push(Buffer.alloc(2e7, 1)), 10)';
  const { seen, result } = await run({ try: node(grow), limits: { timeoutMs: 20_000, memoryMb: 250 } });
  expect(seen).toEqual({ value: 6 });
  expect(result).toMatchObject({
    verdict: 'failed',
    candidate: { outcome: 'memory' },
  });
  expect(result!.candidate.peakBytes).toBeGreaterThan(250e6);
  expect(result!.candidate.cpuMs).toBeGreaterThan(0);
});

const errors: readonly [string, Partial<Experiment<Input, Answer>>, Verdict][] = [
  ['both throw the same', { try: fail('no such column') }, 'matched'],
  ['both throw the same but for spaces and folders', { use: fail('no  /tmp/a/x.csv'), try: fail('no /var/b/x.csv') }, 'matched'],
  ['both throw, of another class', { try: fail('no such column', TypeError) }, 'mismatched'],
  ['both throw, another message', { try: fail('disk full') }, 'mismatched'],
  ['the control alone throws', { try: () => 6 }, 'mismatched'],
  ['the comparison cannot be published', { try: () => 6, publish: fail('no') }, 'mismatched'],
];
test.each(errors)('%s: the error of the control is thrown', async (_, parts, verdict) => {
  const thrown = new Error('no such column');
  const use =
    parts.use ??
    ((): never => {
      throw thrown;
    });
  for (const order of ['control first', 'candidate first'] as const) {
    const { seen, result } = await run({ use, ...parts, order });
    if (parts.use) expect(seen).toMatchObject({ error: { message: 'no  /tmp/a/x.csv' } });
    else expect((seen as { error: unknown }).error).toBe(thrown);
    if (!parts.publish) expect(result!.verdict).toBe(verdict);
  }
});

test.each<[string, Partial<Experiment<Input, Answer>>, RegExp]>([
  ['runIf', { try: sum, runIf: fail('no') }, /could not begin/],
  ['beforeRun', { try: sum, beforeRun: fail('no') }, /could not begin/],
  ['compare', { try: sum, compare: fail('no') }, /could not be compared/],
  ['clean', { try: sum, clean: fail('no') }, /could not be made/],
  ['publish', { try: sum, publish: fail('no') }, /could not be published/],
  ['the store', { try: sum, store: join(process.execPath, 'x') }, /could not be stored/],
  ['the log', { try: sum, publish: fail('no'), log: fail('no') }, /^$/],
  ['a value that cannot be copied', { use: () => () => 1, try: sum }, /could not be made/],
])('a failure of %s is logged and changes nothing', async (_, parts, says) => {
  let calls = 0;
  const { seen, logged } = await run({
    ...parts,
    use: (own) => {
      calls++;
      return (parts.use ?? sum)(own);
    },
  });
  expect(Object.keys(seen)).toEqual(['value']);
  expect(calls).toBe(1);
  expect(logged.join()).toMatch(says);
});

test.each<[string, Partial<Experiment<Input, Answer>>]>([
  ['no candidate', {}],
  ['not enabled', { enabled: false }],
  ['a rate of 0', { sampleRate: 0 }],
  ['runIf says no', { runIf: () => false }],
])('%s: no call of the candidate, one of the control, and its error as it is', async (name, parts) => {
  let [tries, calls, before] = [0, 0, 0];
  const thrown = new Error('mine');
  const use = (): never => {
    calls++;
    throw thrown;
  };
  const { seen, result, logged } = await run({
    ...parts,
    use,
    beforeRun: () => void before++,
    ...(name === 'no candidate' ? {} : { try: () => ++tries }),
  });
  expect((seen as { error: unknown }).error).toBe(thrown);
  expect([tries, calls, before, result, logged]).toEqual([0, 1, 0, undefined, []]);
});

test('the caller gets the very value of the control, which nobody can change', async () => {
  const value = { list: [1] };
  const { seen } = await run({
    use: () => value,
    try: () => ({ list: [2] }),
    compare: (control) => {
      (control as typeof value).list.push(9);
      return false;
    },
    clean: (any) => {
      if (typeof any === 'object') (any as typeof value).list.length = 0;
      return any;
    },
  });
  expect((seen as { value: unknown }).value).toBe(value);
  expect(value).toEqual({ list: [1] });
});

test('the order is random, recorded, and the same for a seed', async () => {
  const orders = async (seed?: string): Promise<string[]> => {
    const out: string[] = [];
    let calls: string[] = [];
    const ask = experiment<Input, Answer>({
      name: 'sum',
      use: (own) => {
        calls.push('control');
        return sum(own);
      },
      try: (own) => {
        calls.push('candidate');
        return sum(own);
      },
      publish: ({ order }) => {
        expect(order).toEqual(calls);
        out.push(order[0]);
        calls = [];
      },
      ...(seed === undefined ? {} : { seed }),
    });
    for (let i = 0; i < 60; i++) await ask(input(), 'x');
    return out;
  };
  const [first, again] = [await orders('5'), await orders('5')];
  expect(first).toEqual(again);
  const share = first.filter((side) => side === 'control').length / 60;
  expect(share).toBeGreaterThan(0.25);
  expect(share).toBeLessThan(0.75);
  expect(await orders()).not.toEqual(first);
});

test('sampling is by subject, stable, near its rate, and a higher rate only adds subjects', async () => {
  const sampled = async (sampleRate: number): Promise<Set<string>> => {
    const out = new Set<string>();
    const ask = experiment<Input, Answer>({ name: 'sum', use: sum, try: sum, sampleRate, publish: ({ subject }) => void out.add(subject) });
    for (let i = 0; i < 1_000; i++) await ask({ values: [] }, `data set ${i}`);
    return out;
  };
  const [low, high, all] = [await sampled(0.1), await sampled(0.3), await sampled(1)];
  expect(Math.abs(low.size - 100)).toBeLessThan(35);
  expect(Math.abs(high.size - 300)).toBeLessThan(50);
  expect(all.size).toBe(1_000);
  for (const subject of low) expect(high).toContain(subject);
  expect(await sampled(0.1)).toEqual(low);
});

test('results are kept: costs, rows, counts, secrets removed, a line cut off by a crash passed over', async () => {
  const store = join(folder, 'kept');
  const parts: Partial<Experiment<Input, Answer>> = {
    store,
    clean: (value) => JSON.parse(JSON.stringify(value).replaceAll('hunter2', '***')) as unknown,
    rows: (value) => (value as unknown[]).length,
    use: () => ['hunter2', 1],
    flags: { use_new_features: true },
  };
  await run({ ...parts, try: () => ['hunter2', 1] });
  await run({ ...parts, try: () => ['hunter2', 2] });
  await appendFile(join(store, 'results-2026-06-01.000.jsonl'), '{"id":"cut o');
  await run({ ...parts, try: () => ['hunter2', 2], ignore: [rule, { ...rule, name: 'old', until: '2026-02-01' }] });
  await run({ ...parts, try: fail('password hunter2') });
  await run({ ...parts, try: () => ['hunter2', 1], compare: fail('hunter2') });
  const { results, unreadable } = await readResults(store);
  expect(unreadable).toBe(1);
  expect(tally(results)).toEqual({ matched: 1, ignored: 1, mismatched: 2, failed: 1 });
  expect(results[2]).toMatchObject({ ignoredBy: 'known', expired: ['old'] });
  expect(results[1]).toMatchObject({
    differences: [{ path: '$[1]', control: '1', candidate: '2' }],
    component: 'sum',
    subject: 'penguins',
    flags: { use_new_features: true },
  });
  for (const side of [results[0]!.control, results[0]!.candidate]) {
    expect(side.rows).toBe(2);
    for (const cost of [side.wallMs, side.cpuMs, side.peakBytes]) expect(cost).toBeGreaterThanOrEqual(0);
  }
  expect(await readFile(join(store, 'results-2026-06-01.000.jsonl'), 'utf8')).not.toContain('hunter2');
});

test('results written at the same time are all there', async () => {
  const store = join(folder, 'many');
  const { result } = await run({ try: sum });
  await Promise.all(Array.from({ length: 50 }, (_, i) => appendResult(store, { ...result!, id: String(i) })));
  expect(new Set((await readResults(store)).results.map(({ id }) => id)).size).toBe(50);
});

test('only what is to be kept is kept: the last results, or those of the last days', async () => {
  const { result } = await run({ try: sum });
  const day = (n: number): string => new Date(Date.UTC(2026, 0, 20 * n, 12)).toISOString();
  const ids = async (store: string, keep: Keep, now: number): Promise<string[]> =>
    (await readResults(store, keep, new Date(day(now)))).results.map(({ id }) => id);
  for (const [keep, expected] of [
    [{ count: 3 }, ['3', '4', '4b']],
    [{ days: 20 }, ['3', '4', '4b']],
    [{ count: 99 }, ['1', '2', '3', '4', '4b']],
  ] as const) {
    const store = join(folder, `keep-${JSON.stringify(keep)}`);
    for (const [id, n] of [
      ['1', 1],
      ['2', 2],
      ['3', 3],
      ['4', 4],
      ['4b', 4],
    ] as const)
      await appendResult(store, { ...result!, id, time: day(n) }, keep);
    expect(await ids(store, keep, 4)).toEqual(expected);
    expect((await readdir(store)).length).toBeLessThanOrEqual('count' in keep && keep.count === 3 ? 3 : 4);
  }
});

test('many results of one component push out neither those of another, nor what differs, nor the days of the last two weeks', async () => {
  const { result } = await run({ try: sum });
  const store = join(folder, 'crowded');
  const at = (days: number, n = 0): string => new Date(Date.UTC(2026, 0, 30 - days, 12, 0, n)).toISOString();
  const add = (id: string, time: string, more: Partial<ExperimentResult> = {}): Promise<void> =>
    appendResult(store, { ...result!, id, time, subject: id, component: 'a', ...more });
  await add('long ago', at(29));
  await add('differs since long', at(28), { verdict: 'mismatched' });
  await add('differed long ago', at(27), { verdict: 'mismatched', subject: 'mended' });
  await add('mended', at(26));
  await add('first of a day', at(9));
  await add('second of a day', at(9, 1));
  await add('differed', at(9, 2), { verdict: 'failed' });
  await add('another', at(25), { component: 'b' });
  await add('of today', at(0));
  for (let i = 0; i < 3; i++) await add(`${i}`, at(0, i + 1));
  const { results } = await readResults(store, { count: 2 }, new Date(at(0, 9)));
  expect(results.map(({ id }) => id)).toEqual(['differs since long', 'another', 'first of a day', 'differed', 'of today', '1', '2']);
});

test.each(['0', '-1', 'all', '5 weeks', ''])('comparison.keep %s is refused', (text) => {
  expect(() => parseKeep(text)).toThrow(expect.objectContaining({ code: 'configuration' }));
});

test.each<[string, Partial<Experiment<Input, Answer>>]>([
  ['no name', { ignore: [{ ...rule, name: ' ' }] }],
  ['no reason', { ignore: [{ ...rule, reason: '' }] }],
  ['no day', { ignore: [{ ...rule, until: 'some day' }] }],
  ['a day that is none', { ignore: [{ ...rule, until: '2026-02-30' }] }],
  ['an end before its beginning', { ignore: [{ ...rule, until: '2025-01-01' }] }],
  ['one name twice', { ignore: [rule, rule] }],
  ['a rate of 2', { sampleRate: 2 }],
])('%s is refused when the experiment is defined', (_, parts) => {
  expect(() => experiment<Input, Answer>({ name: 'sum', use: sum, try: sum, ...parts })).toThrow(
    expect.objectContaining({ code: 'configuration' }),
  );
});

test.each<[string, unknown, unknown, string[]]>([
  ['whole numbers are exact', 1e9, 1e9 + 1, ['$']],
  ['NaN', Number.NaN, Number.NaN, []],
  ['infinities', Infinity, -Infinity, ['$']],
  ['a large fraction and infinity', 1.5e308, Infinity, ['$']],
  ['-0', { a: 0 }, { a: -0 }, ['$.a']],
  ['null and absent', { a: null }, {}, ['$.a']],
  ['lists and objects', [1], { 0: 1 }, ['$']],
  ['lengths', [1, 2], [1], ['$.length']],
  ['dates', new Date(1), new Date(2), ['$']],
  ['typed arrays', Float64Array.of(1, 2), Float64Array.of(1, 3), ['$[1]']],
  ['maps', new Map([['a', 1]]), new Map([['a', 2]]), ['$[0][1]']],
  ['names that are no words', { 'a b': 1 }, { 'a b': 2 }, ['$["a b"]']],
  ['whole numbers beyond doubles', 2n ** 60n, 2n ** 60n + 1n, ['$']],
])('differences: %s', (_, a, b, paths) => {
  expect(differences(a, b).map(({ path }) => path)).toEqual(paths);
});

test('any value is equal to its copy, and to itself when it holds itself', () => {
  fc.assert(
    fc.property(fc.anything({ withDate: true, withMap: true, withSet: true, withTypedArray: true, withBigInt: true }), (value) =>
      expect(differences(value, structuredClone(value))).toEqual([]),
    ),
    { numRuns: 300, seed: 5 },
  );
  const ring: { self?: unknown } = {};
  ring.self = ring;
  expect(differences(ring, structuredClone(ring))).toEqual([]);
});

const noisy = (): Input['values'] => [1, Math.random(), 3];
test.each<[string, Partial<Experiment<Input, Answer>>, Verdict, string[]]>([
  ['what differs between two runs of the control', { use: noisy, try: noisy }, 'matched', []],
  ['and a difference elsewhere', { use: noisy, try: () => [1, Math.random(), 4] }, 'mismatched', ['$[2]']],
  ['a missing value is no noise', { use: noisy, try: () => [1, Math.random()] }, 'mismatched', ['$.length']],
  ['below a path of noise', { use: () => ({ a: Math.random() < 2 ? [Math.random()] : 1 }), try: () => ({ a: [2] }) }, 'matched', []],
  ['with its own comparison', { use: noisy, try: noisy, compare: () => false }, 'matched', []],
  ['a control that is the same twice', { use: sum, try: () => 7 }, 'mismatched', ['$']],
])('noise: %s', async (_, parts, verdict, paths) => {
  const { result } = await run({ ...parts, noise: true });
  expect(result!.verdict).toBe(verdict);
  expect(result!.differences.map(({ path }) => path)).toEqual(paths);
  expect(result!.noise!.control.wallMs).toBeGreaterThanOrEqual(0);
  if (parts.use !== sum) expect(result!.noise!.differences.length).toBeGreaterThan(0);
});

test('without the option the control runs once', async () => {
  let calls = 0;
  const { result } = await run({ use: () => ++calls, try: () => 1 });
  expect([calls, result!.noise]).toEqual([1, undefined]);
});

test('secrets are removed by default, and one that differs is still a difference', async () => {
  const value = (secret: string): Answer => ({
    password: secret,
    url: `postgres://me:${secret}@host/db`,
    list: [`token=${secret} x`, `Authorization: Bearer ${secret}`],
    nested: new Map([['api_key', secret]]),
  });
  const { result } = await run({ use: () => value('hunter2hunter2'), try: () => value('swordfish99') });
  expect(result!.verdict).toBe('mismatched');
  expect(result!.differences.length).toBeGreaterThanOrEqual(4);
  expect(JSON.stringify(result)).not.toMatch(/hunter2|swordfish/);
  const thrown = await run({ use: fail('secret: hunter2'), try: fail('https://me:swordfish99@host failed') });
  expect(thrown.result!.verdict).toBe('mismatched');
  expect(JSON.stringify(thrown.result)).not.toMatch(/hunter2|swordfish/);
});

test.each([
  ['postgres://me:pw@host/db', 'postgres://***@host/db'],
  ['https://example.org/a?b=c', 'https://example.org/a?b=c'],
  ['password=hunter2 user=me', 'password=*** user=me'],
  ['{"api_key":"abc","n":1}', '{"api_key":"***","n":1}'],
  ["MDM_DATABASE_POSTGRESQL_PASSWORD='a b'", "MDM_DATABASE_POSTGRESQL_PASSWORD='***'"],
  ['Authorization: Bearer abc.def-ghi_123', 'Authorization: *** ***'],
  ['npm_0123456789abcdefABCDEF', '***'],
  ['title_tokens: 5, token_count = 7', 'title_tokens: 5, token_count = 7'],
  ['0.25', '0.25'],
])('without secrets: %s', (text, expected) => {
  expect(withoutSecrets(text)).toBe(expected);
});

test.each([
  ['$.db.password', true],
  ['$["api-key"]', true],
  ['$.apiKey', true],
  ['data.token[17]', true],
  ['data.title_tokens[17]', false],
  ['data.token_count', false],
  ['$.compass', false],
])('%s names a secret: %s', (path, secret) => {
  expect(isSecretPath(path)).toBe(secret);
});
