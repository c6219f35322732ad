const OWN_FILE = /^(https?:.*)\/widget\/pay-checkout(?:\.iife)?\.js(?:[?#].*)?$/;

/** The server that a script of this address came from, without a slash at the end; `''` if another's. */
export const serverOf = (script: string): string => OWN_FILE.exec(script)?.[1] ?? '';

/** A classic script knows itself, and only while it runs for the first time; Node knows of none. */
const current = (globalThis as Partial<typeof globalThis>).document?.currentScript;

/**
 * Default of the `server` attribute: where this script was loaded from, `''` in Node and in a
 * page's own bundle, which must name it. A module has `import.meta`, a classic build leaves it empty.
 */
export const SCRIPT_SERVER: string = serverOf(
  (current as HTMLScriptElement | null | undefined)?.src ??
    (import.meta as Partial<ImportMeta>).url ??
    '',
);
