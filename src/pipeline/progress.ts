import type { Progress, Stage } from './options.js';

/** Where each stage ends in a typical run; the bar never goes back. */
const ENDS: Readonly<Record<Stage, number>> = { read: 0.12, profile: 0.2, fit: 0.4, stage: 0.5, batch: 0.6, signal: 0.7, write: 1 };
const ORDER: readonly Stage[] = ['read', 'profile', 'fit', 'stage', 'batch', 'signal', 'write'];

export interface Tracker {
  (stage: Stage, detail: string, share: number): void;
  /** The engine's share of the statement at hand. */
  readonly within: (share: number) => void;
}

export function tracker(report: ((progress: Progress) => void) | undefined): Tracker {
  let now: { stage: Stage; detail: string } = { stage: 'read', detail: '' };
  let highest = 0;
  const tell = (share: number): void => {
    if (!report) return;
    const start = ENDS[ORDER[ORDER.indexOf(now.stage) - 1]!] ?? 0;
    highest = Math.max(highest, start + (ENDS[now.stage] - start) * Math.min(1, share));
    report({ ...now, share: highest });
  };
  const track = (stage: Stage, detail: string, share: number): void => {
    now = { stage, detail };
    tell(share);
  };
  return Object.assign(track, { within: tell });
}
