import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from '#yaml';
import type { ConfigOptions } from '../../config/config.js';
import { keyOf, variableOf, type KeyName } from '../../config/keys.js';
import { oldSide } from '../legacy.js';

/** What is compared, by section or by the way in which values are given. */
export const CASES = [
  'basic loading',
  'path resolution',
  'environment override',
  'YAML loading',
  'backend settings',
  'performance settings',
  'feature settings',
  'validation settings',
] as const;
export type Case = (typeof CASES)[number];

const OF_SECTION: Readonly<Record<string, Case>> = {
  database: 'backend settings',
  performance: 'performance settings',
  feature_engineering: 'feature settings',
  validation: 'validation settings',
};

/** The case in which the value of a key in the home belongs. */
export const caseOf = (key: string): Case => OF_SECTION[key.split('.', 1)[0]!] ?? 'basic loading';

/** A configuration that both readers read, and the keys that are compared in it. */
export interface Scenario {
  readonly name: 'home' | 'environment override' | 'YAML loading';
  readonly options: ConfigOptions;
}

/**
 * The home as it is, and two folders of their own in which each key has another value than by default: in the file, and in the file and in
 * another way in the environment.
 */
export async function withScenarios<T>(options: ConfigOptions, work: (scenarios: readonly Scenario[]) => Promise<T>): Promise<T> {
  const { keys } = await oldSide('config');
  const folder = await mkdtemp(join(tmpdir(), 'mdm-readers-'));
  try {
    const tree = {};
    for (const key of keys) plant(tree, key.split('.'), probeOf(key as KeyName, 1));
    const file = join(folder, 'mdm.yaml');
    await writeFile(file, stringify(tree, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }), { mode: 0o600 });
    const env = Object.fromEntries(keys.map((key) => [variableOf(key as KeyName), textOf(probeOf(key as KeyName, 2))]));
    return await work([
      { name: 'home', options },
      { name: 'environment override', options: { home: folder, file, env } },
      { name: 'YAML loading', options: { home: folder, file, env: {} } },
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value));

/** A value that a key may have and by default has not; the step makes another. */
function probeOf(key: KeyName, step: 1 | 2): unknown {
  const { rule, default: standard } = keyOf(key);
  switch (rule.kind) {
    case 'boolean':
      return (standard === true) === (step === 2);
    case 'integer':
      return (standard as number) + step;
    case 'number':
      return (standard as number) < 1 ? step / 4 : (standard as number) + step / 2;
    case 'choice':
      return rule.words.filter((word) => word !== standard)[Math.min(step, rule.words.length - 1) - 1];
    case 'integers':
      return step === 1 ? [3, 4] : [6, 8];
    case 'size':
      return `${step}GB`;
    case 'list':
      return [`probe${step}`];
    case 'levels':
      return {};
    case 'text':
    case 'secret':
    case 'path':
      return `probe${'abc'[step]}`;
    default:
      return rule satisfies never;
  }
}

function plant(tree: Record<string, unknown>, [first, ...rest]: readonly string[], value: unknown): void {
  if (first === undefined) return;
  if (rest.length === 0) tree[first] = value;
  else plant((tree[first] ??= {}) as Record<string, unknown>, rest, value);
}
