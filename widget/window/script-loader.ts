import { page } from './page.ts';

/** A script of somebody else's and what it defines on `window`. */
export interface Script {
  readonly src: string;
  readonly global: string;
}

export type ScriptFault = 'SCRIPT_NOT_LOADED' | 'SCRIPT_TIMED_OUT' | 'SCRIPT_GLOBAL_MISSING';

export class ScriptError extends Error {
  readonly code: ScriptFault;

  constructor(code: ScriptFault) {
    super(code);
    this.code = code;
  }
}

/** In milliseconds; a phone on a bad network needs long for an SDK that has not been seen before. */
const PATIENCE = 20_000;

/** By address and global: one address may be asked for two globals, and two may define the same. */
const loads = new Map<string, Promise<unknown>>();

/**
 * Loads a script by a tag, once: who asks again gets the same promise. After a failure the next to
 * ask gets a new tag.
 *
 * @returns what the script defined. It rejects with a {@link ScriptError}.
 */
export function loadScript(script: Script): Promise<unknown> {
  const key = `${script.src} ${script.global}`;
  const known = loads.get(key);
  if (known) return known;
  const loading = load(script);
  loads.set(key, loading);
  void loading.catch(() => loads.delete(key));
  return loading;
}

async function load({ src, global }: Script): Promise<unknown> {
  // Somebody else's, or left by another version: it must be neither taken for the script's own nor
  // keep the script from defining it. Where it cannot be cleared, the script cannot define it.
  Reflect.set(window, global, undefined);
  const before: unknown = Reflect.get(window, global);
  // Bare, as the page's preload is: with `crossorigin` on one of them alone it would come twice.
  const tag = document.createElement('script');
  tag.src = src;
  try {
    await arrivalOf(tag);
    const found: unknown = Reflect.get(window, global);
    if (found === before) throw new ScriptError('SCRIPT_GLOBAL_MISSING');
    return found;
  } catch (error) {
    tag.remove();
    throw error;
  }
}

const arrivalOf = (tag: HTMLScriptElement): Promise<void> =>
  new Promise((resolve, reject) => {
    tag.onload = () => {
      resolve();
    };
    tag.onerror = () => {
      reject(new ScriptError('SCRIPT_NOT_LOADED'));
    };
    document.head.append(tag);
    page.after(PATIENCE, () => {
      reject(new ScriptError('SCRIPT_TIMED_OUT'));
    });
  });
