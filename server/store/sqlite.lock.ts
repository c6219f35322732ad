import Database from 'libsql';
import { codeOf } from './sqlite.error.ts';
import { StoreError } from './store.ts';

/**
 * Holds `<file>.lock` until it is let go by the function that is returned. The operating system lets
 * go of it when the process dies, however it dies.
 *
 * The lock is an open transaction on an empty SQLite file, because Node has no locks of its own. It
 * is never deleted: between deleting and making anew two processes would each hold one. And nobody
 * else may open it, because a process loses its locks on a file with the first descriptor it closes.
 * @param file where it really is
 * @param path named in errors
 * @throws StoreError when another holds it, in this process or in any other.
 */
export function holdFile(file: string, path: string): () => void {
  const lock = new Database(`${file}.lock`);
  try {
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) throw usedByAnother(path, error);
    throw error;
  }
  return () => {
    lock.close();
  };
}

const usedByAnother = (path: string, cause: unknown): StoreError =>
  new StoreError(
    `${path} is used by another server. One SQLite file serves one process: stop the other, or choose another file for storeUrl.`,
    { cause },
  );
