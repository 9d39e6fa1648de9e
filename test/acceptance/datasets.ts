import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegisterOptions } from '@mdm/cli';
import { parse, stringify } from 'yaml';
import type { World } from './world.js';

/** Rows of a table with `count` rows. */
export const numbered = (world: World, name: string, count: number): string =>
  world.csv(
    name,
    'id,price,city',
    Array.from({ length: count }, (_, i) => [i + 1, (i * 1.5).toFixed(1), `c${i % 3}`]),
  );

/** Registers a dataset of so many rows, without features, by the client of the library: a process of its own takes ten times as long. */
export async function put(world: World, name: string, count = 12, options: RegisterOptions = {}): Promise<void> {
  const client = await world.client();
  await client.registerDataset(name, numbered(world, `${name}.csv`, count), { features: false, ...options });
  await client.close();
}

/** What tests change of a pointer. */
export interface Pointer {
  registered_at: string;
  last_updated_at: string;
  readonly database: { store: string; path?: string; database?: string };
  readonly metadata: { statistics?: object };
}

/** Changes what a pointer says, as a person with an editor would. */
export function repoint(world: World, name: string, change: (pointer: Pointer) => void): void {
  const file = join(world.home, 'config/datasets', `${name}.yaml`);
  const pointer = parse(readFileSync(file, 'utf8')) as Pointer;
  change(pointer);
  writeFileSync(file, stringify(pointer));
}

/** The names that `dataset list` prints, in its order. */
export const listed = async (world: World, ...flags: readonly string[]): Promise<string[]> =>
  (await world.json<{ name: string }[]>('dataset', 'list', ...flags)).map(({ name }) => name);

/** A command that must be refused with this code; gives what it says. */
export async function refusedWith(world: World, code: number, ...argv: readonly string[]): Promise<string> {
  const ended = await world.mdm(...argv);
  expect([argv.join(' '), ended.code, ended.stderr]).toEqual([argv.join(' '), code, expect.stringContaining('Error: ')]);
  return ended.stderr;
}

/** Escape sequences of a terminal. */
export const ESCAPE = /\u001b\[/;
