import type { PageWords } from './words.ts';

export const en: PageWords = {
  windowTitle: (method, shop) => `${method} payment · ${shop}`,
  nameOf: (label) => label,
  moving: (method) => ({
    title: `Going to ${method}`,
    text: 'Please keep this window open for a moment.',
  }),
  oneMoment: 'One moment, please.',
  failed: (method) => ({
    title: `We couldn't load ${method}`,
    text: 'No payment has started. Try again in a moment.',
  }),
  replaced: { title: 'A newer payment window is open', text: 'You can close this one.' },
  confirm: (label) => ({
    title: `Pay with ${label}?`,
    text: "You haven't been charged yet. You pay when you press the button below.",
  }),
  pay: (amount) => `Pay ${amount}`,
  paying: {
    title: 'Your payment is under way',
    text: 'Please keep this window open for a moment.',
  },
  notAnswered: {
    title: 'We got no answer',
    text: "Try again. If you have already paid, you won't pay twice; you'll see the result.",
  },
  returned: (method) => ({
    title: "Your payment isn't finished",
    text: `You can go on where you left off in ${method}.`,
  }),
  closeAndGoBack: 'Close and go back',
  retry: 'Try again',
  goOn: 'Continue payment',
  closeWindow: 'Close window',
  checkNow: 'Check now',
  backTo: (shop) => `Back to ${shop}`,
  noScript: 'Please turn on JavaScript to use this page. No payment has started.',
  confirming: {
    title: 'Confirming your payment',
    text: "This usually takes a few seconds. Please don't pay again.",
  },
  complete: {
    title: 'Payment complete',
    text: 'Go back to the page where you ordered; the result is there. You can close this window.',
  },
  pending: {
    title: "We don't have the result yet",
    text: "We keep checking, so please don't pay again. You can close this window.",
  },
  awaitingDeposit: (day) => ({
    title: `Please transfer by ${day}`,
    text: 'After the transfer, check on the page where you ordered. Note the account number.',
  }),
  declined: (method) => ({
    title: "The payment didn't go through",
    text: `${method} didn't approve it. You haven't been charged.`,
  }),
  notPaid: {
    title: "The payment didn't go through",
    text: "You haven't been charged. Your order is still here.",
  },
  reversed: {
    title: "The payment didn't go through",
    text: 'The approval was reversed. If your card sent a notice, a cancellation notice will follow.',
  },
  accountClosed: {
    title: 'The account is closed',
    text: "You haven't been charged. You can choose another payment method where you ordered.",
  },
  orderRefused: {
    title: 'The order is no longer available',
    text: "The shop couldn't take it, so nothing was charged.",
  },
  held: {
    title: 'Payment is under way elsewhere',
    text: "This order is already being paid. Don't pay again; check the result.",
  },
  canceled: {
    title: 'Payment canceled',
    text: "You haven't been charged. Your order is still here.",
  },
  expired: {
    title: 'This payment has timed out',
    text: "You haven't been charged. You can check the amount and start again.",
  },
  open: {
    title: "Your payment isn't finished",
    text: 'Go back to the page where you ordered to go on. You can close this window.',
  },
  providerSays: (method) => `${method} says`,
  accountHolder: (name) => `Account holder ${name}`,
  facts: {
    amount: 'Amount',
    method: 'Paid with',
    order: 'Order number',
    at: 'Paid at',
    trace: 'Reference',
    toTransfer: 'Amount',
    dueAt: 'Transfer by',
  },
  refusals: {
    LINK_INVALID: {
      title: "This address can't be opened",
      text: 'Go back to the page where you ordered and open it again. You can close this window.',
    },
    SESSION_EXPIRED: {
      title: 'This payment has timed out',
      text: 'No payment has started. Open it again from the page where you ordered.',
    },
    ORDER_ALREADY_PAID: {
      title: 'This order has been paid',
      text: "There's no need to pay again. You can close this window.",
    },
    ORDER_IN_PROGRESS: {
      title: 'Payment is under way elsewhere',
      text: "This order is already being paid. Don't pay again; check the result.",
    },
    STORE_UNAVAILABLE: {
      title: 'Your payment cannot be recorded right now',
      text: 'This page tries again by itself. Please keep it open, and do not pay again.',
    },
    INTERNAL: {
      title: "We can't show the result right now",
      text: "Please don't pay again; check the result on the page where you ordered.",
    },
  },
};
