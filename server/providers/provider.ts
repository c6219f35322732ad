import type { Amount, Device, Locale, MethodType } from '../protocol/index.ts';
import type {
  Approval,
  Preparation,
  ProviderState,
  QueryAnswer,
  RefundOrder,
  Refusal,
  Reversal,
} from './provider.answers.ts';

export type * from './provider.answers.ts';

/** A text in each language the server speaks. */
export type Texts = Readonly<Record<Locale, string>>;

/** One way to pay that a provider offers. */
export interface ProviderMethod {
  readonly type: MethodType;
  readonly label: Texts;
}

/**
 * What is true of a provider whatever the shop. Recovery is computed from these, so a provider
 * states facts and decides nothing. Times in milliseconds.
 */
export interface ProviderFacts {
  /** How long the buyer may take in the provider's window. */
  readonly authenticationWindow: number;
  /** How long after the callback an approval may be asked for. */
  readonly approveWindow: number;
  /** After how long a call of ours is given up, its outcome unknown. */
  readonly callTimeout: number;
  /** The provider's limits for an order id of ours. */
  readonly orderId: {
    readonly alphabet: RegExp;
    readonly minLength?: number;
    readonly maxLength: number;
  };
  /**
   * A cancel or failure callback is believed only after {@link Provider.query} agrees, since
   * anybody who sees its address could call it.
   */
  readonly endsNeedQuery: boolean;
  /**
   * `approve` may be asked for again with the same record: the attempt's id is the idempotency key,
   * and the provider repeats its first answer instead of taking the money twice.
   */
  readonly replaySafe: boolean;
  /** For how long after an approval was asked for {@link Provider.netCancel} is taken. */
  readonly netCancelWindow?: number;
  /** Money may already have moved when the buyer leaves the window, without an approve of ours. */
  readonly approvedAtCallback: boolean;
  /** What the sender of a webhook takes for "received", with HTTP 200; an empty text otherwise. */
  readonly webhookAnswer?: { readonly contentType: string; readonly body: string };
}

/** Origins the window page must allow for this provider, for its Content-Security-Policy. */
export interface ProviderOrigins {
  readonly script: readonly string[];
  readonly connect: readonly string[];
}

/**
 * The script that a provider of the script kind is launched by. Known before prepare, so that the
 * window page can load it while prepare runs; `<id>.launcher.ts` calls it.
 */
export interface ProviderSdk {
  readonly src: string;
  /** What the script defines on `window`. */
  readonly global: string;
}

/** The part of an attempt that a provider may see. */
export interface PaymentRecord {
  readonly attemptId: string;
  /** The merchant's own, for a provider that is the merchant himself. */
  readonly orderId: string;
  readonly line: string;
  /** The order id at the provider, ours and unique per attempt unless the merchant wants his; within {@link ProviderFacts.orderId}. */
  readonly providerOrderId: string;
  /** The chosen one of {@link Provider.methods}, by its key there. */
  readonly method: string;
  /** Stable and without meaning; for providers that demand a buyer id. */
  readonly buyerRef: string;
  readonly orderName: string;
  readonly amount: Amount;
  /** Part of the amount without VAT, in minor units. */
  readonly taxFreeAmount: number;
  readonly device: Device;
  readonly locale: Locale;
}

/** A record whose prepare was answered. */
export interface PreparedRecord extends PaymentRecord {
  readonly providerState: ProviderState;
  /** What {@link CallbackReading} gave for {@link Provider.approve}, once a callback was believed. */
  readonly authentication?: ProviderState;
}

/** The provider's request to our callback address, as it came. */
export interface CallbackRequest {
  readonly httpMethod: 'GET' | 'POST';
  /** Last part of the path, for providers that are given several addresses (`approve`, `cancel`). */
  readonly leg: string;
  /** In the order they stood; a name may repeat. */
  readonly query: readonly (readonly [string, string])[];
  readonly contentType: string;
  readonly body: Uint8Array;
}

