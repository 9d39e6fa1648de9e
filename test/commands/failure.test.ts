import { failureOf, failureText } from '../../src/cli/failure.js';
import { helpSubject } from '../../src/cli/help.js';
import { MdmError } from '../../src/errors.js';
import { noteFailure } from '../../src/log/failed.js';

const commands = ['features apply', 'features generate', 'help', 'version'];
const line = { argv: ['features', 'generate', 'x.csv', '--tarket', 'y'], commands };

const thrown = (message: string, more: object = {}) => Object.assign(new Error(message), more);
const system = (code: string, path?: string) =>
  thrown(`${code}: words of the system, open`, { code, syscall: 'open', ...(path ? { path } : {}) });
const parse = { input: { flags: { target: {}, threads: {} } } };
const oclif = { exit: 2 };

test.each([
  ['MDM', new MdmError('exists', 'x is there already.', 'Use --force.'), 4, 'Error: x is there already.\nUse --force.'],
  [
    'names that would reach the terminal',
    new MdmError('unknown-column', 'There is no column \u202Ex\u0007.', 'There are a\u001b[31m, b\u001b]0;title\u0007, c\u0008.'),
    2,
    'Error: There is no column \\u202ex\\u0007.\nThere are a, b, c\\u0008.',
  ],
  ['Ctrl-C', new MdmError('interrupted', 'Stopped.', undefined, 'SIGINT'), 130, 'Error: Stopped.'],
  ['SIGTERM', new MdmError('interrupted', 'Stopped.', undefined, 'SIGTERM'), 143, 'Error: Stopped.'],
  ["a plugin's copy", thrown('no', { name: 'MdmError', code: 'target', exit: 1 }), 1, 'Error: no.'],
  ['ENOENT', system('ENOENT', 'a.csv'), 3, 'Error: a.csv is not there.'],
  ['EACCES', system('EACCES', 'a.csv'), 5, 'Error: a.csv may not be read or written.'],
  ['EEXIST', system('EEXIST', 'a.csv'), 4, 'Error: a.csv is there already.'],
  ['ENOSPC', system('ENOSPC'), 6, 'Error: The output cannot be written: there is no space left.\nFree some space, or use another disk.'],
  [
    'a flag',
    thrown('Nonexistent flag', { oclif, parse, flags: ['--tarket=y'] }),
    2,
    'Error: There is no flag --tarket; did you mean --target?\nSee: mdm help features generate',
  ],
  [
    'a flag like no other',
    thrown('Nonexistent flag', { oclif, parse, flags: ['-z'] }),
    2,
    'Error: There is no flag -z.\nSee: mdm help features generate',
  ],
  [
    'no argument',
    thrown('Missing 1 required arg', { oclif, parse, args: [{ name: 'source' }] }),
    2,
    'Error: SOURCE is missing.\nSee: mdm help features generate',
  ],
  [
    'an argument',
    thrown('Unexpected argument', { oclif, parse, args: ['y'] }),
    2,
    'Error: "y" is one argument too many.\nSee: mdm help features generate',
  ],
  [
    'a value',
    thrown('Parsing --threads \n\tExpected an integer but received: x\nSee more help with --help', { oclif }),
    2,
    'Error: --threads: Expected an integer but received: x.\nSee: mdm help features generate',
  ],
  [
    'flags together',
    thrown('The following error occurred:\n  \u001b[2m--a cannot also be provided when using --b\u001b[22m\nSee more help with --help', {
      oclif,
    }),
    2,
    'Error: --a cannot also be provided when using --b.\nSee: mdm help features generate',
  ],
  [
    'anything else',
    new TypeError('x is not a function'),
    1,
    'Error: x is not a function.\nThis should not happen. --debug shows where it did; please report it.',
  ],
  ['a text', 'thrown text', 1, 'Error: thrown text.\nThis should not happen. --debug shows where it did; please report it.'],
] as const)('%s', (_, error, exit, text) => {
  const failure = failureOf(error, line);
  expect(failure.exit).toBe(exit);
  expect(failureText(failure)).toBe(text);
});

test.each([
  ['features:generat', 'There is no command "features generat"; did you mean "features generate"?'],
  ['feature:generate', 'There is no command "feature generate"; did you mean "features generate"?'],
  ['versoin', 'There is no command "versoin"; did you mean "version"?'],
  ['features:nope', 'There is no command "features nope".'],
])('command %s', (id, message) => {
  expect(failureOf(thrown(`command ${id} not found`, { oclif }), { argv: id.split(':'), commands })).toMatchObject({
    code: 'usage',
    exit: 2,
    message,
  });
});

test('help is named of the longest command that was typed', () => {
  const both = { argv: ['plugins', 'install', '--bogus'], commands: ['plugins', 'plugins install', 'plugins list'] };
  expect(failureOf(thrown('Nonexistent flag', { oclif, parse, flags: ['--bogus'] }), both).next).toBe('See: mdm help plugins install');
});

test('the stack is printed with MDM_DEBUG=1 alone, causes too', () => {
  const error = new MdmError('plugin', 'The plugin x broke.', 'Remove it.', new Error('deep'));
  expect(failureOf(error).stack).toBeUndefined();
  process.env['MDM_DEBUG'] = '1';
  try {
    expect(failureText(failureOf(error))).toMatch(
      /^Error: The plugin x broke\.\nRemove it\.\nMdmError: .*\n +at [^]*Caused by: Error: deep/,
    );
  } finally {
    delete process.env['MDM_DEBUG'];
  }
});

test('--debug prints the stack, before -- alone', () => {
  const error = new TypeError('x is not a function');
  expect(failureOf(error, { ...line, argv: ['info', '--debug'] }).stack).toContain('TypeError: x is not a function\n    at ');
  expect(failureOf(error, { ...line, argv: ['info', '--', '--debug'] }).stack).toBeUndefined();
});

test('the log that has the trace is named, and secrets are masked', () => {
  const error = new Error('no connection with hunter22');
  noteFailure(error, { file: '/home/logs/mdm.log', debug: false, mask: (text) => text.replaceAll('hunter22', '********') });
  expect(failureText(failureOf(error, line))).toBe(
    'Error: no connection with ********.\nThis should not happen. The trace is in /home/logs/mdm.log, and --debug shows it; please report it.',
  );
  noteFailure(error, { debug: true, mask: (text) => text.replaceAll('hunter22', '********') });
  const { stack, message } = failureOf(error, line);
  expect(stack).toContain('Error: no connection with ********\n    at ');
  expect(`${stack}${message}`).not.toContain('hunter22');
  expect(failureOf(new Error('at postgresql://me:pw@host'), line).message).toBe('at postgresql://me:********@host.');
});

test.each([
  [
    ['features', 'generate', '--help'],
    ['features', 'generate'],
  ],
  [
    ['features', 'generate', 'x.csv', '--seed', '1', '--help'],
    ['features', 'generate', 'x.csv'],
  ],
  [
    ['help', 'features', 'apply'],
    ['features', 'apply'],
  ],
  [['--help'], []],
  [['features', 'generate', 'x.csv'], undefined],
  [['features', 'generate', '--', '--help'], undefined],
])('%j asks for help on %j', (argv, words) => expect(helpSubject(argv)).toEqual(words));
