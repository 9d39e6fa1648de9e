/** Writers of this process, by what they write to. */
const tails = new Map<string, Promise<unknown>>();

/** Does the work after all work that came before it under the same key: one writer at a time in this process. */
export async function oneByOne<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = tails.get(key) ?? Promise.resolve();
  const run = before.then(work);
  const settled = run.catch(() => undefined);
  tails.set(key, settled);
  try {
    return await run;
  } finally {
    if (tails.get(key) === settled) tails.delete(key);
  }
}
