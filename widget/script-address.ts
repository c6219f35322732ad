const OWN_FILE = /^(https?:.*)\/widget\/pay-checkout(?:\.iife)?\.js(?:[?#].*)?$/;

/** The server that a script of this address came from, without a slash at the end; `''` if another's. */
export const serverOf = (script: string): string => OWN_FILE.exec(script)?.[1] ?? '';

/**
 * Where this script was loaded from. A classic script knows it from `currentScript`, and only while
 * it runs for the first time; a module has `import.meta`, which a classic build leaves empty.
 */
const ownAddress = (): string => {
  const script = typeof document === 'undefined' ? null : document.currentScript;
  if (script && script instanceof HTMLScriptElement) return script.src;
  return (import.meta as Partial<ImportMeta>).url ?? '';
};

/** Default of the `server` attribute; `''` in Node and in a page's own bundle, which must name it. */
export const SCRIPT_SERVER: string = serverOf(ownAddress());
