import type * as z from 'zod';
import type { Amount, Deposit } from '../protocol/index.ts';
import { sameAmount } from '../protocol/index.ts';
import type { BrowserRequest } from '../providers/provider.contract.ts';
import type { WebhookRequest } from '../providers/provider.ts';
import { BankFaults } from './test-provider.faults.ts';
import type { BankFault, BankFaultRequest } from './test-provider.faults.ts';
import {
  ApproveSchema,
  BANK_WINDOWS,
  OrderSchema,
  PrepareSchema,
  RefundSchema,
  SIGNATURE_HEADER,
  TEST_BANK_SECRET,
  callbackText,
  signatureOf,
} from './test-provider.wire.ts';
import type {
  BankMethod,
  BankStatus,
  BankVerb,
  BankWindows,
  CallbackFields,
  PaymentAnswer,
} from './test-provider.wire.ts';

export type { BankFaultRequest } from './test-provider.faults.ts';
export type { BankMethod, BankStatus, BankVerb } from './test-provider.wire.ts';

/** How the bank is, whatever the test does with it. */
export interface TestBankOptions {
  /** Of the API; it also signs callbacks and webhooks. */
  readonly secret?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** The bank's limits in milliseconds, where they differ from {@link BANK_WINDOWS}. */
  readonly windows?: Partial<BankWindows>;
  /**
   * An approve without an idempotency key takes the money again, as often as it is asked for: the
   * worst provider there is, at which a second call shows as money taken twice. Otherwise it answers
   * `ALREADY_PROCESSED`.
   */
  readonly takesTwice?: boolean;
  /**
   * A net cancel of an order without an approval closes the order, so that an approve that arrives,
   * or is carried out, later is refused. True unless told; false leaves the late approval to be found.
   */
  readonly sealsOnNetCancel?: boolean;
  /** A query finds a payment only once it was approved or has ended. */
  readonly hidesUnapproved?: boolean;
}

/** A payment as tests read it. */
export interface BankPayment {
  readonly providerOrderId: string;
  readonly status: BankStatus;
  readonly amount: Amount;
  /** How often money was taken. */
  readonly approvals: number;
  /** How often it was given back, by whatever means; never more than it was taken. */
  readonly reversals: number;
  /** What was taken, or is to be sent to the account; differs from `amount` after that fault. */
  readonly approvedAmount?: Amount;
  readonly transactionId?: string;
}

/**
 * A call, in the order they arrived. `outcome` is `ok`, the code of a refusal, or the fault that lost
 * the answer.
 */
export interface BankCall {
  readonly verb: BankVerb;
  readonly providerOrderId: string;
  readonly at: number;
  readonly outcome: string;
  /** Carried out by `commitLate()`. */
  readonly late: boolean;
}

/** A webhook that the bank wants delivered. */
export interface BankWebhook {
  readonly providerOrderId: string;
  readonly status: BankStatus;
  readonly at: number;
  /** Sent so many times. */
  readonly tries: number;
  readonly delivered: boolean;
}

/** What a call comes to for the one who called, whatever carried it. */
export type BankReply =
  | BankAnswer
  | { readonly kind: 'nonsense' }
  | { readonly kind: 'unsent' }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'hang' };

