import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
export const data = join(root, 'test/data');

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Cli {
  readonly folder: string;
  readonly home: string;
  /** Runs `mdm`, in the folder and with a home of its own. */
  mdm(...args: string[]): Promise<Ended>;
  /** Runs a shell script in which `mdm` is this clone's. */
  sh(script: string): Promise<Ended>;
  remove(): void;
}

/** The command line of this clone, as it was built. */
export function openCli(env: Readonly<Record<string, string>> = {}): Cli {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-migration-'));
  const home = join(folder, 'home');
  const run = join(root, 'bin/run.js');
  const own = { ...process.env, MDM_HOME_DIR: home, MDM_DATA_DIR: join(folder, 'data'), NODE_OPTIONS: '', NO_COLOR: '1', ...env };
  const start = (file: string, args: readonly string[]): Promise<Ended> =>
    new Promise((done) => {
      const child = execFile(file, args, { cwd: folder, env: own, maxBuffer: 1e9 }, (_, out, err) =>
        done({ code: child.exitCode ?? -1, out, err }),
      );
    });
  return {
    folder,
    home,
    mdm: (...args) => start(process.execPath, [run, ...args]),
    sh: (script) => start('sh', ['-c', `mdm() { '${process.execPath}' '${run}' "$@"; }\n${script}`]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
