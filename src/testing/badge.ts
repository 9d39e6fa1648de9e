import type { Transformer } from '@mdm/sdk';
import type { Result } from './report.js';

export interface Count {
  readonly held: number;
  readonly of: number;
}
/** What became of one transformer of a package. */
export interface Badge {
  readonly transformer: string;
  readonly kind: Transformer['kind'];
  readonly cases: Count;
  readonly laws: Count;
  readonly badge: 'conforms' | 'conforms with exceptions' | 'fails';
  /** Checks that are known to fail, with the author's reason. */
  readonly exceptions: number;
  readonly results: readonly Result[];
}

export function badgeOf(transformer: string, kind: Transformer['kind'], results: readonly Result[]): Badge {
  const count = (of: Result['kind']): Count => {
    const own = results.filter((r) => r.kind === of);
    return { held: own.filter((r) => r.ok && r.expected === undefined).length, of: own.length };
  };
  const exceptions = results.filter((r) => r.expected !== undefined).length;
  const badge = results.some((r) => !r.ok) ? 'fails' : exceptions > 0 ? 'conforms with exceptions' : 'conforms';
  return { transformer, kind, cases: count('case'), laws: count('law'), badge, exceptions, results };
}
