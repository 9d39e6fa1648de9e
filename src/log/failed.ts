/** What is known of an error beside itself, for whoever prints it in the end. */
export interface FailureNotes {
  /** The log file that has its trace. */
  readonly file?: string;
  /** Whether the trace is printed too. */
  readonly debug: boolean;
  /** Takes secrets out of a text. */
  readonly mask: (text: string) => string;
}

const notes = new WeakMap<object, FailureNotes>();

export const noteFailure = (error: object, known: FailureNotes): void => void notes.set(error, known);
export const failureNotes = (error: unknown): FailureNotes | undefined =>
  typeof error === 'object' && error !== null ? notes.get(error) : undefined;
