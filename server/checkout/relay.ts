import { createHmac, hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import type { CheckedConfig } from '../config.ts';
import type { Attempt } from './attempt.ts';
import type { Checkout } from './checkout.ts';
import { sameText } from './links.ts';

/** Only blanks of HTTP: the bytes of a value may be those of a letter that counts as one elsewhere. */
const BLANKS = /^[ \t]+|[ \t]+$/g;

/**
 * The cookies of a request that its line hands on to the merchant's backend, as a `Cookie` header: in
 * the order of the configured names, values to the letter. Empty when it brought none; `undefined`
 * when the line hands on nothing.
 */
export function cookiesOf(
  { lines }: CheckedConfig,
  line: string,
  header: string | undefined,
): string | undefined {
  const names = lines[line]?.relayCookies ?? [];
  if (names.length === 0) return undefined;
  const brought = (header ?? '').split(';').map((pair) => pair.replace(BLANKS, ''));
  return [...new Set(names)]
    .flatMap((name) => brought.filter((pair) => pair.startsWith(`${name}=`)))
    .join('; ');
}

type Keys = Pick<CheckedConfig, 'secrets'>;
type Secret = CheckedConfig['secrets'][number];

const keyOf = ({ secret }: Secret, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', Buffer.from(secret, 'base64url'), '', purpose, 32));

const digestWith = (secret: Secret, cookies: string): string =>
  createHmac('sha256', keyOf(secret, 'pc-relay-digest')).update(cookies).digest('base64url');

/** What a session carries in the place of cookies: it tells them apart and gives none of them away. */
export function digestOf({ secrets: [first] }: Keys, cookies: string): string {
  if (!first) throw new TypeError('secrets is empty');
  return digestWith(first, cookies);
}

/** Whether these are the cookies that a session was opened with; no cookies are cookies as well. */
export const isDigestOf = ({ secrets }: Keys, digest: string | undefined, cookies: string) =>
  digest !== undefined && secrets.some((secret) => sameText(digest, digestWith(secret, cookies)));

/** As the store keeps them: encrypted JWE under a key of its own, as kept requests are. */
export async function sealCookies({ secrets: [first] }: Keys, cookies: string): Promise<string> {
  if (!first) throw new TypeError('secrets is empty');
  return new CompactEncrypt(Buffer.from(cookies))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: first.kid })
    .encrypt(keyOf(first, 'pc-relay'));
}

async function openCookies({ secrets }: Keys, sealed: string): Promise<string> {
  const { plaintext } = await compactDecrypt(
    sealed,
    ({ kid }) => {
      const secret = secrets.find((each) => each.kid === kid);
      return secret ? keyOf(secret, 'pc-relay') : new Uint8Array();
    },
    { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
  );
  return Buffer.from(plaintext).toString();
}

/**
 * What goes into the `Cookie` header of a call to the merchant's backend about this attempt.
 * `undefined` when its buyer brought nothing to hand on, or when the attempt is over.
 * @throws Error when it was sealed with a secret that was taken out of the configuration.
 */
export async function relayedCookies(
  { config }: Checkout,
  { progress }: Attempt,
): Promise<string | undefined> {
  const cookies = progress.relayed === undefined ? '' : await openCookies(config, progress.relayed);
  return cookies === '' ? undefined : cookies;
}

/**
 * Whether a request comes from the browser that began the attempt, as far as the line's cookies tell.
 * Cookies say who the buyer is: without this, whoever sends the address of his own payment to
 * somebody else lets that one pay for it, or be charged for it by the shop. Past its end they are
 * forgotten, and nothing can be moved any more.
 * @throws Error when it was sealed with a secret that was taken out of the configuration.
 */
export async function isSameBrowser(
  { config }: Pick<Checkout, 'config'>,
  { line, state, progress }: Attempt,
  header: string | undefined,
): Promise<boolean> {
  const cookies = cookiesOf(config, line, header);
  if (cookies === undefined) return true;
  if (progress.relayed === undefined) return state !== 'created' && state !== 'ready';
  return sameText(await openCookies(config, progress.relayed), cookies);
}
