import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cost } from './trial-result.js';

/** A candidate that is a program: it gets the input as JSON on stdin, an empty folder to work in, and answers on stdout. */
export interface CommandCandidate<T> {
  readonly command: readonly [string, ...string[]];
  /** Makes the value of what it printed; default: JSON. */
  readonly parse?: (stdout: string) => T;
  readonly env?: Readonly<Record<string, string>>;
  /** Makes an error of what it printed when it failed; default: its last line on stderr. */
  readonly failure?: (stdout: string) => Error | undefined;
}

export interface Limits {
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Ends a command before its time. */
  readonly signal?: AbortSignal;
}

export const noLimits: Limits = { timeoutMs: Number.POSITIVE_INFINITY, memoryMb: Number.POSITIVE_INFINITY };

export type Ran<T> = Cost &
  (
    | { readonly outcome: 'value'; readonly value: T }
    | { readonly outcome: 'error'; readonly error: unknown }
    | { readonly outcome: 'timeout' | 'memory' }
  );

type Stop = 'timeout' | 'memory' | 'output' | 'signal';

const every = 25;
const mostBytes = 64e6;
/** /proc counts time in hundredths of a second. */
const tickMs = 10;

interface Usage {
  readonly bytes: number;
  readonly cpuMs: number;
}

/** What a process and its children hold and have used; nothing where the system has no /proc. */
async function usage(pid: number): Promise<Usage | undefined> {
  const read = (name: string): Promise<string> => readFile(`/proc/${pid}/${name}`, 'utf8');
  try {
    const [status, stat, children] = await Promise.all([read('status'), read('stat'), read(`task/${pid}/children`).catch(() => '')]);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // utime, stime, and those of children that have ended.
    const cpuMs = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) * tickMs;
    const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
    const below = await Promise.all(
      children
        .split(' ')
        .filter(Boolean)
        .map((child) => usage(Number(child))),
    );
    return below.reduce<Usage>((sum, one) => ({ bytes: sum.bytes + (one?.bytes ?? 0), cpuMs: sum.cpuMs + (one?.cpuMs ?? 0) }), {
      bytes: own,
      cpuMs,
    });
  } catch {
    return undefined;
  }
}

/** Runs a program within limits, with all that it starts; what it does beyond them never reaches this process. */
export async function runCommand<T>(candidate: CommandCandidate<T>, input: unknown, limits: Limits): Promise<Ran<T>> {
  const [file, ...args] = candidate.command;
  let folder: string | undefined;
  const started = performance.now();
  let peak: number | null = null;
  let cpu: number | null = null;
  let stopped: Stop | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), 'mdm-candidate-'));
    const child = spawn(file, args, {
      cwd: folder,
      env: { ...process.env, ...candidate.env },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const killAll = (): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
    };
    const stop = (why: Stop): void => {
      stopped ??= why;
      killAll();
    };
    const parts: Buffer[] = [];
    let size = 0;
    let said = '';
    child.stdout.on('data', (part: Buffer) => ((size += part.length) > mostBytes ? stop('output') : parts.push(part)));
    child.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4_000)));
    // A program need not read its input.
    child.stdin.on('error', () => undefined).end(input === undefined ? '' : JSON.stringify(input));
    let looking = false;
    const look = async (): Promise<void> => {
      if (looking || child.pid === undefined) return;
      looking = true;
      const now = await usage(child.pid);
      looking = false;
      if (!now) return;
      peak = Math.max(peak ?? 0, now.bytes);
      cpu = Math.max(cpu ?? 0, now.cpuMs);
      if (now.bytes > limits.memoryMb * 1e6) stop('memory');
    };
    const watch = setInterval(() => void look(), every);
    const clock = Number.isFinite(limits.timeoutMs) ? setTimeout(() => stop('timeout'), limits.timeoutMs) : undefined;
    const abort = (): void => stop('signal');
    limits.signal?.addEventListener('abort', abort, { once: true });
    if (limits.signal?.aborted) abort();
    // It has a group of its own, which a Ctrl-C on this process does not reach.
    process.once('exit', killAll);
    try {
      const code = await new Promise<number | string | null>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (exit, signal) => resolve(exit ?? signal));
        // What it left running ends with it; what left its group may still hold its output open.
        child.once('exit', () => {
          killAll();
          setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream.destroy()), 1_000).unref();
        });
      });
      const cost = { wallMs: performance.now() - started, cpuMs: cpu, peakBytes: peak };
      if (stopped === 'timeout' || stopped === 'memory') return { ...cost, outcome: stopped };
      if (stopped === 'output') return { ...cost, outcome: 'error', error: new Error(`${file} printed more than ${mostBytes / 1e6} MB`) };
      if (stopped === 'signal') return { ...cost, outcome: 'error', error: limits.signal?.reason ?? new Error(`${file} was stopped`) };
      const text = Buffer.concat(parts).toString();
      const failed = code === 0 ? undefined : candidate.failure?.(text);
      if (failed) return { ...cost, outcome: 'error', error: failed };
      if (code !== 0) {
        const last = said.trim().split('\n').at(-1) ?? '';
        return { ...cost, outcome: 'error', error: new Error(`${file} ended with ${code}${last === '' ? '' : `: ${last}`}`) };
      }
      return { ...cost, outcome: 'value', value: candidate.parse ? candidate.parse(text) : (JSON.parse(text) as T) };
    } finally {
      clearInterval(watch);
      clearTimeout(clock);
      limits.signal?.removeEventListener('abort', abort);
      process.off('exit', killAll);
    }
  } catch (error) {
    return { wallMs: performance.now() - started, cpuMs: cpu, peakBytes: peak, outcome: 'error', error };
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
