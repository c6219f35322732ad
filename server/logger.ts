import { pino, type Logger } from 'pino';

/** The only fields a log line may have besides time, level and message. */
const ALLOWED = [
  'attemptId',
  'channel',
  'code',
  'providerCode',
  'durationMs',
  'fault',
  'httpMethod',
  'line',
  'port',
  'purged',
  'reason',
  'route',
  'state',
  'status',
  'traceId',
  'transition',
  'tries',
  'waitMs',
] as const;

/** A log that lets through what is listed and drops the rest: no token, no query, no body. */
export const createLogger = (level: string, destination?: { write(line: string): void }): Logger =>
  pino(
    { level, base: null, formatters: { log: allowListed } },
    ...(destination ? [destination] : []),
  );

/** Keeps the listed fields that are plain values. */
export function allowListed(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of ALLOWED) {
    const value = fields[name];
    if (typeof value === 'string' || typeof value === 'number') kept[name] = value;
  }
  return kept;
}
