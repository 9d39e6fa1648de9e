import { createInterface } from 'node:readline/promises';
import { MdmError } from '../../errors.js';
import { printable } from '../output/text.js';

export interface ConfirmOptions {
  readonly signal?: AbortSignal;
  /** What to type instead where nobody can be asked; default `Add --force to do it without asking.` */
  readonly instead?: string;
}

/** Asks on the terminal; anything but yes is no. Where there is no terminal nobody can be asked, which is a `usage` error. */
export async function confirm(question: string, { signal, instead }: ConfirmOptions = {}): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new MdmError(
      'usage',
      'Nothing was done: it has to be confirmed, and there is no terminal to ask on.',
      instead ?? 'Add --force to do it without asking.',
    );
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  asked.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  // A closed input answers nothing.
  const closed = new Promise<string>((done) => asked.once('close', () => done('')));
  try {
    const answer = await Promise.race([asked.question(`${printable(question)} [y/N] `, signal ? { signal } : {}), closed]);
    return /^\s*y(es)?\s*$/i.test(answer);
  } catch (error) {
    if (signal?.aborted) throw new MdmError('interrupted', 'Stopped; nothing was done.', undefined, error);
    throw error;
  } finally {
    asked.close();
  }
}