export interface BankAnswer {
  readonly kind: 'answered';
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/** How the buyer pays, and what the callback is made to claim. */
export interface Authentication {
  /** A card unless told. For `virtual-account` an approve issues an account. */
  readonly method?: BankMethod;
  /** Claims of the signed callback that differ from the truth. */
  readonly claims?: { readonly amount?: Amount; readonly providerOrderId?: string };
}

interface Payment extends Mutable<BankPayment> {
  readonly createdAt: number;
  orderName: string;
  returnUrl: string;
  callbackMethod: 'GET' | 'POST';
  method: BankMethod;
  takenInWindow: boolean;
  authenticatedAt?: number;
  /** When an approval was carried out; from then on the window of a net cancel runs. */
  acceptedAt?: number;
  approvedAt?: number;
  account?: Deposit;
  code?: string;
  message?: string;
}
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type Asked<T extends z.ZodType> = z.output<T>;

/** What the line makes of a fault; the others are played inside. */
const WIRE_FAULTS: Readonly<Record<string, BankReply>> = {
  unsent: { kind: 'unsent' },
  dropped: { kind: 'dropped' },
  'dropped-after-commit': { kind: 'dropped' },
  'commit-later': { kind: 'dropped' },
  hang: { kind: 'hang' },
  'hang-after-commit': { kind: 'hang' },
  error: refused(500, 'INTERNAL'),
  'error-after-commit': refused(500, 'INTERNAL'),
  nonsense: { kind: 'nonsense' },
};

/**
 * The bank behind the test provider: a ledger in memory that knows nothing of HTTP. It is the oracle
 * of tests ({@link TestBank.standing}), and everything that happens outside our server is done here:
 * what the buyer does in the window and at his own bank, what the merchant does in the console, and
 * what goes wrong on the way. Nothing happens by itself but that windows close by the injected clock.
 *
 * Actions answer `undefined` or `false` where they come too late or make no sense, and then change
 * nothing, so that random histories may try them at any time.
 */
export class TestBank {
  readonly secret: string;
  readonly windows: BankWindows;
  readonly #now: () => number;
  readonly #options: TestBankOptions;
  readonly #payments = new Map<string, Payment>();
  /** What was answered when a key first made something happen. */
  readonly #firstAnswers = new Map<string, { orderId: string; answer: BankAnswer }>();
  readonly #faults = new BankFaults();
  #calls: BankCall[] = [];
  #late: { readonly verb: BankVerb; readonly body: unknown }[] = [];
  #webhooks: Mutable<BankWebhook>[] = [];

  constructor(options: TestBankOptions) {
    this.secret = options.secret ?? TEST_BANK_SECRET;
    this.windows = { ...BANK_WINDOWS, ...options.windows };
    this.#now = options.now ?? Date.now;
    this.#options = options;
  }

  // What tests read.

  /** Approvals of this order that are not reversed: how often the buyer is out of pocket for it. */
  standing(providerOrderId: string): number {
    const payment = this.#payments.get(providerOrderId);
    return payment === undefined ? 0 : payment.approvals - payment.reversals;
  }

  payment(providerOrderId: string): BankPayment | undefined {
    const payment = this.#find(providerOrderId);
    return payment && snapshotOf(payment);
  }

