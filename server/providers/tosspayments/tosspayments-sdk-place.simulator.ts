/** Where a script of the SDK came from. */
export interface Place {
  /** The script's own address. */
  readonly script: string;
  /** Where the simulator is mounted, without a slash at the end. */
  readonly base: string;
}

/**
 * Looks at the script that runs right now, so it has to be called while the script is read.
 *
 * @throws Error where the script was not loaded by a plain tag.
 */
export function placeOfScript(): Place {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || script.src === '') {
    throw new Error('The SDK of the Toss Payments simulator wants a <script src="…">.');
  }
  const { origin, pathname } = new URL(script.src);
  return {
    script: script.src,
    base: origin + pathname.replace(/\/(v2\/standard|v1(\/payment)?)\/?$/, ''),
  };
}

export const isMobile = (): boolean => /Android|iPhone|iPad|iPod|Mobile/i.test(navigator.userAgent);
