import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Data alone: a file that runs code is never looked for. */
export const FILE_NAMES = ['mdm.yaml', 'mdm.yml', 'mdm.json'] as const;

/** What changes when the configuration file does; undefined without one. */
export function stampOf(home: string, named: string | undefined): string | undefined {
  for (const path of named === undefined ? FILE_NAMES.map((name) => join(home, name)) : [resolve(named)]) {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts) return [path, facts.ino, facts.size, facts.mtimeMs].join(' ');
  }
  return undefined;
}
