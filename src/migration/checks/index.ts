import type { Workspace } from '../../datasets/workspace.js';
import { MdmError, nearest } from '../../errors.js';
import { runChecks, type Check, type CheckResult } from './check.js';
import { HOME_CHECKS } from './home.js';
import { MACHINE_CHECKS } from './machine.js';
import { SETTING_CHECKS } from './settings.js';

export type { CheckResult } from './check.js';

/** Every check, in the order in which they run. */
export const CHECKS: Readonly<Record<string, Check>> = { ...MACHINE_CHECKS, ...SETTING_CHECKS, ...HOME_CHECKS };

/** Checks the machine, the settings and the home; nothing is changed. `names`: these checks alone. */
export async function checkAll(ws: Workspace, names: readonly string[] = Object.keys(CHECKS)): Promise<readonly CheckResult[]> {
  return runChecks(ws, Object.fromEntries(names.map((name) => [name, checkNamed(name)])));
}

function checkNamed(name: string): Check {
  const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
  if (check) return check;
  const near = nearest(name, Object.keys(CHECKS));
  throw new MdmError(
    'usage',
    `There is no check ${JSON.stringify(name)}.`,
    near ? `Did you mean ${near}?` : `There are ${Object.keys(CHECKS).join(', ')}.`,
  );
}
