import { createHash } from 'node:crypto';
import type {
  Amount,
  AttemptId,
  Deposit,
  Device,
  LaunchInstruction,
  Locale,
  Presentation,
  Stage,
} from '../protocol/index.ts';
import type { ProviderState } from '../providers/provider.ts';
import type { AttemptState } from './transitions.ts';

/** What was fixed when the attempt began. Never changes. */
export interface AttemptSnapshot {
  readonly provider: string;
  /** The provider's own name for the method. */
  readonly providerMethod: string;
  /** How it was opened the first time. */
  readonly presentation: Presentation;
  readonly device: Device;
  readonly locale: Locale;
  /** Origin of the page that may be told hints. */
  readonly storefront: string;
  readonly returnUrl: string;
  readonly orderName: string;
  readonly orderUrl?: string;
  readonly taxFreeAmount: number;
  readonly buyerRef: string;
  /** Who approves: we, where it is left out, or the merchant's backend. */
  readonly approveMode?: 'forward';
}

/** How money is given back: undoing a call whose answer was lost, or an ordinary refund. */
export type ReversalWay = 'net-cancel' | 'refund';

/** What a redirect takes back to the storefront; only the newest is good, and only its hash is kept. */
export interface ReturnCode {
  readonly hash: string;
  readonly issuedAt: number;
  /** When it was first exchanged. */
  readonly usedAt?: number;
}

/** What came since, one step at a time. Times in milliseconds since 1970. */
export interface AttemptProgress {
  /** How often the window page was opened for this attempt. */
  readonly launches: number;
  /** How it was opened the last time. */
  readonly presentation?: Presentation;
  readonly returnCode?: ReturnCode;
  readonly prepareTries: number;
  readonly instruction?: LaunchInstruction;
  readonly providerState?: ProviderState;
  /** What approval needs from the callback. */
  readonly authentication?: ProviderState;
  readonly authenticatedAt?: number;
  /** The cookies that go on to the merchant's backend, sealed. */
  readonly relayed?: string;
  /** The kept request that was believed: what a forward hands on. */
  readonly callbackId?: number;
  /** Who began to approve, and so carries on with it: we, where it is left out. */
  readonly approveMode?: 'forward';
  /** When the merchant was first asked whether he wants the money, and when he said yes. */
  readonly confirmAskedAt?: number;
  readonly confirmedAt?: number;
  /** When `approving` began. */
  readonly approvingAt?: number;
  /** When the provider was last asked to approve: a call of then may still be under way. */
  readonly askedAt?: number | undefined;
  /** Set while it is proven that no approval has left us: from when on it may be asked for again. */
  readonly askAgainAt?: number | undefined;
  /** When the provider first said that there is no approval; believed when it says so again later. */
  readonly notFoundAt?: number | undefined;
  /** When giving back was last asked for, and when the provider said that it did. */
  readonly reversalAskedAt?: number | undefined;
  readonly reversalAcceptedAt?: number | undefined;
  /** Ways to give back that the provider refused; another try would only repeat it. */
  readonly refusedWays?: readonly ReversalWay[] | undefined;
  readonly deposit?: Deposit;
  /** When it came to the state it is in. */
  readonly since?: number;
  readonly transactionId?: string;
  /** What the provider says it took; differs from the order's only on the way to a reversal. */
  readonly approvedAmount?: Amount;
  readonly approvedAt?: number;
  readonly stage?: Stage;
  readonly code?: string | undefined;
  readonly providerCode?: string;
  /** The provider's own sentence for the buyer. */
  readonly message?: string;
}

/** One try to pay one order with one method. */
export interface Attempt {
  readonly id: AttemptId;
  /** Rises by one with every event; also the `seq` that browsers see. */
  readonly version: number;
  readonly state: AttemptState;
  readonly sessionId: string;
  readonly line: string;
  readonly orderId: string;
  /** Our order id at the provider, unique per attempt. */
  readonly providerOrderId: string;
  readonly channel: string;
  readonly method: string;
  readonly amount: Amount;
  readonly holdsOrder: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The store's clock when this was read: the only "now" that decisions about it use. */
  readonly readAt: number;
  /** When somebody has to look after it, if ever. */
  readonly dueAt: number | undefined;
  readonly snapshot: AttemptSnapshot;
  readonly progress: AttemptProgress;
}

/** How the window was shown last: what began as a popup may go on in the storefront's own tab. */
export const presentationOf = ({ progress, snapshot }: Attempt): Presentation =>
  progress.presentation ?? snapshot.presentation;

/** The short number that buyers read out and operators search for. */
export const traceIdOf = ({ id, orderId, providerOrderId }: Attempt): string =>
  (providerOrderId === orderId ? lettersOf(id) : providerOrderId.slice(-6)).toUpperCase();

/** The merchant's own order id is the same for every attempt. */
const lettersOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 6);
