import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import * as z from 'zod';
import { FREE_LEASES, leasing, reading, writing } from './sqlite.attempts.ts';
import { cleaning, inbox, outbox } from './sqlite.boxes.ts';
import { guarded } from './sqlite.error.ts';
import { holdFile } from './sqlite.lock.ts';
import { migrate, refuseOtherVersion, type Migration } from './sqlite.migrate.ts';
import { APPLICATION_ID, MIGRATIONS } from './sqlite.schema.ts';
import { NOW, statementsOf, transaction, type Statements } from './sqlite.statement.ts';
import { StoreError, type Store } from './store.ts';

export interface SqliteOptions {
  /** A file path, or `:memory:`. */
  readonly path: string;
  /** Added to the database's clock, in milliseconds; tests move time by it. */
  readonly clockOffset?: () => number;
  /** For how long a write waits while another program holds the file, in milliseconds. */
  readonly busyTimeout?: number;
  /**
   * A second view of a file that a server may have open, to look at it or for tests: takes no lock,
   * frees no leases, and makes and migrates no file.
   */
  readonly shared?: boolean;
  /**
   * Upper bound of the file's size, in pages of 4,096 bytes; what goes beyond is refused like a full
   * disk. The write-ahead log beside it comes on top. It never cuts off what is already there.
   */
  readonly maxPages?: number;
  /** Called inside the transaction of each migration, before it is committed. */
  readonly onMigration?: (migration: Migration) => void;
}

/**
 * One process, one file, which is locked until the store is closed or the process dies. Durable at
 * every commit (WAL, synchronous FULL).
 * @throws StoreError when the file cannot be used; the message says what to do.
 */
export function openSqliteStore(options: SqliteOptions): Store {
  if (options.maxPages !== undefined && !(options.maxPages >= 1)) {
    throw new RangeError('maxPages must be at least 1.');
  }
  return guarded(options.path, () => {
    const file = options.path === ':memory:' ? options.path : realFile(options);
    const db = new Database(file);
    const letGo: (() => void)[] = [() => db.close()];
    try {
      db.exec(`PRAGMA busy_timeout = ${String(options.busyTimeout ?? BUSY_MS)}`);
      refuseForeign(db, options.path);
      if (file !== ':memory:' && !options.shared) letGo.push(holdFile(file, options.path));
      return storeOf(db, options, letGo);
    } catch (error) {
      for (const free of letGo) free();
      throw error;
    }
  });
}

/** Where the file really is, so that two names for it share a lock. */
function realFile({ path, shared }: SqliteOptions): string {
  if (!shared) mkdirSync(dirname(path), { recursive: true });
  // Only while nobody can have it open: to close it would take away this process's locks on it.
  if (!shared && !existsSync(path)) closeSync(openSync(path, 'a'));
  return realpathSync(path);
}

function refuseForeign(db: Database.Database, path: string): void {
  const { application_id: owner } = ApplicationId.parse(db.prepare('PRAGMA application_id').get());
  const { tables } = Tables.parse(db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get());
  if (owner === APPLICATION_ID || (owner === 0 && tables === 0)) return;
  throw new StoreError(`${path} belongs to another program. Choose another file for storeUrl.`);
}

/** The driver waits with the whole process: short, since whoever writes tries again. */
const BUSY_MS = 1000;

const ApplicationId = z.object({ application_id: z.int() });
const Tables = z.object({ tables: z.int() });

function prepareFile(db: Database.Database, { run }: Statements, options: SqliteOptions): void {
  const { path, shared, maxPages, onMigration } = options;
  if (maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${String(Math.ceil(maxPages))}`);
  if (shared) refuseOtherVersion(db, { path, migrations: MIGRATIONS });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
  if (shared) return;
  migrate(db, { path, migrations: MIGRATIONS, onMigration });
  transaction(db, path, () => run(FREE_LEASES));
}

/** @param letGo what is held as long as the store is open */
function storeOf(
  db: Database.Database,
  options: SqliteOptions,
  letGo: readonly (() => void)[],
): Store {
  const statements = statementsOf(db, options.path, options.clockOffset ?? (() => 0));
  prepareFile(db, statements, options);
  return {
    now: () => statements.read(() => Clock.parse(statements.get(`SELECT ${NOW} AS now`)).now),
    ...reading(statements),
    ...writing(statements),
    ...leasing(statements),
    ...inbox(statements),
    ...outbox(statements),
    ...cleaning(statements),
    close: () =>
      statements.read(() => {
        statements.clear();
        if (!options.shared) foldLog(db);
        for (const free of letGo) free();
      }),
  };
}

const Clock = z.object({ now: z.int() });

/** So that the one file is all there is to copy. Only a service: the log keeps what does not fit. */
function foldLog(db: Database.Database): void {
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Closed already, or the disk is full: the next one who opens the file reads the log.
  }
}
