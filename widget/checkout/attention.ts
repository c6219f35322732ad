/**
 * Tells when the page comes back to somebody's eyes or to the network (`true`), and when it goes
 * out of sight (`false`). Timers of a hidden page are throttled by browsers, so these moments do
 * what timers could not.
 *
 * @returns stops watching
 */
export function watchAttention(onChange: (visible: boolean) => void): () => void {
  const look = (): void => onChange(isVisible());
  const moments = ['focus', 'pageshow', 'online'] as const;
  for (const moment of moments) window.addEventListener(moment, look);
  document.addEventListener('visibilitychange', look);
  return () => {
    for (const moment of moments) window.removeEventListener(moment, look);
    document.removeEventListener('visibilitychange', look);
  };
}

export const isVisible = (): boolean => document.visibilityState === 'visible';
