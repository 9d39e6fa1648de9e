import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

/** Switches first-party packages on in a data folder, as `mdm plugins install` does. */
export function switchOn(data: string, ...names: readonly string[]): void {
  const plugins = names.map((name) => ({
    name,
    version: '0.1.0',
    source: { kind: 'bundled', spec: name },
    integrity: null,
    content: null,
    installed: '2026-01-01T00:00:00.000Z',
  }));
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'plugins.json'), JSON.stringify({ version: 1, plugins, off: [] }));
}

/** A new folder for every test, removed after it, and `mdm` run in it; `data` is the folder its plugins are in. */
export function workspace({ on = [] }: { readonly on?: readonly string[] } = {}) {
  const space = {
    folder: '',
    data: '',
    env: env as NodeJS.ProcessEnv,
    files: () => readdirSync(space.folder).sort(),
    mdm: (...argv: string[]): Promise<Ended> =>
      new Promise((done) => {
        const child = execFile(
          process.execPath,
          [bin, ...argv],
          { cwd: space.folder, env: space.env, maxBuffer: 1e8 },
          (_, stdout, stderr) => done({ code: child.exitCode, stdout, stderr }),
        );
      }),
  };
  beforeEach(() => {
    space.folder = mkdtempSync(join(tmpdir(), 'mdm-e2e-'));
    space.data = mkdtempSync(join(tmpdir(), 'mdm-data-'));
    space.env = { ...env, MDM_DATA_DIR: space.data };
    if (on.length > 0) switchOn(space.data, ...on);
  });
  afterEach(() => {
    for (const folder of [space.folder, space.data]) rmSync(folder, { recursive: true, force: true });
  });
  return space;
}
