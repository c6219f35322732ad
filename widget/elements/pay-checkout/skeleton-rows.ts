const KEY = 'pay-checkout:rows';
const DEFAULT_ROWS = 4;

/** A tab that may not keep anything just starts from the default. */
const storage = (): Storage | undefined => {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
};

/**
 * How many rows to keep free while the methods load, so that nothing jumps: as many as the page
 * asks for by id, else as many as this tab saw last.
 */
export const skeletonRows = (methods: string): number =>
  methods.split(/\s+/).filter(Boolean).length || Number(storage()?.getItem(KEY)) || DEFAULT_ROWS;

/** Remembers the number of methods for the next page of this tab. */
export const rememberRows = (rows: number): void => {
  try {
    storage()?.setItem(KEY, String(rows));
  } catch {
    // A full storage costs a small jump, no more.
  }
};
