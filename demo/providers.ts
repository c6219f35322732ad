import express from 'express';
import type { Express } from 'express';
import type { CheckoutConfig } from '../server/index.ts';
import { house, kakaopay, tosspayments } from '../server/providers/index.ts';
import { createHouseSimulator } from '../server/providers/house/house.simulator.ts';
import type { HouseSimulator } from '../server/providers/house/house.simulator.ts';
import { createKakaoPaySimulator } from '../server/providers/kakaopay/kakaopay.simulator.ts';
import type { KakaoPaySimulator } from '../server/providers/kakaopay/kakaopay.simulator.ts';
import { DOCUMENTATION_KEYS } from '../server/providers/tosspayments/tosspayments.schema.ts';
import { createTossPaymentsSimulator } from '../server/providers/tosspayments/tosspayments.simulator.ts';
import type { TossPaymentsSimulator } from '../server/providers/tosspayments/tosspayments.simulator.ts';
import { creditService } from './approval/credit.ts';
import { kakaoPayService } from './approval/kakaopay.ts';
import type { PgService } from './approval/pg-service.ts';
import { pointsService } from './approval/points.ts';
import { tossPaymentsService } from './approval/tosspayments.ts';
import { CREDIT, CreditBook } from './credit.ts';
import type { Keys } from './keys.ts';
import { POINTS } from './points.ts';

export interface Simulators {
  readonly kakaopay: KakaoPaySimulator;
  /** Of the shop's second merchant code, which repairs are paid to. */
  readonly kakaopayRepair: KakaoPaySimulator;
  readonly tosspayments: TossPaymentsSimulator;
  /** The shop's own, by whatever companies it is paid otherwise. */
  readonly points: HouseSimulator;
  readonly credit: CreditBook;
}

/** What a shop can be paid by, and whoever stands in for the companies behind it. */
export interface DemoProviders {
  readonly channels: CheckoutConfig['channels'];
  /** How the shop's own backend takes money, by the names of the same channels. */
  readonly services: Readonly<Record<string, PgService>>;
  /** One sentence each, for the person who starts the demo. */
  readonly notes: readonly string[];
}

const kakaopayKeys = (keys: Keys) => ({ secretKey: keys.kakaopaySecretKey, cid: 'TC0ONETIME' });
const repairKeys = (keys: Keys) => ({ secretKey: keys.kakaopayRepairSecretKey, cid: 'TC0REPAIRS' });
const tossKeys = (keys: Keys) => ({
  clientKey: 'test_ck_demo',
  secretKey: `test_sk_${keys.tossSecret}`,
});

/** Every provider by its simulator below `simulatorUrl`. */
export const simulatedProviders = (simulatorUrl: string, keys: Keys): DemoProviders => {
  const apiUrls = urlsBelow(simulatorUrl);
  const { kakaopay: kakaoUrl, kakaopayRepair: repairUrl, tosspayments: tossUrl } = apiUrls;
  return {
    channels: {
      kakaopay: kakaopay({ ...kakaopayKeys(keys), baseUrl: kakaoUrl }),
      'kakaopay-repair': kakaopay({ ...repairKeys(keys), baseUrl: repairUrl }),
      toss: tosspayments({ ...tossKeys(keys), apiUrl: tossUrl, sdkUrl: tossUrl }),
    },
    services: {
      kakaopay: kakaoPayService({ ...kakaopayKeys(keys), apiUrl: kakaoUrl }),
      'kakaopay-repair': kakaoPayService({ ...repairKeys(keys), apiUrl: repairUrl }),
      toss: tossPaymentsService({ secretKey: tossKeys(keys).secretKey, apiUrl: tossUrl }),
    },
    notes: [],
  };
};

/** A path each. */
const urlsBelow = (simulatorUrl: string) => ({
  kakaopay: `${simulatorUrl}/kakaopay`,
  kakaopayRepair: `${simulatorUrl}/kakaopay-repair`,
  tosspayments: `${simulatorUrl}/tosspayments`,
});

const pointsPage = (shopUrl: string, { pointsSecret }: Keys) => ({
  url: `${shopUrl}/points`,
  secret: pointsSecret,
});

interface OwnMoney extends Pick<Simulators, 'points' | 'credit'> {
  readonly shopUrl: string;
  readonly keys: Keys;
}

/** The shop's own money beside the others: points with a page of the shop's, credit without one. */
export const withOwnMoney = (
  { channels, services, notes }: DemoProviders,
  { shopUrl, keys, points, credit }: OwnMoney,
): DemoProviders => ({
  channels: {
    ...channels,
    points: house({ name: POINTS.name, page: pointsPage(shopUrl, keys) }),
    credit: house({ name: CREDIT.name }),
  },
  services: { ...services, points: pointsService(points), credit: creditService(credit) },
  notes,
});

/** Where the simulators are and where they send their webhooks. */
interface Addresses {
  readonly shopUrl: string;
  readonly simulatorUrl: string;
  /** The companion server as this machine reaches it. */
  readonly payUrl: string;
}

export function createSimulators(
  { shopUrl, simulatorUrl, payUrl }: Addresses,
  keys: Keys,
): Simulators {
  const urls = urlsBelow(simulatorUrl);
  return {
    kakaopay: createKakaoPaySimulator({ ...kakaopayKeys(keys), baseUrl: urls.kakaopay }),
    kakaopayRepair: createKakaoPaySimulator({ ...repairKeys(keys), baseUrl: urls.kakaopayRepair }),
    tosspayments: createTossPaymentsSimulator({
      ...tossKeys(keys),
      baseUrl: urls.tosspayments,
      webhookUrl: `${payUrl}/webhook/toss`,
    }),
    points: createHouseSimulator({
      ...pointsPage(shopUrl, keys),
      name: POINTS.name.ko,
      pin: POINTS.pin,
      balance: POINTS.balance,
    }),
    credit: new CreditBook(),
  };
}

/** Those of companies on one origin, a path each; the shop's points are on the shop's. */
export const simulatorApp = (simulators: Simulators): Express =>
  express()
    .disable('x-powered-by')
    .use('/kakaopay', simulators.kakaopay.router)
    .use('/kakaopay-repair', simulators.kakaopayRepair.router)
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
  const tossAccount = hasOwn ? { clientKey, secretKey: tossSecretKey } : DOCUMENTATION_KEYS;
  // One key for tests stands for both merchant codes.
  const kakaoAccount = secretKey ? { secretKey, cid } : undefined;
  return {
    channels: {
      ...(kakaoAccount && {
        kakaopay: kakaopay(kakaoAccount),
        'kakaopay-repair': kakaopay(kakaoAccount),
      }),
      toss: tosspayments(tossAccount),
    },
    services: {
      ...(kakaoAccount && {
        kakaopay: kakaoPayService(kakaoAccount),
        'kakaopay-repair': kakaoPayService(kakaoAccount),
      }),
      toss: tossPaymentsService({ secretKey: tossAccount.secretKey }),
    },
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
