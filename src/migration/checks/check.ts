import type { Workspace } from '../../datasets/workspace.js';
import { firstLine } from '../../errors.js';

/** What a check found. `warning`: it works, and something is not as it should be; `skipped`: it could not be told. */
export interface Found {
  readonly state: 'passed' | 'warning' | 'failed' | 'skipped';
  /** One sentence. */
  readonly message: string;
  readonly details?: readonly string[];
}

export interface Check {
  /** What has to hold. */
  readonly rule: string;
  readonly run: (ws: Workspace) => Promise<Found>;
}

export interface CheckResult extends Found {
  readonly check: string;
  readonly seconds: number;
}

export const passed = (message: string): Found => ({ state: 'passed', message });
export const warning = (message: string, details: readonly string[] = []): Found => ({ state: 'warning', message, ...given(details) });
export const failed = (message: string, details: readonly string[] = []): Found => ({ state: 'failed', message, ...given(details) });
export const skipped = (message: string): Found => ({ state: 'skipped', message });

const given = (details: readonly string[]): { readonly details?: readonly string[] } => (details.length > 0 ? { details } : {});

/** Runs checks one after another; one that throws has failed. */
export async function runChecks(ws: Workspace, checks: Readonly<Record<string, Check>>): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [check, { run }] of Object.entries(checks)) {
    ws.signal?.throwIfAborted();
    const began = performance.now();
    const found = await run(ws).catch((error: unknown) => failed(`It could not be done: ${firstLine(error)}.`));
    ws.signal?.throwIfAborted();
    results.push({ check, ...found, seconds: (performance.now() - began) / 1_000 });
  }
  return results;
}
