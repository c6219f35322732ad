import { formatMoney, formatTime } from './format.ts';
import type { Words } from './words.ts';

const DAY = { month: 'short', day: 'numeric', weekday: 'short' } as const;
const UNCHARGED = "You haven't been charged.";

/** English: sentence case, contractions, the same facts. */
export const en: Words = {
  amount: (amount) => formatMoney(amount, 'en'),
  dateTime: (at) => `${formatTime(at, 'en', DAY)} KST`,
  time: (at) => `${formatTime(at, 'en', { second: '2-digit' })} KST`,
  anyMethod: 'your payment method',
  methodName: (label) => label,

  methods: 'Payment methods',
  loading: 'Loading payment methods',
  choose: 'Choose a payment method',
  hintPopup: (m) => `Opens ${m} in a new window`,
  hintRedirect: (m) => `You'll go to ${m} and come back here.`,
  pay: (amount) => `Pay ${amount}`,
  payAgain: (amount) => `Pay ${amount} again`,
  payWithoutAmount: 'Pay',
  opening: 'Opening the payment window',

  amountChanged: (amount) => [
    'The amount has changed',
    `The order is now ${amount}. Check it before you pay.`,
  ],
  setUpFailed: [
    "We couldn't load the payment methods",
    'No payment has started. Reload in a moment.',
  ],
  noMethods: [
    'No payment method is available right now',
    'Try again in a moment, or ask the shop.',
  ],
  blocked: [
    "The payment window didn't open",
    'Your browser blocked the new window. You can open it from here.',
  ],
  authenticating: (m) => [
    'Payment is open in another window',
    `Finish in the ${m} window and this page will update.`,
  ],
  windowLost: [
    "We can't see the payment window",
    "If you've paid, check the result. If not, you can open the window again.",
  ],
  confirming: [
    'Confirming your payment',
    "This usually takes a few seconds. Please don't pay again.",
  ],
  confirmingSlow: [
    'Confirming your payment',
    "It's taking longer than usual. There's no need to pay again.",
  ],
  pending: [
    "We don't have the result yet",
    "We keep checking, so please don't pay again. You can close this page; checking goes on.",
  ],
  complete: (shop) => ['Payment complete', shop && `${shop} has your order.`],
  canceled: ['Payment canceled', `${UNCHARGED} Your order is still here.`],
  expired: ['This payment has timed out', `${UNCHARGED} You can check the amount and start again.`],
  failedTitle: "The payment didn't go through",
  failedDeclined: (m) => `${m} didn't approve it. ${UNCHARGED}`,
  failedToLoad: (m) => `We couldn't load ${m}. ${UNCHARGED}`,
  failedUncharged: UNCHARGED,
  failedReversed:
    'The approval was reversed. If your card sent a notice, a cancellation notice will follow.',
  orderHeld: [
    'Payment is under way elsewhere',
    "This order is already being paid. Don't pay again; check the result.",
  ],
  providerSays: (m) => `From ${m}`,
  trace: 'Reference',

  reload: 'Reload',
  openWindow: 'Open payment window',
  showWindow: 'Show window',
  openAgain: 'Open again',
  cancel: 'Cancel payment',
  checkResult: 'Check result',
  checkNow: 'Check now',
  startAgain: 'Start again',
  viewOrder: 'View order',

  factMethod: 'Paid with',
  factOrder: 'Order number',
  factPaidAt: 'Paid at',
  factAskedAt: 'Last checked',
};
