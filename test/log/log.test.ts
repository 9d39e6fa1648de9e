import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { openConfig } from '../../src/config/config.js';
import type { Values } from '../../src/config/keys.js';
import { logFile } from '../../src/log/file.js';
import { LEVELS, silent, type Level, type Logger } from '../../src/log/logger.js';
import { isDebugging, openLogger, type LogOptions } from '../../src/log/open.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-log-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

interface Told {
  readonly log: Logger;
  readonly console: () => string[];
  readonly file: () => string[];
}

async function logger(
  text: string,
  options: LogOptions = {},
  env: Record<string, string> = {},
  flags: Partial<Values> = {},
): Promise<Told> {
  writeFileSync(join(home, 'mdm.yaml'), text);
  const config = await openConfig({ home, env, flags });
  let told = '';
  const log = openLogger(config, { ...options, stderr: { write: (more: string) => (told += more) } });
  const path = config.path('logging.file');
  const lines = (all: string): string[] => all.split('\n').filter((line) => line !== '');
  return { log, console: () => lines(told), file: () => (path && existsSync(path) ? lines(readFileSync(path, 'utf8')) : []) };
}

function probe(log: Logger): void {
  log.debug('one');
  log.info('one');
  log.warning('one');
  log.error('one');
  log.critical('one');
}

const from = (level: Level): Level[] => LEVELS.slice(LEVELS.indexOf(level));
const levelsIn = (lines: readonly string[]): Level[] =>
  LEVELS.filter((level) => lines.some((line) => new RegExp(`\\b${level}\\b`).test(line)));

describe('levels', () => {
  test.each(LEVELS)('logging.level %s: exactly the records at or above it are in the file, and none below it on stderr', async (level) => {
    const { log, console, file } = await logger(`logging: {level: ${level}}`);
    probe(log);
    expect(levelsIn(file())).toEqual(from(level));
    expect(file()).toHaveLength(from(level).length);
    expect(levelsIn(console())).toEqual(from(level).filter((one) => LEVELS.indexOf(one) >= LEVELS.indexOf('WARNING')));
  });

  test.each<[string, string, LogOptions, Record<string, string>, Level | undefined]>([
    ['nothing', '', {}, {}, 'WARNING'],
    ['--verbose', '', { verbose: true }, {}, 'INFO'],
    ['--debug', '', { debug: true }, {}, 'DEBUG'],
    ['--verbose over the level', 'logging: {level: ERROR}', { verbose: true }, {}, 'INFO'],
    ['a level of DEBUG in the file alone', 'logging: {level: DEBUG}', {}, {}, 'WARNING'],
    ['a level of DEBUG in a variable', '', {}, { MDM_LOG_LEVEL: 'DEBUG' }, 'DEBUG'],
    ['a level of INFO in a variable', '', {}, { MDM_LOG_LEVEL: 'INFO' }, 'WARNING'],
    ['development.debug_mode', 'development: {debug_mode: true}', {}, {}, 'DEBUG'],
    ['a level of the console', 'logging: {console: {level: ERROR}}', {}, {}, 'ERROR'],
    ['no console', 'logging: {console: {enabled: false}}', {}, {}, undefined],
    ['no console, but --verbose', 'logging: {console: {enabled: false}}', { verbose: true }, {}, 'INFO'],
  ])('%s on stderr', async (_, text, options, env, level) => {
    const { log, console, file } = await logger(text, options, env);
    probe(log);
    expect(levelsIn(console())).toEqual(level === undefined ? [] : from(level));
    for (const one of LEVELS) expect(log.enabled(one)).toBe(levelsIn([...file(), ...console()]).includes(one));
  });

  test('components have their own', async () => {
    const { log, file } = await logger('logging: {level: INFO, components: {storage: DEBUG, storage.sqlite: ERROR}}');
    for (const one of [log, log.child('storage'), log.child('storage').child('duckdb'), log.child('storage').child('sqlite')]) probe(one);
    const of = (name: string) => levelsIn(file().filter((line) => (JSON.parse(line) as { logger: string }).logger === name));
    expect([of('mdm'), of('storage'), of('storage.duckdb'), of('storage.sqlite')]).toEqual([from('INFO'), LEVELS, LEVELS, from('ERROR')]);
  });

  test('isDebugging is said by the flag, the key, or the variable', async () => {
    const debugging = async (text: string, env: Record<string, string> = {}, flag?: boolean) => {
      writeFileSync(join(home, 'mdm.yaml'), text);
      return isDebugging(await openConfig({ home, env }), flag);
    };
    expect(await debugging('')).toBe(false);
    expect(await debugging('', {}, true)).toBe(true);
    expect(await debugging('logging: {level: DEBUG}')).toBe(false);
    expect(await debugging('', { MDM_LOGGING_LEVEL: 'debug' })).toBe(true);
  });
});

