import type { FORWARD_ANSWERS, STATUS_ANSWERS } from './history-backend.ts';
import type { CONFIRM_ANSWERS, NOTIFY_ANSWERS } from './history-merchant.ts';
import type { Accident } from './history-process.ts';
import type { ProfileName } from './history-profiles.ts';
import type { Trap } from './history-world.ts';
import type { BankFaultRequest } from './test-provider.bank.ts';

/** One thing that happens. `at` is the number of an attempt, counted round. */
export type Step =
  | {
      readonly do: 'begin';
      readonly order: number;
      readonly line: number;
      readonly channel: number;
      readonly opens: boolean;
    }
  | { readonly do: 'open'; readonly at: number }
  | { readonly do: 'go-on'; readonly at: number; readonly pick: number }
  | {
      readonly do: 'buyer';
      readonly at: number;
      readonly act: (typeof BUYER_ACTS)[number];
      readonly comesBack: boolean;
    }
  | {
      readonly do: 'callback';
      readonly at: number;
      readonly which: number;
      readonly twist: (typeof TWISTS)[number];
      readonly times: number;
    }
  | {
      readonly do: 'webhook';
      readonly at: number;
      readonly kind: (typeof WEBHOOKS)[number];
      readonly times: number;
    }
  | { readonly do: 'cancel'; readonly at: number }
  | {
      readonly do: 'outcome';
      readonly at: number;
      readonly kind: 'failed' | 'canceled';
      readonly isStale: boolean;
    }
  | { readonly do: 'look'; readonly at: number }
  | { readonly do: 'beat' }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'work'; readonly ms: number }
  | {
      readonly do: 'fault';
      readonly at: number;
      readonly fault: BankFaultRequest;
      readonly lateness: number;
    }
  | ({ readonly do: 'trap' } & Trap)
  | { readonly do: 'crash' }
  | { readonly do: 'stop' }
  | { readonly do: 'channel'; readonly at: number; readonly isThere: boolean }
  | ({ readonly do: 'accident' } & Accident)
  | { readonly do: 'confirm'; readonly answer: (typeof CONFIRM_ANSWERS)[number] }
  | { readonly do: 'notify'; readonly answer: (typeof NOTIFY_ANSWERS)[number] }
  | {
      readonly do: 'forward';
      readonly answer: (typeof FORWARD_ANSWERS)[number];
      readonly lateness: number;
    }
  | {
      readonly do: 'status';
      readonly answer: (typeof STATUS_ANSWERS)[number];
      readonly seals: boolean;
    }
  | { readonly do: 'mode'; readonly isAllDirect: boolean }
  | { readonly do: 'bank'; readonly at: number; readonly act: (typeof BANK_ACTS)[number] }
  | { readonly do: 'operator'; readonly at: number; readonly pick: number }
  | { readonly do: 'at-once'; readonly steps: readonly Step[] };

export const BUYER_ACTS = ['pay', 'account', 'pay-in-window', 'cancel', 'fail'] as const;
export const TWISTS = [
  'none',
  'made-up',
  'amount',
  'currency',
  'order',
  'signature',
  'nonsense',
] as const;
export const WEBHOOKS = ['true', 'forged', 'nobody', 'waiting', 'all'] as const;
export const BANK_ACTS = ['deposit', 'withdraw', 'close-account', 'refund'] as const;

export interface History {
  readonly channels: readonly ProfileName[];
  readonly seed: number;
  readonly steps: readonly Step[];
}
