import type { Config, HelpOptions } from '@oclif/core/interfaces';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Manifest {
  readonly commands: Readonly<Record<string, { readonly flags?: Readonly<Record<string, { readonly helpGroup?: string }>> }>>;
}
interface Package {
  readonly oclif: { readonly bin: string; readonly helpOptions?: Partial<HelpOptions> };
}

const root = join(import.meta.dirname, '../..');
const read = async <T>(file: string): Promise<T> => JSON.parse(await readFile(join(root, file), 'utf8')) as T;

/** The commands in the manifest, as `features apply`. */
export const commandNames = async (): Promise<string[]> => {
  try {
    return Object.keys((await read<Manifest>('oclif.manifest.json')).commands).map((id) => id.replaceAll(':', ' '));
  } catch {
    return [];
  }
};

/** `features generate x --help`: the words up to the first flag, when help is asked for before a `--`. */
export function helpSubject(argv: readonly string[]): readonly string[] | undefined {
  const end = argv.indexOf('--');
  const before = end === -1 ? argv : argv.slice(0, end);
  const words = before.slice(0, before.findIndex((arg) => arg.startsWith('-')) + 1 || undefined).filter((arg) => !arg.startsWith('-'));
  if (words[0] === 'help') return words.slice(1);
  return before.includes('--help') ? words : undefined;
}

/** Flags of the command itself come before those that every command has. */
function ownFirst<T extends { readonly helpGroup?: string }>(flags: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const isGlobal = ([, flag]: readonly [string, T]): boolean => flag.helpGroup === 'global';
  const all = Object.entries(flags);
  return Object.fromEntries([...all.filter((one) => !isGlobal(one)), ...all.filter(isGlobal)]);
}

/**
 * Prints the help of a command of ours from the manifest, and says whether it did. oclif would read every plugin first, which
 * takes as long as all the rest.
 */
export async function showHelp(argv: readonly string[]): Promise<boolean> {
  const words = helpSubject(argv);
  if (!words?.length) return false;
  let manifest: Manifest;
  let pjson: Package;
  try {
    [manifest, pjson] = await Promise.all([read<Manifest>('oclif.manifest.json'), read<Package>('package.json')]);
  } catch {
    return false;
  }
  const depth = [2, 1].find((n) => words.length >= n && words.slice(0, n).join(':') in manifest.commands);
  if (!depth) return false;
  const id = words.slice(0, depth).join(':');
  const { flags = {}, ...own } = manifest.commands[id]!;
  const command = { ...own, id, flags: ownFirst(flags) };
  // `plugins` is a command and a topic: its help names the commands of the topic too.
  const below = Object.entries(manifest.commands).flatMap(([name, one]) => (name.startsWith(`${id}:`) ? [{ ...one, id: name }] : []));
  const config = {
    bin: pjson.oclif.bin,
    pjson,
    topicSeparator: ' ',
    platform: process.platform,
    shell: '',
    plugins: new Map(),
    topics: [],
    commands: [command, ...below],
    commandIDs: [id, ...below.map((one) => one.id)],
    findCommand: () => command,
  };
  const { Help } = await import('@oclif/core/help');
  // The parts of a configuration that help for one command reads.
  const help = new Help(config as unknown as Config, pjson.oclif.helpOptions);
  await help.showHelp([id.replaceAll(':', ' ')]);
  return true;
}
