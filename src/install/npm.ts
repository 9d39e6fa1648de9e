import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { MdmError } from '../errors.js';
import { npmRoot, type UserConfig } from './npmrc.js';

/** What every run of npm is told: no scripts, nothing beside the packages, no host names in what is kept. */
const ALWAYS = [
  '--global=false',
  '--location=project',
  '--dry-run=false',
  '--ignore-scripts=true',
  '--foreground-scripts=false',
  '--omit=dev',
  '--include=optional',
  '--audit=false',
  '--fund=false',
  '--update-notifier=false',
  '--legacy-peer-deps=true',
  '--strict-peer-deps=false',
  '--omit-lockfile-registry-resolved=true',
  '--package-lock=true',
  '--package-lock-only=false',
  '--lockfile-version=3',
  '--save=true',
  '--bin-links=false',
  '--install-strategy=hoisted',
  '--install-links=true',
  '--progress=false',
  '--color=false',
  '--loglevel=error',
  '--timing=false',
  '--usage=false',
  '--json=true',
];
/** A run that takes longer has come to nothing. */
const LIMIT = 15 * 60_000;

export interface NpmRun {
  readonly config: UserConfig;
  /** Folder of the project that npm works on. */
  readonly prefix: string;
  readonly signal?: AbortSignal;
  readonly offline?: boolean;
  /** Module that is loaded into npm before it starts. */
  readonly preload?: string;
  readonly limit?: number;
}
export interface NpmResult {
  readonly code: number;
  /** What it printed: JSON, also for an error. */
  readonly answer: unknown;
  readonly stderr: string;
}

/** Runs the pinned npm with this Node in a process of its own. */
export async function npm(args: readonly string[], run: NpmRun): Promise<NpmResult> {
  const { config, prefix, offline, preload } = run;
  const flags = [...ALWAYS, ...config.flags, `--prefix=${prefix}`, ...(offline ? ['--offline=true'] : [])];
  const node = [...(preload ? [`--import=${preload}`] : []), join(npmRoot, 'bin/npm-cli.js')];
  // A stage has no workspaces; what the environment says of them is meant for the folder that MDM was started in.
  const kept = Object.entries(config.env).filter(([key]) => !/^npm_config_workspaces?$/i.test(key));
  const env = { ...Object.fromEntries(kept), npm_config_ignore_scripts: 'true', MDM_NPM_ROOT: npmRoot };
  const { code, stdout, stderr } = await child(process.execPath, [...node, ...flags, ...args], { ...run, env });
  return { code, answer: parse(stdout), stderr };
}

interface ChildOptions {
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv | Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly limit?: number;
}

/** Runs a program to its end; an abort or the limit kills it and what it started. */
export function child(
  file: string,
  args: readonly string[],
  { cwd, env, signal, limit = LIMIT }: ChildOptions,
): Promise<{ code: number; stdout: string; stderr: string }> {
  signal?.throwIfAborted();
  return new Promise((done, fail) => {
    // A group of its own, so that what it starts can be stopped with it; on Windows it goes alone.
    const process_ = spawn(file, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const parts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      process_[name].setEncoding('utf8').on('data', (text: string) => (parts[name] += text));
    const kill = () => {
      try {
        if (process.platform === 'win32') process_.kill('SIGKILL');
        else if (process_.pid) process.kill(-process_.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, limit);
    signal?.addEventListener('abort', kill, { once: true });
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
    };
    process_.on('error', (error) => {
      end();
      fail(error);
    });
    process_.on('close', (code) => {
      end();
      if (signal?.aborted) fail(signal.reason as Error);
      else if (late) fail(new MdmError('registry', `Nothing came of it within ${Math.round(limit / 60_000)} minutes.`, 'Try again later.'));
      else done({ code: code ?? 1, ...parts });
    });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