export type CallbackReading =
  | {
      readonly kind: 'authenticated';
      /** What {@link Provider.approve} needs from the callback. */
      readonly authentication: ProviderState;
      /** The money and order the callback speaks of, where it does; compared with the record. */
      readonly claims?: { readonly amount?: Amount; readonly providerOrderId?: string };
    }
  | { readonly kind: 'canceled' }
  | ({ readonly kind: 'failed' } & Refusal)
  /** It contradicts itself or the documents; nothing is believed of it. */
  | { readonly kind: 'rejected'; readonly reason: string };

declare const checked: unique symbol;

/**
 * A callback that agreed with the attempt it came for. Only the core makes one, after comparing
 * amount and order, so nothing can be approved on the word of a request alone.
 */
export type AuthenticatedCallback = ProviderState & { readonly [checked]: true };

/** The provider's own request to our server, as it came. Header names in small letters. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [string, string])[];
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** A webhook is a reason to ask, never an answer: all that is read of it is whom it is about. */
export type WebhookReading =
  | { readonly kind: 'about'; readonly providerOrderId: string }
  /** Not from the provider, or nothing that it documents. */
  | { readonly kind: 'rejected'; readonly reason: string };

/** What a call over the network came to. Errors are data: who calls must look. */
export type HttpOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Uint8Array }
  /** No byte can have left: refused, no such name, deadline passed before sending. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** It may have been carried out. */
  | { readonly kind: 'no-answer'; readonly reason: string };

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** In place of a body, and of a query in `url`: leaves to the byte as it came to us. */
  readonly exact?: { readonly query: string; readonly body: Uint8Array };
  readonly timeoutMs: number;
  /** The body of the answer is not wanted, however long it is. */
  readonly statusOnly?: boolean;
}

/** A provider's only way to the world. */
export interface ProviderContext {
  readonly http: (request: HttpRequest) => Promise<HttpOutcome>;
  /** The callback address of this attempt; `leg` becomes its last part. */
  readonly callbackUrl: (leg: string) => string;
  /** Milliseconds since 1970, from the injected clock. */
  readonly now: () => number;
}

/**
 * One provider with one set of keys. Facts, two required verbs, and optional ones whose presence
 * is the ability. Made by the factory in `providers/<id>/<id>.ts`.
 */
export interface Provider {
  readonly id: string;
  readonly name: Texts;
  readonly methods: Readonly<Record<string, ProviderMethod>>;
  readonly facts: ProviderFacts;
  readonly origins: ProviderOrigins;
  /** There where `prepare` gives an instruction of the script kind, with this very script. */
  readonly sdk?: ProviderSdk;
  /** `prepare` gives an instruction of the none kind: the window page asks the buyer to confirm. */
  readonly confirmsHere?: true;
  /** Why it may not be used where the server's public address is not of this machine. */
  readonly onlyHere?: string;

  /** Stage 1: tells the provider, where it wants to be told, and says how to get to its window. */
  readonly prepare: (record: PaymentRecord, ctx: ProviderContext) => Promise<Preparation>;

  /** Stage 3: reads the callback. Pure; never throws, whatever came. */
  readonly readCallback: (request: CallbackRequest, record: PreparedRecord) => CallbackReading;

  /** Stage 4: takes the money. Without it the merchant's backend must (`forward`). */
  readonly approve?: (
    callback: AuthenticatedCallback,
    record: PreparedRecord,
    ctx: ProviderContext,
  ) => Promise<Approval>;

  /** Asks what became of it. */
  readonly query?: (record: PreparedRecord, ctx: ProviderContext) => Promise<QueryAnswer>;

  /**
   * Undoes an approval whose answer was lost, by our own order id. Only within
   * {@link ProviderFacts.netCancelWindow}, and only in doubt.
   */
  readonly netCancel?: (record: PreparedRecord, ctx: ProviderContext) => Promise<Reversal>;

  /** Gives money back after an approval. The core asks for the whole of it only. */
  readonly refund?: (
    order: RefundOrder,
    record: PreparedRecord,
    ctx: ProviderContext,
  ) => Promise<Reversal>;

  /**
   * Reads a webhook, verified as far as the provider allows it. Pure; never throws, whatever came.
   */
  readonly readWebhook?: (request: WebhookRequest) => WebhookReading;
}
