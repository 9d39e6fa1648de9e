import { boolean, string } from '@oclif/core/flags';
import { createInterface } from 'node:readline/promises';
import { MdmError } from '../../errors.js';
import type { InstallOptions, Question } from '../../install/options.js';
import { statusLine } from '../output/status.js';
import { printable, type Paint } from '../output/text.js';

/** Of every command that changes what is installed. */
export const lockFlags = {
  lock: string({ summary: 'Lock file (default mdm.plugins.lock).', helpValue: 'FILE', helpGroup: 'lock', exclusive: ['no-lock'] }),
  'no-lock': boolean({ summary: 'Leave the lock file alone.', helpGroup: 'lock' }),
};
/** Of those that take packages by others. */
export const trustFlags = {
  yes: boolean({
    char: 'y',
    summary: 'Take packages by others without asking; what is known of them is printed all the same.',
    helpGroup: 'trust',
  }),
  offline: boolean({ summary: "Ask no network; what is in npm's cache will do.", helpGroup: 'trust' }),
};

export interface InstallFlags {
  readonly yes?: boolean;
  readonly offline?: boolean;
  readonly lock?: string | undefined;
  readonly 'no-lock'?: boolean;
  readonly json: boolean;
}
export interface Asking {
  readonly signal: AbortSignal;
  readonly paint: Paint;
  /** The command line that was typed. */
  readonly again: string;
}

/** Runs an install, shows on a terminal what it does, and asks before packages by others go on. */
export async function withInstallOptions<T>(
  flags: InstallFlags,
  asking: Asking,
  work: (options: InstallOptions) => Promise<T>,
): Promise<T> {
  const status = statusLine(flags.json);
  const { lock, 'no-lock': none, offline = false } = flags;
  try {
    return await work({
      signal: asking.signal,
      offline,
      ...(none ? { lock: false as const } : lock === undefined ? {} : { lock }),
      onProgress: status.show,
      onNote: (sentence) => {
        status.clear();
        process.stderr.write(`Note: ${printable(sentence)}\n`);
      },
      confirm: (questions) => {
        status.clear();
        return confirm(questions, flags, asking);
      },
    });
  } finally {
    status.clear();
  }
}

/** Without a terminal `--yes` has to have said it. */
async function confirm(questions: readonly Question[], { yes, json }: InstallFlags, { signal, paint, again }: Asking): Promise<boolean> {
  const terminal = process.stdin.isTTY && process.stderr.isTTY;
  const { factsText } = await import('../output/installed.js');
  const out = json || terminal ? process.stderr : process.stdout;
  for (const question of questions) out.write(`${factsText(question, paint)}\n\n`);
  if (yes) return true;
  const them = questions.length === 1 ? 'it' : 'them';
  const names = questions.map(({ facts }) => facts.name).join(', ');
  if (!terminal)
    throw new MdmError(
      'usage',
      `Nothing was installed: ${names} ${questions.length === 1 ? 'is' : 'are'} by others, and nobody can be asked here.`,
      `If you trust ${them}: ${again} --yes`,
    );
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  asked.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return /^y(es)?$/i.test((await asked.question(`Install ${them}? [y/N] `, { signal })).trim());
  } finally {
    asked.close();
  }
}

/** A command line to type again; what a shell would split or read is quoted. */
export const typed = (...words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./~^-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
