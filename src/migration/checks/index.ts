import type { Finding } from '../../datasets/doctor.js';
import type { Workspace } from '../../datasets/workspace.js';
import { MdmError, nearest } from '../../errors.js';
import { lookedAt, runChecks, skipped, type CheckResult, type HomeCheck, type SettingCheck, type Settings } from './check.js';
import { HOME_CHECKS } from './home.js';
import { MACHINE_CHECKS } from './machine.js';
import { SETTING_CHECKS } from './settings.js';

export type { CheckResult, Settings } from './check.js';

/** Every check, in the order in which they run. */
export const CHECKS: Readonly<Record<string, HomeCheck>> = { ...MACHINE_CHECKS, ...SETTING_CHECKS, ...HOME_CHECKS };

export interface CheckOptions {
  /** These checks alone. */
  readonly names?: readonly string[] | undefined;
  /** What the doctor has found in the home already. */
  readonly findings?: readonly Finding[];
}

/** Checks the machine, the settings and the home; nothing is changed. */
export async function checkAll(
  ws: Workspace,
  { names = Object.keys(CHECKS), findings }: CheckOptions = {},
): Promise<readonly CheckResult[]> {
  const checks = checksNamed(names);
  return runChecks(lookedAt(ws, findings), checks, ws.signal);
}

/** Checks that say something where the configuration is wrong. */
const WITHOUT: Readonly<Record<string, SettingCheck>> = {
  ...MACHINE_CHECKS,
  config_valid: SETTING_CHECKS.config_valid,
  environment_vars: SETTING_CHECKS.environment_vars,
};

/** What can be checked where the configuration is wrong; the rest is skipped. */
export async function checkSettings(
  settings: Settings,
  names: readonly string[] = Object.keys(CHECKS),
  signal?: AbortSignal,
): Promise<readonly CheckResult[]> {
  const unknown = { rule: '', run: () => Promise.resolve(skipped('The configuration is wrong.')) };
  const checks = checksNamed(names).map(([name]) => [name, Object.hasOwn(WITHOUT, name) ? WITHOUT[name]! : unknown] as const);
  return runChecks(settings, checks, signal);
}

function checksNamed(names: readonly string[]): readonly (readonly [string, HomeCheck])[] {
  return [...new Set(names)].map((name) => {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
    if (check) return [name, check];
    const near = nearest(name, Object.keys(CHECKS));
    throw new MdmError(
      'usage',
      `There is no check ${JSON.stringify(name)}.`,
      near ? `Did you mean ${near}?` : `There are ${Object.keys(CHECKS).join(', ')}.`,
    );
  });
}
