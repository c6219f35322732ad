import { formatDayBefore, formatMoney, formatTime } from './format.ts';
import type { Words } from './words.ts';

const UNCHARGED = "You haven't been charged.";
const FAILED = "The payment didn't go through";
const CONFIRMING = 'Confirming your payment';
const OFFLINE = "You're offline";
const CANCEL = 'Cancel payment';

/** English: sentence case, contractions, the same facts. */
export const en: Words = {
  amount: (amount) => formatMoney(amount, 'en'),
  time: (at) => `${formatTime(at, 'en')} KST`,
  nameOf: (method) => method?.label ?? 'your payment method',

  methods: 'Payment methods',
  loading: 'Loading payment methods',
  choose: 'Choose a payment method',
  popup: (m) => `Opens ${m} in a new window`,
  redirect: (m) => `You'll go to ${m} and come back here.`,
  pay: (amount) => `Pay ${amount}`,
  payAgain: (amount) => `Pay ${amount} again`,
  opening: 'Opening the payment window',
  redirecting: (m) => `Going to ${m}`,
  stillHere: 'Nothing happening? Continue',
  offline: "You can pay once you're online",

  scenes: {
    'set-up-failed': () => [
      "We couldn't load the payment methods",
      'No payment has started. Reload in a moment.',
      'Reload',
    ],
    'ticket-expired': () => [
      'Please reload this page',
      "It's been open for a while, so the order has to be checked again.",
      'Reload',
    ],
    'no-methods': () => [
      'No payment method is available right now',
      'Try again in a moment, or ask the shop.',
      'Reload',
    ],
    'popup-blocked': () => [
      "The payment window didn't open",
      'Your browser blocked the new window. You can open it from here.',
      'Open payment window',
      'Continue in this tab',
      CANCEL,
    ],
    authenticating: (m) => [
      'Payment is open in another window',
      `Finish in the ${m} window and this page will update.`,
      'Show window',
      CANCEL,
    ],
    'window-lost': () => [
      "We can't see the payment window",
      "If you've paid, check the result. If not, you can open the window again.",
      'Check result',
      'Open again',
      CANCEL,
    ],
    returning: () => ['Checking your payment', 'One moment.'],
    'returning-unpaid': (m) => [
      "Your payment isn't finished",
      `You can go on where you left off in ${m}.`,
      'Continue payment',
      'Start over',
    ],
    confirming: () => [CONFIRMING, "This usually takes a few seconds. Please don't pay again."],
    'confirming-slow': () => [
      CONFIRMING,
      "It's taking longer than usual. There's no need to pay again.",
    ],
    pending: () => [
      "We don't have the result yet",
      "We keep checking, so please don't pay again. You can close this page; checking goes on.",
      'Check now',
    ],
    'awaiting-deposit': (_m, _shop, _price, dueAt) => [
      `Please transfer by ${formatDayBefore(dueAt, 'en')}`,
      'Come back here after the transfer and we check at once. Note the account number before you close this page.',
      'Check now',
      'Close the account and pay another way',
    ],
    complete: (_m, shop) => ['Payment complete', shop && `${shop} has your order.`],
    canceled: () => ['Payment canceled', `${UNCHARGED} Your order is still here.`],
    expired: () => [
      'This payment has timed out',
      `${UNCHARGED} You can check the amount and start again.`,
      'Start again',
    ],
    failed: (m) => [FAILED, `${m} didn't approve it. ${UNCHARGED}`],
    'failed-uncharged': () => [FAILED, UNCHARGED],
    'order-held': () => [
      'Payment is under way elsewhere',
      "This order is already being paid. Don't pay again; check the result.",
      'Check result',
    ],
    'order-refused': () => [
      'The order is no longer available',
      "The shop couldn't take it, so nothing was charged.",
    ],
    'account-closed': () => [
      'The account is closed',
      `${UNCHARGED} Choose another payment method.`,
    ],
    reversed: () => [
      FAILED,
      'The approval was reversed. If your card sent a notice, a cancellation notice will follow.',
    ],
    offline: () => [OFFLINE, "You can go on once you're connected. Your choice is kept."],
    'offline-live': () => [
      OFFLINE,
      "We'll check the result once you're connected. Please don't pay again.",
    ],
    'amount-changed': (_m, _shop, price) => [
      'The amount has changed',
      `The order is now ${price}. Check it before you pay.`,
    ],
  },
  providerSays: (m) => `From ${m}`,
  trace: 'Reference',
  viewOrder: 'View order',

  paidWith: 'Paid with',
  orderNumber: 'Order number',
  paidAt: 'Paid at',

  deposit: [
    'Amount',
    'Transfer by',
    'Depositor',
    'Account holder',
    'Copy account number',
    'Copy',
    'Copied',
    'Press and hold to copy',
  ],
};