  payments(): readonly BankPayment[] {
    return [...this.#payments.keys()].flatMap((id) => this.payment(id) ?? []);
  }

  /** `verb` narrows them to one. Calls that were `unsent` are listed too: they are calls of ours. */
  calls(verb?: BankVerb): readonly BankCall[] {
    return this.#calls.filter((call) => verb === undefined || call.verb === verb);
  }

  /** All webhooks so far, delivered or not. */
  webhooks(): readonly BankWebhook[] {
    return this.#webhooks.map((webhook) => ({ ...webhook }));
  }

  // Faults.

  /** @throws ZodError for a fault that this verb cannot have. */
  fault(fault: BankFaultRequest): void {
    this.#faults.add(fault);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** How many calls that met `commit-later` are still to be carried out. */
  lateCalls(): number {
    return this.#late.length;
  }

  /** Carries out what met `commit-later`, oldest first; answers how many that were. */
  commitLate(most = Infinity): number {
    const due = this.#late.slice(0, most);
    // Each leaves the queue after it was carried out: what is in hand at the bank does not expire.
    for (const { verb, body } of due) {
      this.#note(verb, body, outcomeOf(this.#answer(verb, body)), true);
      this.#late.shift();
    }
    return due.length;
  }

  // What the buyer does in the window.

  /** The buyer proves himself; the money waits for an approve. */
  authenticate(
    providerOrderId: string,
    { method = 'card', claims }: Authentication = {},
  ): BrowserRequest | undefined {
    const payment = this.#inWindow(providerOrderId);
    if (payment === undefined) return undefined;
    payment.method = method;
    payment.authenticatedAt = this.#now();
    payment.status = 'authenticated';
    return this.#callback(payment, 'authenticated', claims);
  }

  /** The buyer pays: the money moves in the window, without an approve of ours. */
  authenticateAndApprove(providerOrderId: string): BrowserRequest | undefined {
    const callback = this.authenticate(providerOrderId);
    const payment = this.#payments.get(providerOrderId);
    if (callback === undefined || payment === undefined) return undefined;
    payment.takenInWindow = true;
    this.#accept(payment, payment.amount);
    return callback;
  }

  cancel(providerOrderId: string): BrowserRequest | undefined {
    const payment = this.#inWindow(providerOrderId);
    if (payment === undefined) return undefined;
    this.#move(payment, 'canceled');
    return this.#callback(payment, 'canceled');
  }

  /** The buyer cannot prove himself. */
  fail(providerOrderId: string): BrowserRequest | undefined {
    const payment = this.#inWindow(providerOrderId);
    if (payment === undefined) return undefined;
    payment.code = 'AUTHENTICATION_FAILED';
    this.#move(payment, 'declined');
    return this.#callback(payment, 'failed');
  }

  // What happens to an account that was issued.

  /**
   * The buyer sends the money. Also accepted after the due time, until {@link letDepositExpire}: the
   * account is closed by the bank, not by a clock of ours.
   */
  deposit(providerOrderId: string): boolean {
    const payment = this.#payments.get(providerOrderId);
    if (payment?.status !== 'awaiting-deposit') return false;
    this.#take(payment);
    return true;
  }

  /** The bank takes a deposit back that it had reported, as after a mistake of a teller. */
  withdrawDeposit(providerOrderId: string): boolean {
    const payment = this.#payments.get(providerOrderId);
    if (payment?.status !== 'approved' || payment.account === undefined) return false;
    payment.reversals = payment.approvals;
    delete payment.approvedAt;
    this.#move(payment, 'awaiting-deposit');
    return true;
  }

  /** Nobody paid: the bank closes the account. */
  letDepositExpire(providerOrderId: string): boolean {
    const payment = this.#payments.get(providerOrderId);
    if (payment?.status !== 'awaiting-deposit') return false;
    this.#move(payment, 'expired');
    return true;
  }

  // What the merchant does in the bank's console.

  refundInConsole(providerOrderId: string): boolean {
    const payment = this.#payments.get(providerOrderId);
    if (payment?.status !== 'approved') return false;
    this.#giveBack(payment, 'refunded');
    return true;
  }

  // Webhooks.

  /** A true webhook about a payment as it stands, which may come at any time and as often as wanted. */
  webhookAbout(providerOrderId: string): WebhookRequest {
    const payment = this.#find(providerOrderId);
    if (payment === undefined) throw new Error(`the test bank has no payment ${providerOrderId}`);
    return this.#signed({ providerOrderId, status: payment.status, at: this.#now() });
  }

  /**
   * Sends the webhooks that nobody has taken yet, oldest first; with `again` all there ever were.
   * `send` says whether it was received; if not, it is sent the next time too.
   */
  async deliverWebhooks(
    send: (request: WebhookRequest) => Promise<boolean>,
    { again = false } = {},
  ): Promise<{ readonly delivered: number; readonly failed: number }> {
    const count = { delivered: 0, failed: 0 };
    for (const webhook of this.#webhooks.filter(({ delivered }) => again || !delivered)) {
      webhook.tries += 1;
      const isReceived = await send(this.#signed(webhook));
      webhook.delivered ||= isReceived;
      count[isReceived ? 'delivered' : 'failed'] += 1;
    }
    return count;
  }

  // What the transports need.

  /** One call of the API: what the bank does, and what the caller hears of it. */
  call(verb: BankVerb, body: unknown): BankReply {
    const fault = this.#faults.take(verb);
    const heard = fault && WIRE_FAULTS[fault.kind];
    if (fault === undefined || heard === undefined) {
      const answer = this.#answer(verb, body, fault);
      this.#note(verb, body, outcomeOf(answer));
      return answer;
    }
    this.#note(verb, body, fault.kind);
    if (fault.kind.endsWith('-after-commit')) this.#answer(verb, body);
    if (fault.kind === 'commit-later') this.#late.push({ verb, body });
    return heard;
  }

  /** For the page of the window. */
  orderName(providerOrderId: string): string {
    return this.#payments.get(providerOrderId)?.orderName ?? '';
  }

  /** Forgets everything. */
  reset(): void {
    this.#payments.clear();
    this.#firstAnswers.clear();
    this.#faults.clear();
    this.#calls = [];
    this.#late = [];
    this.#webhooks = [];
  }

  // The verbs.

  #answer(verb: BankVerb, body: unknown, fault?: BankFault): BankAnswer {
    const isRefusal = fault?.kind === 'declined' && verb !== 'approve';
    if (isRefusal) return refused(402, 'REFUSED', 'The bank says no.');
    switch (verb) {
      case 'prepare':
        return reading(PrepareSchema, body, (asked) => this.#prepare(asked));
      case 'approve':
        return reading(ApproveSchema, body, (asked) => this.#approve(asked, fault));
      case 'query':
        return reading(OrderSchema, body, (asked) => this.#query(asked, fault));
      case 'netCancel':
        return reading(OrderSchema, body, (asked) => this.#netCancel(asked));
      case 'refund':
        return reading(RefundSchema, body, (asked) => this.#refund(asked));
    }
  }

  /** Opens a payment; again as long as the buyer has not decided, since an answer can be lost. */
  #prepare({ orderId, ...asked }: Asked<typeof PrepareSchema>): BankAnswer {
    const known = this.#find(orderId);
    if (known !== undefined && known.status !== 'ready') return refused(409, 'DUPLICATE_ORDER');
    this.#payments.set(orderId, {
      ...asked,
      providerOrderId: orderId,
      status: 'ready',
      approvals: 0,
      reversals: 0,
      method: 'card',
      takenInWindow: false,
      createdAt: this.#now(),
    });
    return answered({ orderId, windowPath: `/window/${encodeURIComponent(orderId)}/info` });
  }

  #approve(asked: Asked<typeof ApproveSchema>, fault: BankFault | undefined): BankAnswer {
    const { orderId, idempotencyKey: key } = asked;
    return this.#once('approve', orderId, key, (payment) => {
      const objection = this.#objectTo(payment, asked);
      if (objection) return { answer: objection, executed: false };
      if (fault?.kind === 'declined') {
        Object.assign(payment, { code: 'CARD_REFUSED', message: '한도를 초과했습니다.' });
        this.#move(payment, 'declined');
        return { answer: declineOf(payment), executed: true };
      }
      this.#accept(payment, fault ? otherAmount(payment.amount, fault) : payment.amount);
      return { answer: answered(describe(payment)), executed: true };
    });
  }

  #objectTo(payment: Payment, asked: Asked<typeof ApproveSchema>): BankAnswer | undefined {
    switch (payment.status) {
      case 'ready':
        return refused(402, 'NOT_AUTHENTICATED');
      case 'declined':
        return declineOf(payment);
      case 'canceled':
        return refused(402, 'CANCELED');
      case 'expired':
        return refused(402, 'EXPIRED');
      case 'net-canceled':
        return refused(402, 'NET_CANCELED');
      case 'awaiting-deposit':
      case 'refunded':
        return refused(409, 'ALREADY_PROCESSED');
      case 'approved':
        if (payment.takenInWindow) return answered(describe(payment));
        if (!this.#options.takesTwice || asked.idempotencyKey !== undefined) {
          return refused(409, 'ALREADY_PROCESSED');
        }
        break;
      case 'authenticated':
        break;
    }
    if (asked.authKey !== this.#authKey(payment)) return refused(400, 'WRONG_AUTH_KEY');
    return sameAmount(asked.amount, payment.amount) ? undefined : refused(400, 'AMOUNT_DIFFERS');
  }

  #query({ orderId }: Asked<typeof OrderSchema>, fault: BankFault | undefined): BankAnswer {
    const payment = this.#find(orderId);
    const isHidden = this.#options.hidesUnapproved && payment && isUnapproved(payment);
    if (payment === undefined || isHidden) return notFound;
    const truth = describe(payment);
    return answered(fault ? { ...truth, amount: otherAmount(truth.amount, fault) } : truth);
  }

