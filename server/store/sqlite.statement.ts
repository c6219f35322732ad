import type Database from 'libsql';
import { guarded } from './sqlite.error.ts';

/** The pieces that the statements of the SQLite store are made of. */
export type Values = Readonly<Record<string, string | number | null>>;

export interface Statements {
  /** How many rows a statement changed. Only inside {@link Statements.commit}. */
  readonly run: (sql: string, values?: Values) => number;
  /** Its first row, in half the time of {@link Statements.all}. */
  readonly get: (sql: string, values?: Values) => unknown;
  /** Its rows. A statement that also writes belongs inside {@link Statements.commit}. */
  readonly all: (sql: string, values?: Values) => unknown[];
  /**
   * One durable transaction. Every write goes through it: the lock is then waited for at BEGIN, and
   * no statement of ours is left half done in the driver when the wait was in vain.
   */
  readonly commit: <T>(work: () => T) => Promise<T>;
  readonly read: <T>(work: () => T) => Promise<T>;
  /** Forgets what was prepared; from then on a closed database is noticed as closed. */
  readonly clear: () => void;
}

/** The database's own clock, moved by the parameter `offset`. The driver binds numbers as REAL. */
export const NOW = `CAST(unixepoch('subsec') * 1000 + @offset AS INTEGER)`;

/** So many milliseconds from now as a parameter says; NULL when that is NULL. */
export const later = (parameter: string): string => `${NOW} + CAST(@${parameter} AS INTEGER)`;

/**
 * @param path named in errors
 * @param offset milliseconds added to the database's clock
 */
export function statementsOf(
  db: Database.Database,
  path: string,
  offset: () => number,
): Statements {
  // To prepare takes ten times as long as to run. The texts are constants, so there are few.
  const prepared = new Map<string, Database.Statement>();
  const using = <T>(sql: string, values: Values, use: Use<T>): T =>
    guarded(path, () => {
      const statement = prepared.get(sql) ?? db.prepare(sql);
      // What throws is not kept: the driver may leave it half done.
      prepared.delete(sql);
      const result = use(statement, { ...values, offset: offset() });
      prepared.set(sql, statement);
      return result;
    });
  // The driver works at once; callers see a promise, as every store's must be.
  const settled = <T>(work: () => T): Promise<T> => Promise.resolve().then(work);
  return {
    run: (sql, values = {}) => using(sql, values, (statement, all) => statement.run(all).changes),
    get: (sql, values = {}) => using(sql, values, (statement, all) => statement.get(all)),
    all: (sql, values = {}) => using(sql, values, (statement, all) => statement.all(all)),
    commit: (work) => settled(() => transaction(db, path, work)),
    read: settled,
    clear: () => {
      prepared.clear();
    },
  };
}

type Use<T> = (statement: Database.Statement, values: Values) => T;

/**
 * The driver's own transactions roll back what SQLite has already rolled back, as it does on a full
 * disk, and then tell of that instead of the disk.
 */
export function transaction<T>(db: Database.Database, path: string, work: () => T): T {
  const exec = (sql: string) => guarded(path, () => db.exec(sql));
  exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    exec('COMMIT');
    return result;
  } catch (error) {
    if (db.inTransaction) exec('ROLLBACK');
    throw error;
  }
}
