import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownRoot } from '../host/bundled.js';

/** The version of MDM, as its package.json has it. */
export async function ownVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(ownRoot, 'package.json'), 'utf8')) as { version: string };
  return version;
}
