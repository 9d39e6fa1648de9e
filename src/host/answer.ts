/** What a thread may answer, in values and in characters: JSON of about 100 MB. */
const MOST = { values: 5_000_000, characters: 50_000_000 } as const;
/** Characters kept of what an error says, and of its stack. */
const SAID = { problem: 1000, stack: 10_000 } as const;

// Code of others may put its own in their place.
const stringify = JSON.stringify;

/** A value as JSON: all that may cross, and all that a recipe keeps. Undefined: nothing is left of it. */
export function answerText(value: unknown): string | undefined {
  let values = 0;
  let characters = 0;
  return stringify(value, (key, part: unknown) => {
    characters += key.length + (typeof part === 'string' ? part.length : 0);
    if (++values > MOST.values || characters > MOST.characters)
      throw new RangeError(`its answer is too large: at most ${MOST.values} values and ${MOST.characters} characters are allowed`);
    return part;
  });
}

/** What is said of something that was thrown, whatever that is. */
export function problemOf(thrown: unknown): { readonly problem: string; readonly stack: string | undefined; readonly next?: string } {
  const { message, stack, next } = readable(thrown);
  return {
    problem: typeof message === 'string' ? message.slice(0, SAID.problem) : 'it threw something that cannot be read',
    stack: typeof stack === 'string' ? stack.slice(0, SAID.stack) : undefined,
    ...(typeof next === 'string' ? { next } : {}),
  };
}

function readable(thrown: unknown): { readonly message?: unknown; readonly stack?: unknown; readonly next?: unknown } {
  try {
    const { message, stack, next } = (thrown ?? {}) as Record<string, unknown>;
    return { message: typeof message === 'string' ? message : String(thrown), stack, next };
  } catch {
    return {};
  }
}
