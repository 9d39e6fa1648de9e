import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
export const bin = join(root, 'bin/run.js');
export const penguins = join(root, 'examples/penguins.csv');
export const OUTPUTS = ['penguins.features.parquet', 'penguins.recipe.json'] as const;
export const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' };

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A new folder for every test, removed after it, and `mdm` run in it. */
export function workspace() {
  const space = {
    folder: '',
    files: () => readdirSync(space.folder).sort(),
    mdm: (...argv: string[]): Promise<Ended> =>
      new Promise((done) => {
        const child = execFile(process.execPath, [bin, ...argv], { cwd: space.folder, env, maxBuffer: 1e8 }, (_, stdout, stderr) =>
          done({ code: child.exitCode, stdout, stderr }),
        );
      }),
  };
  beforeEach(() => {
    space.folder = mkdtempSync(join(tmpdir(), 'mdm-e2e-'));
  });
  afterEach(() => rmSync(space.folder, { recursive: true, force: true }));
  return space;
}
