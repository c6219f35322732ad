const HOUR = 3_600_000;
const KOREA = 9 * HOUR;

const inKorea = (at: number): string => new Date(at + KOREA).toISOString();

/** `2026-11-22T10:10:10+09:00`, as every moment of a payment is written. */
export const zoned = (at: number): string => `${inKorea(at).slice(0, 19)}+09:00`;

/** `2026-11-22T10:10:10.123000`, as webhooks write when they were made: without a zone. */
export const unzoned = (at: number): string => `${inKorea(at).slice(0, 23)}000`;

/** `20261122101010`, as it stands in a payment key. */
export const stampOf = (at: number): string => inKorea(at).slice(0, 19).replace(/\D/g, '');

/** The moment of `yyyy-MM-ddTHH:mm:ss` in Korea; NaN for what is none. */
export const fromUnzoned = (text: string): number => Date.parse(`${text}+09:00`);

/** When an account closes; after a week unless the SDK was told, as an older specification has it. */
export function dueAtOf(
  asked: { readonly validHours?: number | undefined; readonly dueDate?: string | undefined },
  now: number,
): number {
  return asked.dueDate === undefined
    ? now + (asked.validHours ?? 168) * HOUR
    : fromUnzoned(asked.dueDate);
}
