import { isIdName } from './ids.js';

export interface SubmissionFacts {
  readonly id?: string;
  /** What is to be predicted: in train and not in test. */
  readonly targets: readonly string[];
}

/** What a competition's submission file says: its first column names the rows, the others are predicted. */
export function submissionFacts(
  submission: readonly string[],
  train: readonly string[],
  test: readonly string[] | undefined,
): SubmissionFacts {
  const [first] = submission;
  const id = first !== undefined && (test ?? train).includes(first) && (train.includes(first) || isIdName(first)) ? first : undefined;
  const targets = submission.filter((name) => name !== id && train.includes(name) && !test?.includes(name));
  return { ...(id !== undefined && train.includes(id) ? { id } : {}), targets };
}
