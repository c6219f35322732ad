const base64url = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replace(/=+$/, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_');

/** A ticket as a merchant's backend makes it, but for the signature, which no browser checks. */
export const ticketFor = (orderId: string, exp = 2_000_000_000): string =>
  [
    { alg: 'HS256', typ: 'pc-order+jwt' },
    { orderId, line: 'order', exp },
  ]
    .map((part) => base64url(JSON.stringify(part)))
    .concat('c2lnbmF0dXJl')
    .join('.');
