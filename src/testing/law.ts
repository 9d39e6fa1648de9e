/** Something that every transformer keeps, whatever it computes. */
export interface Law {
  /** Stands in reports, and is the key of `expectedFailures`. */
  readonly name: string;
  /** What it asks for, in one sentence. */
  readonly about: string;
  /** Laws without which this one says nothing. */
  readonly after: readonly string[];
  /** Throws an Error that says where it is broken, what was found and what was wanted. */
  check(): Promise<void>;
}

/** The laws that others build on. */
export const LAW = {
  params: 'parameters accept {}',
  binds: 'expressions bind and are of the type they say',
  batches: 'batches are what outputs says',
  ordinary: 'it runs on an ordinary table',
  same: 'same call, same answer',
  names: 'names are declared and unique',
  pieces: 'the size of a batch changes nothing',
} as const;

/** A value in a message, not too long. */
export const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
};

export const listed = (names: readonly string[]): string => names.slice(0, 3).map(show).join(', ') + (names.length > 3 ? ', …' : '');

export const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