describe('lines', () => {
  test('json: one object each, with time, level and message', async () => {
    const { log, file } = await logger('');
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    log.info('two\nlines', { rows: 3n, of: new Error('bad'), map: new Map([['a', 1]]), message: 'mine', no: undefined });
    log.info('a loop', { loop });
    const [first, second] = file().map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({ level: 'INFO', logger: 'mdm', message: 'two\nlines', rows: '3', map: { a: 1 }, message_: 'mine' });
    expect(first).toMatchObject({ time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), of: { message: 'bad' } });
    expect(second).toMatchObject({ level: 'INFO', message: 'a loop', fields: expect.stringContaining('not to be shown') });
  });

  test('console: time, level, name, message, and no line starts with {', async () => {
    const { log, file } = await logger('logging: {format: text}');
    log.child('storage').info('{"two": 1}\nlines \u001b[31m', { rows: 3, path: 'a b', none: '' });
    expect(file()).toEqual([
      expect.stringMatching(/^\d{4}-\S+Z INFO storage \{"two": 1\}\\nlines \\u001b\[31m rows=3 path="a b" none=""$/),
    ]);
  });

  test('on stderr: level, name, message', async () => {
    const { log, console } = await logger('');
    log.warning('low', { rows: 3 });
    log.child('storage').error('full');
    expect(console()).toEqual(['WARNING: low rows=3', 'ERROR storage: full']);
  });
});

describe('secrets', () => {
  const password = 's3cret"word\\';
  const env = { MDM_DATABASE_POSTGRESQL_PASSWORD: password };

  test.each(['json', 'console'])('the password is in no line of %s', async (format) => {
    const { log, console, file } = await logger(`logging: {format: ${format}}`, { debug: true }, env);
    log.error(`could not connect with ${password}`, {
      password,
      deep: { db_password: 'other', list: [password] },
      error: new Error(password),
    });
    log.error(`postgresql://me:${encodeURIComponent(password)}@host/db and password='x y' and token: abc`);
    for (const lines of [console(), file()]) {
      expect(lines).toHaveLength(2);
      expect(lines.join('\n')).not.toMatch(/s3cret|other|x y|abc/);
      expect(lines.join('\n')).toContain('********');
    }
    if (format === 'json') for (const line of file()) expect(JSON.parse(line)).toBeInstanceOf(Object);
  });

  test.each(['p@ss', 'p@ss@word', 'p:a@b:c', '@'])('the password %j of an address that is written as it is', async (word) => {
    const { log, console } = await logger('', { debug: true });
    log.info(`postgresql://me:${word}@host:5432/db and mail@example.org`);
    expect(console()[0]).toBe('INFO: postgresql://me:********@host:5432/db and mail@example.org');
  });

  test.each(['a', '1', ':', '"', '\\', 'me', 'mdm'])(
    'a password of %j is masked where it is one, and breaks nothing else',
    async (short) => {
      const { log, console, file } = await logger('', { debug: true }, { MDM_DATABASE_POSTGRESQL_PASSWORD: short });
      log.info('a mdm message: 1 row', { path: '/a/mdm/1', password: short });
      log.info(`postgresql://me:${encodeURIComponent(short)}@host`);
      const [first] = file().map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(first).toMatchObject({ message: 'a mdm message: 1 row', path: '/a/mdm/1', password: '********' });
      expect(console()[0]).toBe('INFO: a mdm message: 1 row path=/a/mdm/1 password=********');
      expect(console()[1]).toBe('INFO: postgresql://me:********@host');
    },
  );

  test('any message stays one line of JSON', async () => {
    const { log, file } = await logger('', {}, { MDM_DATABASE_POSTGRESQL_PASSWORD: 'pass' });
    const messages = fc.sample(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('password="a\\"b"', "pwd='", 'token=\\')), 200);
    for (const message of messages) log.info(message, { [message]: message });
    expect(file().map((line) => JSON.parse(line) as unknown)).toHaveLength(messages.length);
  });
});

