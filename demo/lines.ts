import type { CheckoutConfig } from '../server/index.ts';
import { LINES } from './orders.ts';
import type { Line } from './orders.ts';

type LineSettings = CheckoutConfig['lines'][string];
type Methods = LineSettings['methods'];

/** Whose lines are approved by the shop's own backend unless more are wished for. */
const FORWARD: ReadonlySet<Line> = new Set(['exchange', 'repair']);

export interface LineOptions {
  /** Where the shop's hooks are, without a slash at the end. */
  readonly shopUrl: string;
  /** Where the shop's own approval is. */
  readonly backendUrl: string;
  /** Those of the configuration: a method of any other is left out. */
  readonly channels: CheckoutConfig['channels'];
  /** Lines that are approved by the shop's own backend, beside those that always are. */
  readonly forward: readonly Line[] | 'all';
}

/** Every line with addresses, methods and a way of approval of its own. */
export const linesOf = (options: LineOptions): CheckoutConfig['lines'] =>
  Object.fromEntries(LINES.map((line) => [line, settingsOf(line, options)]));

function settingsOf(line: Line, options: LineOptions): LineSettings {
  const { channels, forward } = options;
  const hooks = `${options.shopUrl}/hooks/${line}`;
  const forwarded = forwardOf(line, options);
  const isForward = FORWARD.has(line) || forward === 'all' || forward.includes(line);
  // Only the shop can take its own money.
  const own = OWN[line].map((channel) => [channel, { channel, approve: forwarded }] as const);
  const methods: Methods = { ...METHODS[line], ...Object.fromEntries(own) };
  return {
    methods: Object.fromEntries(
      Object.entries(methods).filter(([, { channel }]) => channel in channels),
    ),
    order: `${hooks}/order`,
    approve: isForward ? forwarded : { mode: 'direct', confirm: `${hooks}/confirm` },
    notify: `${hooks}/payment`,
  };
}

const forwardOf = (
  line: Line,
  { backendUrl }: LineOptions,
): Extract<LineSettings['approve'], { mode: 'forward' }> => ({
  mode: 'forward',
  url: `${backendUrl}/approval/${line}`,
  status: `${backendUrl}/approval/${line}/status`,
});

const KAKAOPAY = { kakaopay: { channel: 'kakaopay', method: 'kakaopay' } } as const;
const CARD = { card: { channel: 'toss', method: 'card' } } as const;
const TOSSPAY = { tosspay: { channel: 'toss', method: 'tosspay' } } as const;
const TRANSFER = { transfer: { channel: 'toss', method: 'transfer' } } as const;
const ACCOUNT = { account: { channel: 'toss', method: 'virtual-account' } } as const;

/** In the order they are shown. Repairs are another workshop's: they have a Kakao Pay of their own. */
const METHODS: Readonly<Record<Line, Methods>> = {
  order: { ...KAKAOPAY, ...CARD, ...TOSSPAY, ...TRANSFER, ...ACCOUNT },
  'delivery-fee': { ...KAKAOPAY, ...CARD, ...TOSSPAY },
  exchange: { ...KAKAOPAY, ...CARD, ...TRANSFER, ...ACCOUNT },
  repair: { kakaopay: { channel: 'kakaopay-repair', method: 'kakaopay' }, ...CARD, ...ACCOUNT },
};

/** The shop's own money, by its channels: what a customer has with the shop. */
export const OWN: Readonly<Record<Line, readonly ('points' | 'credit')[]>> = {
  order: ['points'],
  'delivery-fee': ['points', 'credit'],
  exchange: ['points', 'credit'],
  repair: ['points'],
};
