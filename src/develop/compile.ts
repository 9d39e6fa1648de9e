import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { MdmError } from '../errors.js';

export interface Compiler {
  /** Ends when a build that runs once does, and for one that watches when it is stopped: the number of errors of the last build. */
  readonly ended: Promise<number>;
}
export interface CompilerEvents {
  /** A line of what the compiler says of the code. */
  onLine(line: string): void;
  /** A build is done; nothing is written while there are errors. */
  onBuilt(errors: number): void;
}

/** The configuration that builds a package, when it has TypeScript. */
export const buildConfig = (folder: string): string | undefined =>
  ['tsconfig.build.json', 'tsconfig.json'].find((name) => existsSync(join(folder, name)));

/** Runs the package's own TypeScript, once or at every change. */
export function compile(
  folder: string,
  config: string,
  { once, signal }: { readonly once: boolean; readonly signal: AbortSignal },
  { onLine, onBuilt }: CompilerEvents,
): Compiler {
  const watching = once ? [] : ['--watch', '--preserveWatchOutput'];
  const child = spawn(process.execPath, [tscOf(folder), '-p', config, '--pretty', 'false', ...watching], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
    signal,
  });
  let errors = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    // `14:02:11 - Found 0 errors. Watching for file changes.`
    const found = / - Found (\d+) errors?\. Watching/.exec(line);
    if (found) onBuilt((errors = Number(found[1])));
    else if (line.trim() && !/^\d.*(Starting compilation|File change detected)/.test(line)) onLine(line);
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', (error) => (signal.aborted ? resolve(errors) : reject(error)));
    child.on('close', (code) => {
      if (once) {
        errors = code === 0 ? 0 : 1;
        onBuilt(errors);
      } else if (!signal.aborted) return reject(new MdmError('plugin', `TypeScript ended with code ${code}.`, `Check ${config}.`));
      resolve(errors);
    });
  });
  return { ended };
}

function tscOf(folder: string): string {
  try {
    return join(dirname(createRequire(join(folder, 'package.json')).resolve('typescript/package.json')), 'bin/tsc');
  } catch (error) {
    throw new MdmError(
      'not-found',
      `${folder} is written in TypeScript, which is not installed there.`,
      'In that folder: npm install',
      error,
    );
  }
}
