/** Work that is done anew at each change: a change while it runs stops it and starts it again; never two at once. */
export function createRounds(
  work: (why: readonly string[], signal: AbortSignal) => Promise<void>,
  onError: (error: unknown) => void,
): { start(why: readonly string[]): void; close(): Promise<void> } {
  let wanted: readonly string[] | undefined;
  let stop = new AbortController();
  let running: Promise<void> | undefined;
  let closed = false;

  const run = async (): Promise<void> => {
    while (wanted && !closed) {
      const why = wanted;
      wanted = undefined;
      stop = new AbortController();
      try {
        await work(why, stop.signal);
      } catch (error) {
        if (!stop.signal.aborted) onError(error);
      }
    }
    running = undefined;
  };
  return {
    start: (why) => {
      wanted = [...new Set([...(wanted ?? []), ...why])];
      stop.abort();
      running ??= run();
    },
    close: async () => {
      closed = true;
      stop.abort();
      await running;
    },
  };
}
