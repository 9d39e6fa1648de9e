import { isSubmission } from '../counted.js';
import type { FeatureInput } from './input.js';

/** Roles that get features fitted on the training table. */
const OTHERS = ['validation', 'test'] as const;

export interface RoleTable {
  readonly role: string;
  readonly table: string;
}

export interface FeatureTables {
  readonly training: RoleTable;
  readonly others: readonly RoleTable[];
  readonly notes: readonly string[];
}

/** The table that features are fitted on (train, else data, else the first that is no submission), and those that get them too. */
export function featureTables(tables: FeatureInput['tables']): FeatureTables | undefined {
  const all = Object.entries(tables).map(([role, table]) => ({ role, table }));
  const able = all.filter(({ role }) => !isSubmission(role));
  const training = able.find(({ role }) => role === 'train') ?? able.find(({ role }) => role === 'data') ?? able[0];
  if (!training) return undefined;
  const others = OTHERS.flatMap((role) => able.filter((one) => one.role === role && one !== training));
  const left = able.filter((one) => one !== training && !others.includes(one));
  return {
    training,
    others,
    notes: left.map(
      ({ table }) => `The table ${table} gets no features: they are fitted on ${training.table}, and made of test and validation.`,
    ),
  };
}

export const featuresOf = (table: string): string => `${table}_features`;
export const genericOf = (table: string): string => `${table}_generic`;
export const customOf = (table: string): string => `${table}_custom`;
/** The tables that features of a table may be in. */
export const madeOf = (table: string): readonly string[] => [featuresOf(table), genericOf(table), customOf(table)];
export const newName = (table: string): string => `_new_${table}`;
