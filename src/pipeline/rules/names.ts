import type { Typing } from '../profile-schema.js';

/** Whether a name is that of an id column, case aside. */
export function isIdName(name: string, ids: Typing['ids']): boolean {
  const lower = name.toLowerCase();
  return (
    (ids?.equals?.includes(lower) ?? false) ||
    (ids?.startsWith?.some((start) => lower.startsWith(start)) ?? false) ||
    (ids?.endsWith?.some((end) => lower.endsWith(end)) ?? false)
  );
}

/** The target that a sample submission names: its last column that is no id. */
export const submittedTarget = (columns: readonly string[], ids: Typing['ids']): string | undefined =>
  columns.findLast((name) => !isIdName(name, ids));

/** A name that stands twice becomes `name.1`, an empty one `Unnamed: 3`, as pandas names them. */
export function uniqueNames(header: readonly string[]): readonly string[] {
  const named = header.map((name, i) => (name === '' ? `Unnamed: ${i}` : name));
  const seen = new Map<string, number>();
  const taken = new Set(named);
  return named.map((name) => {
    let count = seen.get(name) ?? 0;
    let unique = name;
    if (count > 0) {
      while (taken.has((unique = `${name}.${count}`))) count++;
      taken.add(unique);
    }
    seen.set(name, count + 1);
    return unique;
  });
}
