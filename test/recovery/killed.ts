import { execFile } from 'node:child_process';
import { join } from 'node:path';

const dist = join(import.meta.dirname, '../../dist');

export interface Child {
  readonly home: string;
  readonly work: 'create' | 'run';
  readonly env?: Readonly<Record<string, string>>;
  readonly kill?: number | string;
  readonly states?: string;
}

/** Runs child.js; gives whether it came to its end before it was killed. */
export const child = (options: Child): Promise<boolean> =>
  new Promise((done, fail) => {
    const argv = [join(import.meta.dirname, 'child.js'), JSON.stringify({ dist, ...options })];
    execFile(process.execPath, argv, { env: { ...process.env, NODE_OPTIONS: '' } }, (error, stdout, stderr) => {
      if (stdout === 'ended') return done(true);
      if (error?.signal === 'SIGKILL') return done(false);
      fail(new Error(stderr || stdout));
    });
  });
