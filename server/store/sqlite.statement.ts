/** The pieces that the statements of the SQLite store are made of. */
export type Values = Readonly<Record<string, string | number | Uint8Array | null>>;
export type Run = (sql: string, values?: Values) => number;
export type All = (sql: string, values?: Values) => unknown[];

/** The database's own clock, moved by the parameter `offset`. */
export const NOW = `CAST(unixepoch('subsec') * 1000 AS INTEGER) + @offset`;

/** The driver works at once; callers see a promise, as every store's must be. */
export const settled = <T>(work: () => T): Promise<T> => Promise.resolve().then(work);
