import { normalName } from '../../datasets/names.js';

/** A dataset's name as the flags and comparisons know it; one that can be none is as it was typed. */
export const subjectOf = (name: string): string => {
  try {
    return normalName(name);
  } catch {
    return name;
  }
};