  #netCancel({ orderId }: Asked<typeof OrderSchema>): BankAnswer {
    const payment = this.#find(orderId);
    if (payment === undefined) return notFound;
    const { status, acceptedAt = 0 } = payment;
    if (status === 'approved' || status === 'awaiting-deposit') {
      if (this.#now() - acceptedAt >= this.windows.netCancelWindow) {
        return refused(409, 'NET_CANCEL_TOO_LATE');
      }
      this.#giveBack(payment, 'net-canceled');
    } else if (isUnapproved(payment) && this.#options.sealsOnNetCancel !== false) {
      this.#move(payment, 'net-canceled');
    }
    return answered(describe(payment));
  }

  #refund({ orderId, idempotencyKey, ...asked }: Asked<typeof RefundSchema>): BankAnswer {
    return this.#once('refund', orderId, idempotencyKey, (payment) => {
      const answer = objectToRefund(payment, asked);
      if (answer) return { answer, executed: false };
      // An account that nobody paid into is given up; there is nothing to give back.
      this.#giveBack(payment, payment.status === 'approved' ? 'refunded' : 'canceled');
      return { answer: answered(describe(payment)), executed: true };
    });
  }

  /** Does it, or repeats what was answered when this key first made something happen. */
  #once(
    verb: BankVerb,
    orderId: string,
    key: string | undefined,
    execute: (payment: Payment) => { answer: BankAnswer; executed: boolean },
  ): BankAnswer {
    const name = key === undefined ? undefined : `${verb} ${key}`;
    const first = name === undefined ? undefined : this.#firstAnswers.get(name);
    if (first) return first.orderId === orderId ? first.answer : refused(409, 'KEY_REUSED');
    const payment = this.#find(orderId);
    if (payment === undefined) return notFound;
    const { answer, executed } = execute(payment);
    if (executed && name !== undefined) this.#firstAnswers.set(name, { orderId, answer });
    return answer;
  }

  // The ledger's own moves.

  /** The payment as it stands now: a window that closed meanwhile has ended it. */
  #find(orderId: string): Payment | undefined {
    const payment = this.#payments.get(orderId);
    if (payment !== undefined && this.#isOver(payment)) this.#move(payment, 'expired');
    return payment;
  }

  #isOver({ status, createdAt, authenticatedAt = 0, providerOrderId }: Payment): boolean {
    const { authenticationWindow, approveWindow } = this.windows;
    if (status === 'ready') return this.#now() - createdAt >= authenticationWindow;
    if (status !== 'authenticated') return false;
    const isInHand = this.#late.some(
      ({ verb, body }) => verb === 'approve' && orderIdIn(body) === providerOrderId,
    );
    return !isInHand && this.#now() - authenticatedAt >= approveWindow;
  }

  #inWindow(orderId: string): Payment | undefined {
    const payment = this.#find(orderId);
    return payment?.status === 'ready' ? payment : undefined;
  }

  /** Carries an approval out: takes the money, or says where to send it. */
  #accept(payment: Payment, amount: Amount): void {
    payment.acceptedAt = this.#now();
    payment.approvedAmount = amount;
    payment.transactionId = `T-${payment.providerOrderId}`;
    if (payment.method === 'card') {
      this.#take(payment);
      return;
    }
    payment.account = {
      bank: '모의은행',
      accountNumber: `110-${digitsOf(signatureOf(this.secret, payment.providerOrderId))}`,
      holder: '모의상점',
      dueAt: this.#now() + this.windows.depositWindow,
    };
    this.#move(payment, 'awaiting-deposit');
  }

  #take(payment: Payment): void {
    payment.approvals += 1;
    payment.approvedAt = this.#now();
    this.#move(payment, 'approved');
  }

  #giveBack(payment: Payment, status: BankStatus): void {
    payment.reversals = payment.approvals;
    this.#move(payment, status);
  }

  /** Every move that our server may want to know of is announced. */
  #move(payment: Payment, status: BankStatus): void {
    payment.status = status;
    const { providerOrderId } = payment;
    const at = this.#now();
    this.#webhooks.push({ providerOrderId, status, at, tries: 0, delivered: false });
  }

  #note(verb: BankVerb, body: unknown, outcome: string, late = false): void {
    const providerOrderId = orderIdIn(body);
    this.#calls.push({ verb, providerOrderId, at: this.#now(), outcome, late });
  }

  // What it signs.

  #authKey({ providerOrderId }: Payment): string {
    return signatureOf(this.secret, `auth-key ${providerOrderId}`).slice(0, 32);
  }

  #callback(
    payment: Payment,
    result: 'authenticated' | 'canceled' | 'failed',
    claims: Authentication['claims'] = {},
  ): BrowserRequest {
    const { value, currency } = claims.amount ?? payment.amount;
    const fields: CallbackFields = {
      result,
      orderId: claims.providerOrderId ?? payment.providerOrderId,
      amount: String(value),
      currency,
      authKey: result === 'authenticated' ? this.#authKey(payment) : '',
      code: payment.code ?? '',
    };
    const text = callbackText(fields);
    return callbackRequest(payment, `${text}&signature=${signatureOf(this.secret, text)}`);
  }

  #signed({ providerOrderId, status, at }: Omit<BankWebhook, 'tries' | 'delivered'>) {
    const body = Buffer.from(JSON.stringify({ orderId: providerOrderId, status, at }));
    return {
      headers: {
        'content-type': 'application/json',
        [SIGNATURE_HEADER]: signatureOf(this.secret, body),
      },
      query: [],
      contentType: 'application/json',
      body,
    } satisfies WebhookRequest;
  }
}

