import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { CheckedConfig } from '../config.ts';
import type { HttpOutcome, HttpRequest, Provider } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import type { Attempt } from './attempt.ts';
import type { Envelopes } from './envelope.ts';
import type { Links } from './links.ts';
import type { SessionTokens } from './session-token.ts';

/** Everything the five stages work with. Built once in `start-checkout.ts`. */
export interface Checkout {
  readonly config: CheckedConfig;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly links: Links;
  readonly sessions: SessionTokens;
  readonly envelopes: Envelopes;
  readonly send: (request: HttpRequest) => Promise<HttpOutcome>;
  /** At least 0, less than 1. */
  readonly random: () => number;
  /** The server is being stopped: nothing new may be asked of a provider. */
  readonly isStopping: () => boolean;
  /** Work that goes on without a request; awaited by a graceful stop. */
  readonly background: (work: Promise<unknown>) => void;
}

/** The provider behind an attempt's channel; `undefined` once the channel was taken out. */
export const providerOf = (checkout: Checkout, attempt: Attempt): Provider | undefined =>
  checkout.config.channels[attempt.channel];
