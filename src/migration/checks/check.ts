import type { Config } from '../../config/config.js';
import { examineHome, type Finding } from '../../datasets/doctor.js';
import type { Workspace } from '../../datasets/workspace.js';
import { firstLine, type MdmError } from '../../errors.js';
import { gather, type Evidence } from '../gates/index.js';

/** What a check found. `warning`: it works, and something is not as it should be; `skipped`: it could not be told. */
export interface Found {
  readonly state: 'passed' | 'warning' | 'failed' | 'skipped';
  /** One sentence. */
  readonly message: string;
  readonly details?: readonly string[];
}

/** What checks of the machine and of the settings need. */
export interface Settings {
  readonly config: Config;
  /** What is wrong with the configuration, when it could not be opened: a wrong value counts for nothing. */
  readonly problems?: readonly MdmError[];
}

/** What checks of the home need; what several of them look at is read once. */
export interface Looked extends Workspace {
  readonly findings: () => Promise<readonly Finding[]>;
  readonly evidence: () => Promise<Evidence>;
}

interface CheckOf<T> {
  /** What has to hold. */
  readonly rule: string;
  readonly run: (of: T) => Promise<Found>;
}
export type SettingCheck = CheckOf<Settings>;
export type HomeCheck = CheckOf<Looked>;

export interface CheckResult extends Found {
  readonly check: string;
  readonly seconds: number;
}

export const passed = (message: string): Found => ({ state: 'passed', message });
export const warning = (message: string, details: readonly string[] = []): Found => ({ state: 'warning', message, ...given(details) });
export const failed = (message: string, details: readonly string[] = []): Found => ({ state: 'failed', message, ...given(details) });
export const skipped = (message: string): Found => ({ state: 'skipped', message });

const given = (details: readonly string[]): { readonly details?: readonly string[] } => (details.length > 0 ? { details } : {});

/** `findings`: what the doctor has found in the home already. */
export function lookedAt(ws: Workspace, findings?: readonly Finding[]): Looked {
  const found = once(async () => findings ?? (await examineHome(ws)));
  return { ...ws, findings: found, evidence: once(() => gather(ws.config)) };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= work());
}

/** Runs checks one after another; one that throws has failed. */
export async function runChecks<T>(
  of: T,
  checks: readonly (readonly [string, CheckOf<T>])[],
  signal?: AbortSignal,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [check, { run }] of checks) {
    signal?.throwIfAborted();
    const began = performance.now();
    const found = await run(of).catch((error: unknown) => failed(`It could not be done: ${said(error)}`));
    signal?.throwIfAborted();
    results.push({ check, ...found, seconds: (performance.now() - began) / 1_000 });
  }
  return results;
}

/** What went wrong, and what to do. */
export const said = (error: unknown): string => {
  const next = (error as { readonly next?: unknown }).next;
  return `${firstLine(error)}.${typeof next === 'string' ? ` ${next}` : ''}`;
};
