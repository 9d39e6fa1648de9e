import { printable, truncate } from './text.js';

export interface StatusLine {
  readonly show: (sentence: string) => void;
  readonly clear: () => void;
}

/** What is being done, on one line of a terminal; silent elsewhere and in CI. */
export function statusLine(quiet: boolean, screen: NodeJS.WriteStream = process.stderr, env = process.env): StatusLine {
  if (quiet || !screen.isTTY || env['CI'] || env['TERM'] === 'dumb') return { show: () => {}, clear: () => {} };
  return {
    show: (sentence) => screen.write(`\r${truncate(`${printable(sentence)} ...`, Math.max(1, (screen.columns || 80) - 1))}\u001b[K`),
    clear: () => screen.write('\r\u001b[K'),
  };
}
