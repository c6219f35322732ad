const known = new Set<string>();

/**
 * Opens the connection that the payment window will use, once per document. Without `crossorigin`:
 * a navigation is a request with credentials, and browsers keep the two kinds apart.
 */
export function preconnect(server: string): void {
  const { origin } = new URL(server);
  if (known.has(origin)) return;
  known.add(origin);
  const link = document.createElement('link');
  link.rel = 'preconnect';
  link.href = origin;
  document.head.append(link);
}
