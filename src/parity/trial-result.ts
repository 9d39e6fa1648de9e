import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Difference } from './equality.js';

/** What one side cost. */
export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number | null;
  /** Of the process that ran it. */
  readonly peakBytes: number | null;
}

/** What one side did. */
export interface SideResult extends Cost {
  readonly outcome: 'value' | 'error' | 'timeout' | 'memory';
  readonly rows: number | null;
  /** The value, cleaned and shortened, or the error. */
  readonly shown: string;
}

/** `failed`: the comparison itself did not work, which says nothing about either side. */
export type Verdict = 'matched' | 'ignored' | 'mismatched' | 'failed';

/** One run of an experiment, as it is stored. */
export interface ExperimentResult {
  readonly id: string;
  readonly name: string;
  readonly component: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly subject: string;
  readonly seed: string;
  readonly order: readonly ['control', 'candidate'] | readonly ['candidate', 'control'];
  readonly verdict: Verdict;
  /** The rule that says why a difference does not count. */
  readonly ignoredBy?: string;
  /** Rules that no longer hold; they are not applied. */
  readonly expired: readonly string[];
  readonly control: SideResult;
  readonly candidate: SideResult;
  /** Wall time of the candidate against the control's, in percent: 10 is ten percent slower. */
  readonly deltaPercent: number | null;
  readonly differences: readonly Difference[];
  /** Why the verdict is `failed`. */
  readonly failure?: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly host: string;
}

const file = (folder: string): string => join(folder, 'results.jsonl');

/** Adds a result to those of a folder; a line that a crash cut off stays where it is. */
export async function appendResult(folder: string, result: ExperimentResult): Promise<void> {
  await mkdir(folder, { recursive: true });
  const handle = await open(file(folder), 'a+');
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    await handle.write(`${size > 0 && last[0] !== 0x0a ? '\n' : ''}${JSON.stringify(result)}\n`);
  } finally {
    await handle.close();
  }
}

/** The results of a folder, the oldest first, and how many lines cannot be read. */
export async function readResults(folder: string): Promise<{ readonly results: readonly ExperimentResult[]; readonly unreadable: number }> {
  const text = await readFile(file(folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const results: ExperimentResult[] = [];
  let unreadable = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      results.push(JSON.parse(line) as ExperimentResult);
    } catch {
      unreadable++;
    }
  }
  return { results, unreadable };
}

/** How many results there are of each verdict. */
export function tally(results: readonly ExperimentResult[]): Readonly<Record<Verdict, number>> {
  const counts = { matched: 0, ignored: 0, mismatched: 0, failed: 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}
