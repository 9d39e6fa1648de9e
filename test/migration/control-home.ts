import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import { openMetrics } from '../../src/metrics/metrics.js';
import { appendResult } from '../../src/parity/store.js';
import type { ExperimentResult } from '../../src/parity/trial-result.js';
import { root } from './cli.js';

export const DAY = 86_400_000;
export const VERSION = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
export const ago = (days: number): string => new Date(Date.now() - days * DAY).toISOString();

const side = { outcome: 'value', rows: 10, shown: '', wallMs: 1, cpuMs: 1, peakBytes: 1 } as const;

export const resultOf = (component: string, given: Partial<ExperimentResult> = {}): ExperimentResult => ({
  id: `${component}-${Math.random()}`,
  name: `${component}: old and new`,
  component,
  time: ago(1),
  subject: 'penguins',
  seed: 'seed',
  order: ['control', 'candidate'],
  verdict: 'matched',
  expired: [],
  control: side,
  candidate: side,
  deltaPercent: 0,
  differences: [],
  versions: { mdm: VERSION },
  flags: { old: 'old', new: 'new' },
  host: 'host',
  ...given,
});

export const failedSide = { ...side, outcome: 'error', shown: 'Error: no' } as const;

export interface BenchmarkCase {
  component: string;
  name: string;
  runs: number;
  old: { median: number; low: number; high: number };
  new: { median: number; low: number; high: number };
  peakOld: number;
  peakNew: number;
}

export interface Records {
  results: ExperimentResult[];
  history: { time: string; flag: string; old: unknown; new: unknown; by: string; reason: string | null }[];
  acceptance:
    | {
        backend: string;
        total: number;
        hold: number;
        side?: string;
        version?: string;
        scale?: string;
        rows: { id: string; outcome: string }[];
      }
    | undefined;
  benchmark: { version: string; at: string; cases: BenchmarkCase[] } | undefined;
  calls: number;
}

export const COMPONENTS = ['features', 'backend', 'registrar', 'config'] as const;
const even = () => ({ median: 1, low: 0.9, high: 1.1 });

/** What a home holds when every gate of a component is closed. */
export const goodRecords = (component: string): Records => ({
  results: ['sqlite', 'duckdb', 'postgresql'].flatMap((backend) =>
    [9, 6, 4, 1].map((days, i) =>
      resultOf(component, { time: ago(days), subject: `set_${i}`, flags: { old: 'old', new: 'new', backend } }),
    ),
  ),
  history: [
    { time: ago(9), flag: `refactoring.rollout_percentage.new_${component}`, old: null, new: 50, by: 'ann', reason: 'beside each other' },
  ],
  acceptance: {
    version: VERSION,
    scale: 'ordinary',
    backend: 'sqlite',
    total: 303,
    hold: 303,
    rows: ['A1', 'A4.5.2-05', 'A6.1-01', ...Array.from({ length: 300 }, (_, i) => `B${i}`)].map((id) => ({ id, outcome: 'holds' })),
  },
  benchmark: {
    version: VERSION,
    at: ago(1),
    cases: [
      { component, name: 'small', runs: 10, old: even(), new: even(), peakOld: 100, peakNew: 100 },
      { component, name: 'middle', runs: 10, old: even(), new: even(), peakOld: 100, peakNew: 100 },
      { component, name: 'large', runs: 10, old: even(), new: even(), peakOld: 1000, peakNew: 1010 },
    ],
  },
  calls: 200,
});

/** Writes records into a home, as MDM does and as a person copies them; the component is half on the new side. */
export async function writeHome(
  home: string,
  component: string,
  { results, history, acceptance, benchmark, calls }: Records,
): Promise<void> {
  mkdirSync(join(home, 'migration'), { recursive: true });
  writeFileSync(
    join(home, 'mdm.yaml'),
    `# kept\nrefactoring:\n  use_new_${component}: false\n  rollout_percentage:\n    new_${component}: 50\n`,
  );
  for (const result of results) await appendResult(join(home, 'comparison_results'), result);
  writeFileSync(join(home, 'flag_history.jsonl'), history.map((one) => `${JSON.stringify(one)}\n`).join(''));
  for (const [name, record] of Object.entries({ acceptance, implementations: benchmark }))
    if (record) writeFileSync(join(home, 'migration', `${name}.json`), JSON.stringify(record));
  const metrics = openMetrics(await openConfig({ home, env: {} }));
  for (let i = 0; i < calls; i++) await metrics.countCall(component, 'new');
}
