/**
 * Tells when the page comes back to somebody's eyes or to the network, or goes from either. Timers
 * of a hidden page are throttled by browsers, so these moments do what timers could not.
 */
export function watchAttention(look: (event: Event) => void, signal: AbortSignal): void {
  for (const moment of ['focus', 'pageshow', 'online', 'offline', 'visibilitychange'])
    window.addEventListener(moment, look, { signal });
}

export const isVisible = (): boolean => document.visibilityState === 'visible';
