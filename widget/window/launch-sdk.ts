import type { LaunchEnd, LaunchInstruction, Launcher } from '../../server/protocol/index.ts';
import { loadScript } from './script-loader.ts';

export type ScriptInstruction = Extract<LaunchInstruction, { kind: 'script' }>;

declare global {
  interface Window {
    /** The provider's own part, which the server writes into the page of its attempts. */
    payLauncher?: { readonly launch: Launcher };
  }
}

/**
 * Loads the provider's SDK and lets its launcher call it.
 *
 * @param isWanted asked once the SDK is there: the buyer may have turned away meanwhile
 * @returns how it ended, with a code that the server takes, or nothing where the page is being left.
 * It never rejects, and may never settle.
 */
export async function launchSdk(
  { src, global, data }: ScriptInstruction,
  isWanted: () => boolean,
): Promise<LaunchEnd | undefined> {
  try {
    const sdk = await loadScript({ src, global });
    if (!isWanted()) return undefined;
    if (!window.payLauncher) return failed('LAUNCHER_MISSING');
    const end = await window.payLauncher.launch(sdk, data);
    return end?.kind === 'failed' ? failed(end.code) : end;
  } catch (error) {
    return failed((error as { readonly code?: unknown } | undefined)?.code);
  }
}

/** Codes are the SDK's own words; what does not look like one is not passed on. */
const failed = (code: unknown): LaunchEnd => ({
  kind: 'failed',
  code: typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(code) ? code : 'SDK_FAILED',
});
