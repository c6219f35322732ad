import { StoreError } from './store.ts';

/** By SQLite's primary code, of which the driver gives `SQLITE_` and sometimes a longer name. */
const ADVICE: readonly (readonly [codes: RegExp, advice: string])[] = [
  [
    /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    'has no room left: its disk is full, or it has come to maxPages. Make room; nothing is lost, and payments wait until then.',
  ],
  [
    /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|EACCES|EPERM|EROFS|ENOENT|ENOTDIR|EISDIR|EEXIST)/,
    'cannot be opened and written. Let the user of this server own the file and its folder, or choose another file for storeUrl.',
  ],
  [
    /^(SQLITE_BUSY|SQLITE_LOCKED)/,
    'is held by another program. Close what has it open for writing: a database browser, a backup.',
  ],
  [
    /^(SQLITE_CORRUPT|SQLITE_NOTADB)/,
    'is not a database, or is damaged. Choose another file for storeUrl, or put a backup back.',
  ],
];

const OTHERWISE = 'cannot be used. Look at its disk, and at the cause in the log.';

/** What the driver or the file system threw, as what the store throws. */
export function toStoreError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const advice = ADVICE.find(([codes]) => codes.test(code))?.[1] ?? OTHERWISE;
  const said = error instanceof Error ? error.message : String(error);
  return new StoreError(`${path} ${advice} (${said})`, { cause: error });
}

/** Runs what calls the driver, and nothing else: a row that does not fit is no matter of the disk. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error, path);
  }
}

/** SQLite's or the system's name of what went wrong. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  // The driver says only in words, and by number, that it could not open a file.
  return error.message.endsWith(': 14")') ? 'SQLITE_CANTOPEN' : '';
}
