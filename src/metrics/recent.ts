import type { DatabaseSync } from 'node:sqlite';

/** The latest outcomes of a component's new side are kept in a ring: as many as the window has, the oldest is written over. */
export const RECENT_SCHEMA = `
  CREATE TABLE IF NOT EXISTS recent (component TEXT, kind TEXT, slot INTEGER, failed INTEGER NOT NULL, value REAL, PRIMARY KEY (component, kind, slot)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS recent_head (component TEXT, kind TEXT, size INTEGER NOT NULL, next INTEGER NOT NULL, seen INTEGER NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (component, kind)) WITHOUT ROWID;`;

/** `call`: failed or not, milliseconds; `comparison`: differed or not, percent that the new side was slower. */
export type OutcomeKind = 'call' | 'comparison';

export interface Outcome {
  readonly component: string;
  readonly kind: OutcomeKind;
  readonly failed: boolean;
  readonly value: number | null;
}

/** What the ring of a component holds. */
export interface Recent {
  readonly seen: number;
  readonly failed: number;
}

/** Statements by which one outcome is added; each finds its row by the key. */
export const RECENT_STATEMENTS = {
  head: 'SELECT size, next, seen, failed FROM recent_head WHERE component = ? AND kind = ?',
  slot: 'SELECT failed FROM recent WHERE component = ? AND kind = ? AND slot = ?',
  put: 'INSERT INTO recent VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET failed = excluded.failed, value = excluded.value',
  move: `INSERT INTO recent_head VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET size = excluded.size, next = excluded.next, seen = excluded.seen, failed = excluded.failed`,
} as const;

/** All or nothing, also beside other processes. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const done = work();
    db.exec('COMMIT');
    return done;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Adds an outcome and gives what the latest `size` of them come to; the work does not grow with their number. */
export function addOutcome(db: DatabaseSync, { component, kind, failed, value }: Outcome, size: number): Recent {
  const { head, slot, put, move } = RECENT_STATEMENTS;
  return inTransaction(db, () => {
    const held = db.prepare(head).get(component, kind) as { size: number; next: number; seen: number; failed: number } | undefined;
    // Another size of the window begins anew.
    if (held && held.size !== size) clearOutcomes(db, component, kind);
    const { next, seen, failed: before } = held?.size === size ? held : { next: 0, seen: 0, failed: 0 };
    const left = seen < size ? 0 : (db.prepare(slot).get(component, kind, next) as { failed: number }).failed;
    const now = { seen: Math.min(seen + 1, size), failed: before - left + Number(failed) };
    db.prepare(put).run(component, kind, next, Number(failed), value);
    db.prepare(move).run(component, kind, size, (next + 1) % size, now.seen, now.failed);
    return now;
  });
}

/** The values of the ring that are known. */
export const outcomeValues = (db: DatabaseSync, component: string, kind: OutcomeKind): readonly number[] =>
  (
    db
      .prepare('SELECT value FROM recent WHERE component = ? AND kind = ? AND value IS NOT NULL ORDER BY value')
      .all(component, kind) as unknown as { value: number }[]
  ).map(({ value }) => value);

export function readRecent(db: DatabaseSync, component: string, kind: OutcomeKind): Recent {
  const { seen = 0, failed = 0 } = (db.prepare(RECENT_STATEMENTS.head).get(component, kind) ?? {}) as Partial<Recent>;
  return { seen, failed };
}

/** Forgets what there was of a component, of one kind or of both. */
export function clearOutcomes(db: DatabaseSync, component: string, kind?: OutcomeKind): void {
  for (const name of ['recent', 'recent_head'])
    for (const one of kind === undefined ? (['call', 'comparison'] as const) : [kind])
      db.prepare(`DELETE FROM ${name} WHERE component = ? AND kind = ?`).run(component, one);
}