describe('the file', () => {
  test.each<[string, string, string | undefined]>([
    ['its name', 'logging: {file: my.log}', 'logs/my.log'],
    ['its folder', 'paths: {logs_path: other}', 'other/mdm.log'],
    ['none', 'logging: {file: null}', undefined],
  ])('%s', async (_, text, path) => {
    const { log } = await logger(text);
    log.info('x');
    if (path === undefined) expect(readdirSync(home)).toEqual(['mdm.yaml']);
    else expect(existsSync(join(home, path))).toBe(true);
  });

  test('an absolute path', async () => {
    const path = join(home, 'far/away.log');
    const { log } = await logger(`logging: {file: ${JSON.stringify(path)}}`);
    log.info('x');
    expect(readFileSync(path, 'utf8')).toContain('"x"');
  });

  test('without a home nothing is made, and with one a file that cannot be written changes nothing', async () => {
    const config = await openConfig({ home: join(home, 'none'), env: {} });
    openLogger(config, { stderr: { write: () => {} } }).warning('x');
    expect(existsSync(join(home, 'none'))).toBe(false);
    mkdirSync(join(home, 'logs/mdm.log'), { recursive: true });
    const { log, console } = await logger('');
    log.warning('x');
    log.warning('y');
    expect(console()).toEqual(['WARNING: x', 'WARNING: y']);
  });

  test('a closed log says nothing, and the silent one never does', async () => {
    const { log, file } = await logger('');
    (log as Logger & { close(): void }).close();
    probe(log);
    probe(silent.child('x'));
    expect([file(), log.enabled('CRITICAL'), silent.enabled('CRITICAL')]).toEqual([[], false, false]);
  });

  test('it is put aside before it passes its limit', async () => {
    const { log } = await logger('logging: {max_bytes: 20000, backup_count: 2}');
    for (let i = 0; i < 1_000; i++) log.info(`record ${i}`, { text: 'x'.repeat(100) });
    const files = readdirSync(join(home, 'logs')).sort();
    expect(files).toEqual(['mdm.log', 'mdm.log.1', 'mdm.log.2']);
    for (const file of files) expect(statSync(join(home, 'logs', file)).size).toBeLessThanOrEqual(20_000);
    const numbers = [2, 1, 0].flatMap((i) =>
      [...readFileSync(join(home, 'logs', i === 0 ? 'mdm.log' : `mdm.log.${i}`), 'utf8').matchAll(/record (\d+)/g)].map((m) =>
        Number(m[1]),
      ),
    );
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => 1_000 - numbers.length + i));
  });

  test('3 MB with a limit of 1 MiB: two files and more, none above it but for a record', async () => {
    const { log } = await logger('logging: {max_bytes: 1048576}');
    for (let i = 0; i < 3_000; i++) log.info('x'.repeat(1_000));
    const sizes = readdirSync(join(home, 'logs')).map((file) => statSync(join(home, 'logs', file)).size);
    expect(sizes.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_048_576);
  });

  test('no old files with backup_count 0, and a record longer than the limit is written', async () => {
    const { log, file } = await logger('logging: {max_bytes: 1000, backup_count: 0}');
    for (let i = 0; i < 50; i++) log.info('x'.repeat(300));
    log.info('y'.repeat(5_000));
    expect(readdirSync(join(home, 'logs'))).toEqual(['mdm.log']);
    expect(file()).toHaveLength(1);
  });

  test('a lock left behind by a process that is gone does not hold it up', () => {
    const path = join(home, 'x.log');
    const log = logFile({ path, maxBytes: 10, backups: 1, home });
    writeFileSync(`${path}.lock`, '2147483646');
    expect([log.write('123456789'), log.write('abcdefghi')]).toEqual([true, true]);
    expect(readdirSync(home).sort()).toEqual(['x.log', 'x.log.1']);
  });

  test('several processes lose no line and none is broken', async () => {
    const script = join(home, 'write.mjs');
    const source = join(import.meta.dirname, '../../src/log/file.ts');
    writeFileSync(
      script,
      `import { logFile } from ${JSON.stringify(source)};
       const log = logFile({ path: process.argv[2], maxBytes: 20000, backups: 100, home: '/' });
       for (let i = 0; i < 300; i++) log.write(JSON.stringify({ by: process.argv[3], i, text: 'x'.repeat(60) }));`,
    );
    const path = join(home, 'shared.log');
    const run = promisify(execFile);
    const env = { ...process.env, NODE_OPTIONS: '' };
    await Promise.all(
      [1, 2, 3, 4].map((by) => run(process.execPath, ['--disable-warning=ExperimentalWarning', script, path, String(by)], { env })),
    );
    const files = readdirSync(home).filter((file) => file.startsWith('shared.log'));
    const lines = files.flatMap((file) =>
      readFileSync(join(home, file), 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    );
    expect(new Set(lines.map((line) => JSON.stringify(JSON.parse(line)))).size).toBe(1_200);
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) expect(statSync(join(home, file)).size).toBeLessThanOrEqual(20_000 + 4 * 100);
  });
});
