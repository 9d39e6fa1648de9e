import type { Config } from '../config/config.js';
import { firstLine } from '../errors.js';
import { openMetrics } from '../metrics/metrics.js';
import { isMoving } from './choose.js';
import { isFailure } from './guard.js';

/** Said once per process: a call that fails is often made again. */
const said = new Set<string>();

function say(sentence: string): void {
  if (said.has(sentence)) return;
  said.add(sentence);
  process.stderr.write(`${sentence}\n`);
}

/**
 * Calls the new side of a component. An error that counts against it is answered by the old side, once, while the component is moving and
 * `refactoring.auto_fallback` holds; what the call changed must have been undone by then. When the old side fails too, the error of the
 * new one is thrown.
 */
export async function withFallback<T>(
  config: Config,
  component: string,
  call: () => Promise<T>,
  old: () => Promise<T>,
  log: (sentence: string) => void = say,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isFailure(error) || !config.get('refactoring.auto_fallback') || !isMoving(config, component)) throw error;
    let answer: T;
    try {
      answer = await old();
    } catch {
      throw error;
    }
    log(`The new side of ${component} failed, and the old one answered: ${firstLine(error)}.`);
    await openMetrics(config).countCall(component, 'old');
    return answer;
  }
}
