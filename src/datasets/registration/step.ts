import type { Registration } from './context.js';

/** Numbers and names of the steps, in their order. */
export const STEPS = [
  'validate name',
  'check existence',
  'validate path',
  'detect structure',
  'discover files',
  'detect id and target',
  'create storage',
  'load files',
  'detect types',
  'generate features',
  'compute statistics',
  'save configuration',
] as const;
export type StepName = (typeof STEPS)[number];

/**
 * One of the commands that make a dataset. The context is the only state they share. A step that was executed, or began to be, is undone by
 * `undo`, which may be called twice and by another process that read the journal.
 */
export interface RegistrationStep {
  readonly number: number;
  readonly name: string;
  /** Whether there is anything to do, such as features when they are off. */
  canExecute(context: Registration): boolean;
  execute(context: Registration): Promise<void>;
  undo(context: Registration): Promise<void>;
}

/** Told as registration goes on; one that throws does not break the run. */
export interface StepEvent {
  readonly kind: 'start' | 'progress' | 'complete' | 'skip' | 'fail' | 'undo';
  readonly number: number;
  readonly name: string;
  /** What is worked on, such as a table's name. */
  readonly detail?: string;
  /** Of the step, 0 to 1. */
  readonly share?: number;
  readonly rows?: number;
  readonly seconds?: number;
  readonly error?: string;
}
