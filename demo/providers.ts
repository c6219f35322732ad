import express from 'express';
import type { Express } from 'express';
import type { CheckoutConfig } from '../server/index.ts';
import { kakaopay, tosspayments } from '../server/providers/index.ts';
import { createKakaoPaySimulator } from '../server/providers/kakaopay/kakaopay.simulator.ts';
import type { KakaoPaySimulator } from '../server/providers/kakaopay/kakaopay.simulator.ts';
import { DOCUMENTATION_KEYS } from '../server/providers/tosspayments/tosspayments.schema.ts';
import { createTossPaymentsSimulator } from '../server/providers/tosspayments/tosspayments.simulator.ts';
import type { TossPaymentsSimulator } from '../server/providers/tosspayments/tosspayments.simulator.ts';
import type { Keys } from './keys.ts';

export interface Simulators {
  readonly kakaopay: KakaoPaySimulator;
  readonly tosspayments: TossPaymentsSimulator;
}

/** What a shop can be paid by, and whoever stands in for the companies behind it. */
export interface DemoProviders {
  readonly channels: CheckoutConfig['channels'];
  readonly methods: CheckoutConfig['lines'][string]['methods'];
  /** One sentence each, for the person who starts the demo. */
  readonly notes: readonly string[];
}

const TOSS_METHODS = {
  card: { channel: 'toss', method: 'card' },
  tosspay: { channel: 'toss', method: 'tosspay' },
  transfer: { channel: 'toss', method: 'transfer' },
  account: { channel: 'toss', method: 'virtual-account' },
} as const;
const KAKAO_METHODS = { kakaopay: { channel: 'kakaopay', method: 'kakaopay' } } as const;

const kakaopayKeys = (keys: Keys) => ({ secretKey: keys.kakaopaySecretKey, cid: 'TC0ONETIME' });
const tossKeys = (keys: Keys) => ({
  clientKey: 'test_ck_demo',
  secretKey: `test_sk_${keys.tossSecret}`,
});

/** Every provider by its simulator below `simulatorUrl`. */
export const simulatedProviders = (simulatorUrl: string, keys: Keys): DemoProviders => {
  const tossUrl = `${simulatorUrl}/tosspayments`;
  return {
    channels: {
      kakaopay: kakaopay({ ...kakaopayKeys(keys), baseUrl: `${simulatorUrl}/kakaopay` }),
      toss: tosspayments({ ...tossKeys(keys), apiUrl: tossUrl, sdkUrl: tossUrl }),
    },
    methods: { ...KAKAO_METHODS, ...TOSS_METHODS },
    notes: [],
  };
};

/** Where the simulators are and where they send their webhooks. */
interface Addresses {
  readonly simulatorUrl: string;
  /** The companion server as this machine reaches it. */
  readonly payUrl: string;
}

export function createSimulators({ simulatorUrl, payUrl }: Addresses, keys: Keys): Simulators {
  return {
    kakaopay: createKakaoPaySimulator({
      ...kakaopayKeys(keys),
      baseUrl: `${simulatorUrl}/kakaopay`,
    }),
    tosspayments: createTossPaymentsSimulator({
      ...tossKeys(keys),
      baseUrl: `${simulatorUrl}/tosspayments`,
      webhookUrl: `${payUrl}/webhook/toss`,
    }),
  };
}

/** All of them on one origin, a path each. */
export const simulatorApp = (simulators: Simulators): Express =>
  express()
    .disable('x-powered-by')
    .use('/kakaopay', simulators.kakaopay.router)
    .use('/tosspayments', simulators.tosspayments.router);

/** This demo forgets its payments at each start, which real ones must not be. */
const ONLY_TESTS = 'must be of the test system: the demo takes no real money.';

/**
 * The providers' own test systems. Toss Payments can be tried by anybody with the keys of its
 * documents; Kakao Pay gives a key for tests to each developer.
 *
 * @throws Error for keys that are not for tests, or of which one is missing
 */
export function sandboxProviders(env: Readonly<Record<string, string | undefined>>): DemoProviders {
  const { KAKAOPAY_SECRET_KEY: secretKey, KAKAOPAY_CID: cid = 'TC0ONETIME' } = env;
  const { TOSS_CLIENT_KEY: clientKey, TOSS_SECRET_KEY: tossSecretKey } = env;
  const hasOwn = !!clientKey && !!tossSecretKey;
  if (!hasOwn && (clientKey ?? tossSecretKey)) {
    throw new Error('TOSS_CLIENT_KEY and TOSS_SECRET_KEY belong together; one of them is missing.');
  }
  for (const key of [clientKey, tossSecretKey]) {
    if (key && !key.startsWith('test_')) throw new Error(`TOSS_… ${ONLY_TESTS}`);
  }
  if (!cid.startsWith('TC')) throw new Error(`KAKAOPAY_CID ${ONLY_TESTS}`);
  const toss = tosspayments(hasOwn ? { clientKey, secretKey: tossSecretKey } : DOCUMENTATION_KEYS);
  return {
    channels: { ...(secretKey ? { kakaopay: kakaopay({ secretKey, cid }) } : {}), toss },
    methods: { ...(secretKey ? KAKAO_METHODS : {}), ...TOSS_METHODS },
    notes: [
      hasOwn
        ? 'Toss Payments: your keys.'
        : 'Toss Payments: the keys of its documents; its dashboard shows none of these payments. Set TOSS_CLIENT_KEY and TOSS_SECRET_KEY for your own.',
      secretKey
        ? `Kakao Pay: your key, merchant code ${cid}.`
        : 'Kakao Pay is left out: KAKAOPAY_SECRET_KEY is missing. Its developer console gives a key for tests.',
    ],
  };
}
