import type Database from 'libsql';

/** The pieces that the statements of the SQLite store are made of. */
export type Values = Readonly<Record<string, string | number | Uint8Array | null>>;

export interface Statements {
  /** How many rows a statement changed. Only inside {@link Statements.commit}. */
  readonly run: (sql: string, values?: Values) => number;
  /** Its rows. A statement that also writes belongs inside {@link Statements.commit}. */
  readonly all: (sql: string, values?: Values) => unknown[];
  /**
   * One durable transaction. Every write goes through it: the lock is then waited for at BEGIN, and
   * no statement of ours is left half done in the driver when the wait was in vain.
   */
  readonly commit: <T>(work: () => T) => Promise<T>;
  readonly read: <T>(work: () => T) => Promise<T>;
}

/** The database's own clock, moved by the parameter `offset`. */
export const NOW = `CAST(unixepoch('subsec') * 1000 AS INTEGER) + @offset`;

/** @param offset milliseconds added to the database's clock */
export function statementsOf(db: Database.Database, offset: () => number): Statements {
  // The driver works at once; callers see a promise, as every store's must be.
  const settled = <T>(work: () => T): Promise<T> => Promise.resolve().then(work);
  return {
    run: (sql, values = {}) => db.prepare(sql).run({ ...values, offset: offset() }).changes,
    all: (sql, values = {}) => db.prepare(sql).all({ ...values, offset: offset() }),
    commit: (work) => settled(() => db.transaction(work).immediate()),
    read: settled,
  };
}
