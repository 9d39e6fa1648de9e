import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Transformer } from '@mdm/sdk';
import { MdmError } from '../errors.js';
import { workerUrl } from '../host/worker-url.js';
import { badgeOf, type Badge } from './badge.js';
import type { Job, Message } from './messages.js';
import type { Result } from './report.js';

export interface TestOptions {
  /** Whether its test files are run as well as the laws; default true. */
  readonly tests?: boolean;
  /** For each transformer, and for each file to import; default 120. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
  /** A line that the package's code printed. */
  readonly onOutput?: (line: string) => void;
  /** A check that has begun. */
  readonly onCheck?: (transformer: string, check: string) => void;
}
/** What became of a package's transformers. */
export interface PackageReport {
  readonly transformers: readonly Badge[];
  /** What is wrong with files of it. */
  readonly problems: readonly { readonly where: string; readonly problem: string }[];
  readonly notes: readonly string[];
  readonly ok: boolean;
}

interface Tested {
  readonly name: string;
  readonly kind: Transformer['kind'];
  readonly results: Result[];
}
/** What has been told so far, of all processes. */
interface Told {
  readonly tested: Tested[];
  readonly problems: { readonly where: string; readonly problem: string }[];
  readonly notes: string[];
}
/** Where a process was when it ended. */
interface Place {
  file?: string;
  transformer?: Tested;
  check?: string;
  done?: true;
}

/**
 * Tests a package in a process of its own. Code that ends the process or never ends costs the transformer or file it belongs to; what is
 * left is tested in another process.
 */
export async function testPackage(root: string, options: TestOptions = {}): Promise<PackageReport> {
  const told: Told = { tested: [], problems: [], notes: [] };
  const skipFiles: string[] = [];
  for (;;) {
    const job: Job = { root, tests: options.tests ?? true, skipFiles, skipTransformers: told.tested.map((t) => t.name) };
    const { place, how } = await runOnce(job, told, options);
    if (place.done) break;
    if (place.transformer) {
      const { check = 'its checks' } = place;
      place.transformer.results.push({ kind: 'law', name: check, ok: false, problem: `${how}.` });
    } else if (place.file !== undefined && !skipFiles.includes(place.file)) {
      told.problems.push({ where: place.file, problem: `cannot be imported: ${how}.` });
      skipFiles.push(place.file);
    } else {
      told.problems.push({ where: 'package.json', problem: `${how}.` });
      break;
    }
  }
  const transformers = told.tested.map((t) => badgeOf(t.name, t.kind, t.results));
  const problems = distinct(told.problems);
  if (transformers.length === 0 && problems.length === 0)
    problems.push({ where: 'package.json', problem: 'no transformer is listed or tested.' });
  return {
    transformers,
    problems,
    notes: [...new Set(told.notes)],
    ok: problems.length === 0 && transformers.every((t) => t.badge !== 'fails'),
  };
}

const distinct = <T>(values: readonly T[]): T[] => [...new Map(values.map((v) => [JSON.stringify(v), v])).values()];

async function runOnce(job: Job, told: Told, options: TestOptions): Promise<{ readonly place: Place; readonly how: string }> {
  const { signal, timeoutSeconds = 120 } = options;
  if (signal?.aborted) throw interrupted();
  const place: Place = {};
  const child = fork(fileURLToPath(workerUrl('run.js', import.meta.url)), [JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  let late = false;
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      late = true;
      kill();
    }, timeoutSeconds * 1000);
  };
  wait();
  signal?.addEventListener('abort', kill, { once: true });
  let errors = '';
  lines(child.stdout!, (line) => options.onOutput?.(line));
  lines(child.stderr!, (line) => {
    errors = line.trim() === '' ? errors : line;
    options.onOutput?.(line);
  });
  child.on('message', (value) => {
    const message = value as Message | undefined;
    switch (message?.kind) {
      case 'importing':
        place.file = message.file;
        return wait();
      case 'problem':
        return void told.problems.push({ where: message.where, problem: message.problem });
      case 'note':
        return void told.notes.push(message.note);
      case 'transformer': {
        place.transformer = { name: message.name, kind: message.as, results: [] };
        told.tested.push(place.transformer);
        delete place.check;
        return wait();
      }
      case 'checking':
        place.check = message.name;
        return options.onCheck?.(place.transformer!.name, message.name);
      case 'result':
        return void place.transformer?.results.push(message.result);
      case 'end':
        place.done = true;
        return;
      default: // A message of the plugin's own.
    }
  });
  const [code, by] = await new Promise<[number | null, NodeJS.Signals | null]>((done, fail) => {
    child.on('error', fail);
    child.on('close', (...end) => done(end));
  });
  clearTimeout(timer);
  signal?.removeEventListener('abort', kill);
  if (signal?.aborted) throw interrupted();
  if (late) return { place, how: `it took longer than ${timeoutSeconds} seconds` };
  if (code === 13) return { place, how: 'it waits for something that never comes' };
  return { place, how: `it ended the process (${by ?? `exit code ${code}`})${code === 1 && errors ? `: ${errors}` : ''}` };
}

const interrupted = (): MdmError => new MdmError('interrupted', 'Stopped.');

function lines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop()!;
    for (const line of parts) onLine(line);
  });
  stream.on('end', () => rest && onLine(rest));
}
