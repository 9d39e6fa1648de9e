const COUNTED: ReadonlySet<string> = new Set(['train', 'validation', 'test', 'data']);
const SUBMISSIONS: ReadonlySet<string> = new Set(['sample_submission', 'submission']);

/** Whether a table of this role holds rows to learn from or to predict, not what is handed in. */
export const isSubmission = (role: string): boolean => SUBMISSIONS.has(role);

/** The roles whose rows count as the dataset's: train, validation, test and data; where it has none of these, all but those of a submission. */
export function countedRoles(roles: readonly string[]): readonly string[] {
  const named = roles.filter((role) => COUNTED.has(role));
  return named.length > 0 ? named : roles.filter((role) => !isSubmission(role));
}