export const createTestBank = (options: TestBankOptions = {}): TestBank => new TestBank(options);

function reading<T extends z.ZodType>(
  schema: T,
  body: unknown,
  work: (asked: z.output<T>) => BankAnswer,
): BankAnswer {
  const parsed = schema.safeParse(body);
  return parsed.success ? work(parsed.data) : refused(400, 'BAD_REQUEST');
}

function objectToRefund(
  { status, transactionId, approvedAmount }: Payment,
  asked: Pick<Asked<typeof RefundSchema>, 'transactionId' | 'amount'>,
): BankAnswer | undefined {
  if (status === 'refunded' || status === 'net-canceled') return refused(409, 'ALREADY_REVERSED');
  if (status !== 'approved' && status !== 'awaiting-deposit') return refused(409, 'NOT_APPROVED');
  if (asked.transactionId !== transactionId) return refused(400, 'WRONG_TRANSACTION');
  const isWhole = approvedAmount !== undefined && sameAmount(asked.amount, approvedAmount);
  return isWhole ? undefined : refused(400, 'AMOUNT_DIFFERS');
}

const isUnapproved = ({ status }: Payment): boolean =>
  status === 'ready' || status === 'authenticated';

const answered = (json: PaymentAnswer | { orderId: string; windowPath: string }): BankAnswer => ({
  kind: 'answered',
  status: 200,
  json,
});

