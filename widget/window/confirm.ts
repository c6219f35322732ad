import type { LaunchEnd, LaunchInstruction } from '../../server/protocol/index.ts';
import { page } from './page.ts';

export type ConfirmInstruction = Extract<LaunchInstruction, { kind: 'none' }>;

/**
 * Posts what the buyer confirmed, in the place of a provider's callback, and goes where the server
 * says. It may be posted again: the server takes it once.
 *
 * @param isWanted asked once the server has answered: the buyer may have turned away meanwhile
 * @returns how it failed, or nothing where the page is being left. It never rejects.
 */
export async function confirm(
  { url, data }: ConfirmInstruction,
  isWanted: () => boolean,
): Promise<LaunchEnd | undefined> {
  try {
    const response = await page.fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(data),
      credentials: 'same-origin',
    });
    // The redirect was followed, so the result is there to be shown.
    if (!response.ok || !response.redirected) return { kind: 'failed', code: 'CONFIRM_REFUSED' };
    if (isWanted()) page.replace(response.url);
    return undefined;
  } catch {
    return { kind: 'failed', code: 'CONFIRM_NOT_ANSWERED' };
  }
}
