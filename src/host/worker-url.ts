import { existsSync } from 'node:fs';

/** A compiled worker beside the module that starts it; sources run by a test have none, so theirs is the last build's. */
export function workerUrl(file: string, from: string): URL {
  const beside = new URL(`./${file}`, from);
  if (existsSync(beside)) return beside;
  return new URL(from.replace(/\/src\/(?=[^/]+\/[^/]+$)/, '/dist/').replace(/[^/]+$/, file));
}