function refused(status: number, code: string, message?: string): BankAnswer {
  return { kind: 'answered', status, json: message === undefined ? { code } : { code, message } };
}

const notFound = refused(404, 'NOT_FOUND');

const declineOf = ({ code = 'DECLINED', message }: Payment): BankAnswer =>
  refused(402, code, message);

const outcomeOf = ({ status, json }: BankAnswer): string =>
  status === 200 ? 'ok' : String(json['code']);

function describe(payment: Payment): PaymentAnswer {
  const { transactionId, approvedAt, account, code, message } = payment;
  return {
    orderId: payment.providerOrderId,
    status: payment.status,
    amount: payment.approvedAmount ?? payment.amount,
    ...(transactionId === undefined ? {} : { transactionId }),
    ...(approvedAt === undefined ? {} : { approvedAt }),
    ...(account === undefined ? {} : { account }),
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
  };
}

const snapshotOf = (payment: Payment): BankPayment => {
  const { providerOrderId, status, amount, approvals, reversals } = payment;
  const { approvedAmount, transactionId } = payment;
  return {
    providerOrderId,
    status,
    amount,
    approvals,
    reversals,
    ...(approvedAmount === undefined ? {} : { approvedAmount }),
    ...(transactionId === undefined ? {} : { transactionId }),
  };
};

const otherAmount = (amount: Amount, fault: BankFault): Amount => ({
  ...amount,
  value: (fault.kind === 'amount' ? fault.value : undefined) ?? amount.value + 1,
});

/** By GET in the query, by POST as a form. */
function callbackRequest(
  { callbackMethod, returnUrl }: Pick<Payment, 'callbackMethod' | 'returnUrl'>,
  text: string,
): BrowserRequest {
  if (callbackMethod === 'GET') {
    const url = `${returnUrl}${returnUrl.includes('?') ? '&' : '?'}${text}`;
    return { httpMethod: 'GET', url, contentType: '', body: new Uint8Array() };
  }
  const contentType = 'application/x-www-form-urlencoded';
  return { httpMethod: 'POST', url: returnUrl, contentType, body: Buffer.from(text) };
}

const orderIdIn = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'orderId' in body ? String(body.orderId) : '';

/** A dozen digits, the same for the same text. */
const digitsOf = (hex: string): string =>
  BigInt(`0x${hex.slice(0, 12)}`)
    .toString()
    .slice(0, 12);
