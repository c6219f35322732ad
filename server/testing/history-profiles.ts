import type { TestBankOptions } from './test-provider.bank.ts';
import type { TestProviderOptions } from './test-provider.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Short enough that a history sees them close. */
export const WINDOWS = {
  authenticationWindow: 10 * MINUTE,
  approveWindow: 10 * MINUTE,
  netCancelWindow: HOUR,
  depositWindow: 2 * HOUR,
} as const;

/** A kind of provider, as its facts and its verbs make one, and the bank behind it. */
export interface Profile {
  readonly provider: TestProviderOptions;
  readonly bank: TestBankOptions;
  /**
   * How late a call may be carried out and still be found. Where the provider can be asked, until
   * the last look at an attempt that ended; where it cannot, no later than the quarantine.
   */
  readonly latest: number;
}

const ASKED = 20 * HOUR;
const NOT_ASKED = 80 * SECOND;

export const PROFILES = {
  /** All verbs, replay is safe. */
  full: { provider: {}, bank: {}, latest: ASKED },
  'query-only': {
    provider: { facts: { replaySafe: false }, without: ['netCancel', 'readWebhook'] },
    bank: { takesTwice: true },
    latest: ASKED,
  },
  'query-net-cancel': {
    provider: { facts: { replaySafe: false } },
    bank: { takesTwice: true, sealsOnNetCancel: false, hidesUnapproved: true },
    latest: ASKED,
  },
  replay: { provider: { without: ['query', 'netCancel'] }, bank: {}, latest: NOT_ASKED },
  'net-cancel': {
    provider: { facts: { replaySafe: false }, without: ['query'], callbackMethod: 'POST' },
    bank: { takesTwice: true, sealsOnNetCancel: false },
    latest: NOT_ASKED,
  },
  neither: {
    provider: {
      facts: { replaySafe: false },
      without: ['query', 'netCancel', 'refund', 'readWebhook'],
    },
    bank: { takesTwice: true },
    latest: NOT_ASKED,
  },
  suspicious: {
    provider: { facts: { endsNeedQuery: true, replaySafe: false }, callbackMethod: 'POST' },
    bank: { takesTwice: true },
    latest: ASKED,
  },
  'no-way-back': {
    provider: { without: ['netCancel', 'refund'] },
    bank: { hidesUnapproved: true },
    latest: ASKED,
  },
  'in-window': {
    provider: { facts: { approvedAtCallback: true } },
    bank: {},
    latest: ASKED,
  },
  'in-window-bare': {
    provider: {
      facts: { approvedAtCallback: true, endsNeedQuery: true, replaySafe: false },
      without: ['netCancel', 'readWebhook'],
    },
    bank: { takesTwice: true },
    latest: ASKED,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];
export const profileOf = (name: ProfileName): Profile => PROFILES[name];

const factsOf = (name: ProfileName): TestProviderOptions => profileOf(name).provider;

/** Whether the buyer can pay in the bank's window, without an approve of ours. */
export const movesMoneyAlone = (name: ProfileName): boolean =>
  factsOf(name).facts?.approvedAtCallback ?? false;

/** Whether an account may be issued: only where somebody can ask whether it was paid. */
export const issuesAccounts = (name: ProfileName): boolean =>
  !(factsOf(name).without ?? []).includes('query') && !movesMoneyAlone(name);
