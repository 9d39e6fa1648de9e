import type { Outcome } from '../../datasets/batch.js';
import { firstLine, MdmError } from '../../errors.js';
import { printable, type Paint } from './text.js';

/** One line of a batch: `[3/100] titanic: 5 files`. */
export function outcomeLine<T>(outcome: Outcome<T>, done: number, of: number, words: (value: T) => string, paint: Paint): string {
  const place = paint('dim', `[${String(done).padStart(String(of).length)}/${of}]`);
  return outcome.ok
    ? `${place} ${printable(outcome.name)}: ${words(outcome.value)}`
    : `${place} ${printable(outcome.name)}: ${paint('red', 'failed')}: ${printable(firstLine(outcome.error))}`;
}

/** What `--json` says of a batch. */
export const batchJson = <T>(outcomes: readonly Outcome<T>[], json: (value: T) => unknown): object => ({
  total: outcomes.length,
  done: outcomes.filter(({ ok }) => ok).length,
  failed: outcomes.flatMap((one) => (one.ok ? [] : [{ name: one.name, error: errorJson(one.error) }])),
  datasets: outcomes.flatMap((one) => (one.ok ? [json(one.value)] : [])),
});

export const errorJson = (error: Error): object => ({
  code: error instanceof MdmError ? error.code : 'unexpected',
  message: error.message,
  next: error instanceof MdmError ? (error.next ?? null) : null,
});

/** Fails when some of a batch did; with `--json` the one document has been printed, and the exit code alone tells. */
export function endBatch(error: MdmError | undefined, json: boolean): void {
  if (!error) return;
  if (!json) throw error;
  process.stderr.write(`Error: ${printable(error.message)}\n`);
  process.exitCode = error.exit;
}
