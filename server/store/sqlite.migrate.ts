import type Database from 'libsql';
import * as z from 'zod';
import { transaction } from './sqlite.statement.ts';
import { StoreError } from './store.ts';

/** One step from a version of the schema to a later one. Version 0 is an empty file. */
export interface Migration {
  readonly from: number;
  readonly to: number;
  readonly sql: string;
}

export interface MigrateOptions {
  /** Named in errors. */
  readonly path: string;
  readonly migrations: readonly Migration[];
  /** Called inside a step's transaction, when all of it is done but the commit. */
  readonly onMigration?: ((migration: Migration) => void) | undefined;
}

/**
 * Brings a file to the newest version. Every step is one transaction with its version number, so a
 * kill leaves the version before it, whole.
 * @throws StoreError when no steps lead from the file's version to the newest.
 */
export function migrate(db: Database.Database, options: MigrateOptions): void {
  for (;;) {
    const version = versionOf(db);
    const step = options.migrations.find(({ from }) => from === version);
    if (!step) break;
    transaction(db, options.path, () => {
      db.exec(`${step.sql}; PRAGMA user_version = ${String(step.to)}`);
      options.onMigration?.(step);
    });
  }
  refuseOtherVersion(db, options);
}

/** @throws StoreError when the file is not of the newest version; it is left as it is. */
export function refuseOtherVersion(db: Database.Database, options: MigrateOptions): void {
  const { path, migrations } = options;
  const version = versionOf(db);
  const newest = Math.max(...migrations.map(({ to }) => to));
  if (version === newest) return;
  if (version === 0) throw new StoreError(`${path} is empty: no server has opened it yet.`);
  throw new StoreError(
    version > newest
      ? `${path} was written by a newer pay-checkout. Update this server to open it.`
      : `${path} was written by a pre-release of pay-checkout. Keep it as a record, and choose a new file for storeUrl.`,
  );
}

const UserVersion = z.object({ user_version: z.int() });

const versionOf = (db: Database.Database): number =>
  UserVersion.parse(db.prepare('PRAGMA user_version').get()).user_version;
