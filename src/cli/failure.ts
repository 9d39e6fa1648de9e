import { stripVTControlCharacters } from 'node:util';
import { MdmError, nearest } from '../errors.js';
import { failureNotes } from '../log/failed.js';
import { maskSecrets } from '../log/mask.js';

/** Everything that is said of an error, and the exit code. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly next?: string;
  readonly exit: number;
  /** With --debug or MDM_DEBUG=1. */
  readonly stack?: string;
}

interface Thrown extends Error {
  readonly code?: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly dest?: string;
  readonly oclif?: { readonly exit?: number };
  /** Of oclif's parser. */
  readonly flags?: readonly string[];
  readonly args?: readonly (string | { readonly name: string })[];
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, unknown>> } };
}

/** What a system call's error means for the command. */
const SYSTEM: Readonly<Record<string, readonly ['not-found' | 'exists' | 'permission' | 'disk-full', string]>> = {
  ENOENT: ['not-found', 'is not there'],
  ENOTDIR: ['not-found', 'is not there: a part of its path is not a folder'],
  EISDIR: ['not-found', 'is a folder, not a file'],
  EEXIST: ['exists', 'is there already'],
  EACCES: ['permission', 'may not be read or written'],
  EPERM: ['permission', 'may not be read or written'],
  EROFS: ['permission', 'is on a file system that cannot be written to'],
  ENOSPC: ['disk-full', 'cannot be written: there is no space left'],
  EDQUOT: ['disk-full', 'cannot be written: the quota is used up'],
};

/** What was typed, and the commands there are, as `features apply`. */
export interface Line {
  readonly argv: readonly string[];
  readonly commands: readonly string[];
}

/** Any error as a sentence, the next thing to do and an exit code. */
export function failureOf(thrown: unknown, line: Line = { argv: [], commands: [] }): Failure {
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as Thrown;
  const known = failureNotes(error);
  const mask = known?.mask ?? maskSecrets;
  const failure = describe(error, line, known?.file);
  const shown = (text: string): string => visible(mask(text));
  const said = { ...failure, message: shown(failure.message), ...(failure.next ? { next: shown(failure.next) } : {}) };
  const debug = known?.debug || process.env['MDM_DEBUG'] === '1' || asksForTraces(line.argv);
  return debug && error.stack ? { ...said, stack: mask(stackOf(error)) } : said;
}

const asksForTraces = (argv: readonly string[]): boolean =>
  argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).includes('--debug');

function describe(error: Thrown, line: Line, log: string | undefined): Failure {
  if (isMdmError(error)) {
    const exit = error.code === 'interrupted' && error.cause === 'SIGTERM' ? 143 : error.exit;
    return { code: error.code, message: sentence(error.message), ...(error.next ? { next: error.next } : {}), exit };
  }
  const system = error.syscall ? SYSTEM[error.code ?? ''] : undefined;
  if (system) {
    const [code, what] = system;
    const where = error.dest ?? error.path ?? (code === 'disk-full' ? 'The output' : undefined);
    const message = where ? `${where} ${what}.` : sentence(error.message);
    const next = code === 'disk-full' ? { next: 'Free some space, or use another disk.' } : {};
    return { code, message, ...next, exit: new MdmError(code, message).exit };
  }
  if (error.oclif) return usage(error, line);
  const trace = log === undefined ? '--debug shows where it did' : `The trace is in ${log}, and --debug shows it`;
  const next = `This should not happen. ${trace}; please report it.`;
  return { code: 'unexpected', message: sentence(error.message || error.name), next, exit: 1 };
}

/** By shape: a plugin may carry a copy of the library. */
const isMdmError = (error: Error): error is MdmError =>
  error instanceof MdmError || (error.name === 'MdmError' && 'exit' in error && 'code' in error);

/** oclif's words for a wrong command line, in one sentence. */
function usage(error: Thrown, { argv, commands }: Line): Failure {
  const command = commands
    .filter((id) => id !== 'help' && `${argv.join(' ')} `.startsWith(`${id} `))
    // `plugins` is a command beside `plugins install`.
    .reduce((longest, id) => (id.length > longest.length ? id : longest), '');
  const next = `See: mdm help${command ? ` ${command}` : ''}`;
  const exit = error.oclif?.exit ?? 2;
  const say = (message: string): Failure => ({ code: 'usage', message, next, exit });

  const unknown = /^[Cc]ommand (.+) not found\.?$/.exec(error.message)?.[1]?.replaceAll(':', ' ');
  if (unknown !== undefined) {
    const near = nearCommand(unknown, commands);
    return say(`There is no command "${unknown}"${near ? `; did you mean "${near}"?` : '.'}`);
  }
  const flag = error.flags?.[0];
  if (flag !== undefined && error.parse) {
    const name = flag.split('=', 1)[0]!;
    const near = name.startsWith('--') ? nearest(name.slice(2), Object.keys(error.parse.input?.flags ?? {})) : undefined;
    return say(`There is no flag ${name}${near ? `; did you mean --${near}?` : '.'}`);
  }
  const argument = error.args?.[0];
  if (typeof argument === 'object') return say(`${argument.name.toUpperCase()} is missing.`);
  if (typeof argument === 'string') return say(`"${argument}" is one argument too many.`);
  return say(sentence(error.message));
}

/** The nearest command of the same topic, or of any when there is no such topic. */
function nearCommand(unknown: string, commands: readonly string[]): string | undefined {
  const topic = unknown.slice(0, unknown.lastIndexOf(' ') + 1);
  const siblings = commands.filter((id) => id.startsWith(topic));
  if (topic === '' || siblings.length === 0) return nearest(unknown, commands);
  const near = nearest(
    unknown.slice(topic.length),
    siblings.map((id) => id.slice(topic.length)),
  );
  return near && `${topic}${near}`;
}

/** Names of columns and files are part of what is said: what they hide, or would do to a terminal, is written out. */
const visible = (text: string): string =>
  stripVTControlCharacters(text).replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** One line that ends in a full stop, without oclif's frame around it. */
function sentence(message: string): string {
  const bare = stripVTControlCharacters(message)
    .replace(/\n?See more help with --help$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/^Parsing (--\S+)\s+/, '$1: ')
    .replace(/\s*[\r\n]\s*/g, ' ')
    .trim();
  return /[.?!]$/.test(bare) ? bare : `${bare}.`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

/** The lines for stderr. */
export const failureText = ({ message, next, stack }: Failure): string =>
  [`Error: ${message}`, ...(next ? [next] : []), ...(stack ? [stack] : [])].join('\n');

/** The document for stdout with `--json`. */
export const failureJson = ({ code, message, next }: Failure): object => ({ error: { code, message, next: next ?? null } });
