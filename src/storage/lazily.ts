/** Values that are made when they are first asked for. One that could not be made is tried again. */
export interface Lazily<K, V> {
  of(key: K): Promise<V>;
  /** Those that were made. */
  made(): Promise<readonly V[]>;
  forget(): void;
}

export function lazily<K, V>(make: (key: K) => Promise<V>): Lazily<K, V> {
  const begun = new Map<K, Promise<V>>();
  return {
    of: (key) => {
      const there = begun.get(key);
      if (there) return there;
      const value = make(key);
      begun.set(key, value);
      value.catch(() => begun.delete(key));
      return value;
    },
    made: async () => (await Promise.allSettled(begun.values())).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    forget: () => begun.clear(),
  };
}

/** A stream whose code is loaded when it is first asked for something: what reads rows needs Arrow, which takes longer to load than most commands. */
export async function* later<T>(stream: () => Promise<AsyncGenerator<T>>): AsyncGenerator<T> {
  yield* await stream();
}
