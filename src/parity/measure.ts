import type { Limits, Ran } from './child.js';

const every = 20;

/** Runs a function of this process and measures it; CPU and memory are the process's own while it runs. */
export async function measure<T>(work: () => T | Promise<T>): Promise<Ran<T>> {
  let peakBytes = process.memoryUsage.rss();
  const look = (): void => void (peakBytes = Math.max(peakBytes, process.memoryUsage.rss()));
  const watch = setInterval(look, every);
  watch.unref();
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  const cost = () => {
    const wallMs = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    look();
    return { wallMs, cpuMs: (user + system) / 1000, peakBytes };
  };
  try {
    const value = await work();
    return { ...cost(), outcome: 'value', value };
  } catch (error) {
    return { ...cost(), outcome: 'error', error };
  } finally {
    clearInterval(watch);
  }
}

/**
 * Runs a candidate that is a function on its own copy of the input. After the time limit its answer no longer counts and its signal is
 * aborted; a function that never gives control back cannot be stopped, so work that may do so is to be a command.
 */
export async function runFunction<I, T>(
  work: (input: I, signal: AbortSignal) => T | Promise<T>,
  input: I,
  { timeoutMs }: Limits,
): Promise<Ran<T>> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const started = performance.now();
  const late = new Promise<Ran<T>>((resolve) => {
    timer = setTimeout(() => {
      stop.abort();
      resolve({ outcome: 'timeout', wallMs: performance.now() - started, cpuMs: null, peakBytes: null });
    }, timeoutMs);
  });
  try {
    const ran = await Promise.race([measure(() => work(input, stop.signal)), late]);
    // One that did not give control back in time may end before the timer is heard.
    return ran.wallMs > timeoutMs && ran.outcome !== 'timeout'
      ? { outcome: 'timeout', wallMs: ran.wallMs, cpuMs: ran.cpuMs, peakBytes: ran.peakBytes }
      : ran;
  } finally {
    clearTimeout(timer);
  }
}
