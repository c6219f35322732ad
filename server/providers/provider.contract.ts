import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { sendRequest } from '../checkout/outbound.ts';
import { DepositSchema, LaunchInstructionSchema } from '../protocol/index.ts';
import type { Device, LaunchInstruction } from '../protocol/index.ts';
import type {
  Approval,
  AuthenticatedCallback,
  CallbackReading,
  CallbackRequest,
  PaymentRecord,
  PreparedRecord,
  Provider,
  ProviderContext,
  RefundOrder,
  WebhookRequest,
} from './provider.ts';

/** Where a simulator is told to misbehave: the verbs that call the provider. */
export type FaultyStep = 'prepare' | 'approve' | 'query' | 'refund' | 'netCancel';

/**
 * How a simulator can misbehave; `-after-commit`: it did what was asked, the answer is lost.
 * `declined` is a documented no: a refund or net cancel is refused by it. `amount` is played at
 * `approve` only.
 */
export type FaultKind =
  | 'declined'
  | 'amount'
  | 'hang'
  | 'hang-after-commit'
  | 'drop'
  | 'drop-after-commit'
  | '500'
  | '500-after-commit'
  | 'html';

/** What the buyer does in the provider's window. */
export type BuyerDecision = 'approve' | 'cancel' | 'fail';

/** The request that the provider makes the buyer's browser send to our callback address. */
export interface BrowserRequest {
  readonly httpMethod: 'GET' | 'POST';
  readonly url: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** For a provider that issues accounts to send the money to. */
export interface DepositHarness {
  /** Of the provider's methods, the one that issues accounts. */
  readonly method: string;
  /** Goes through the window as a buyer who will send the money later; `approve` then issues. */
  readonly decide: (instruction: LaunchInstruction) => Promise<BrowserRequest>;
  /** The buyer sends the whole amount to the account that was issued for this order. */
  readonly pay: (providerOrderId: string) => Promise<void> | void;
}

/** For a provider that sends webhooks. */
export interface WebhookHarness {
  /** The provider's true request to our server about this order, which `prepare` has told it of. */
  readonly about: (providerOrderId: string) => Promise<WebhookRequest> | WebhookRequest;
  /** Whether body and headers prove the sender: then not one altered byte of the body may pass. */
  readonly signed: boolean;
}

/**
 * A provider together with its running simulator: what the suite needs to drive it. The optional
 * members belong to optional verbs and facts; {@link providerContract} says which one is missing.
 */
export interface ProviderHarness {
  readonly provider: Provider;
  /** The same provider at another base URL of this machine. */
  readonly providerAt: (baseUrl: string) => Provider;
  /** Makes the provider with wrong options; the key is what the refusal has to name. */
  readonly badOptions: Readonly<Record<string, () => Provider>>;
  /** Values that must not reach a browser. */
  readonly secrets: readonly string[];
  /** Goes through the window as the buyer and comes back with the callback. */
  readonly decide: (
    instruction: LaunchInstruction,
    decision: BuyerDecision,
  ) => Promise<BrowserRequest>;
  /** Makes the next call of that step misbehave, once. */
  readonly fault: (step: FaultyStep, kind: FaultKind) => void;
  /** What the buyer can decide in the window; everything, unless told otherwise. */
  readonly decisions?: readonly BuyerDecision[];
  /**
   * Set where a callback is only handed on: it proves nothing by itself, and may carry anything.
   * Not where we approve.
   */
  readonly handsOn?: true;
  /** How often the simulator took the money of this order. */
  readonly timesTaken: (providerOrderId: string) => number;
  /**
   * Needed with `refund` or `netCancel`: how often the simulator gave the money of this order back,
   * by whichever of the two.
   */
  readonly timesGivenBack?: (providerOrderId: string) => number;
  /** Set where `refund` may be asked for a part. */
  readonly refundsParts?: true;
  /** Needed with `readWebhook`. */
  readonly webhook?: WebhookHarness;
  /** Set where `prepare` calls nobody, so that nothing of it can be lost on the way. */
  readonly preparesAlone?: true;
  /** Asks for the contract of deposits; there is no verb of its own that would. */
  readonly deposits?: DepositHarness;
  /**
   * Needed where the fact `approvedAtCallback` is true: goes through the window as a buyer from whom
   * the money is taken in there, without an approve of ours. `decide` may be the same where there is
   * no `approve`.
   */
  readonly payInWindow?: (instruction: LaunchInstruction) => Promise<BrowserRequest>;
  /** Moves the simulator's clock on, in milliseconds. */
  readonly passTime: (ms: number) => void;
  readonly reset: () => void;
  readonly close: () => Promise<void>;
}

const CALLBACK_BASE = 'https://pay.shop.example/callback/channel/attempt/token';
const LONG_ENOUGH = 20_000;
const GIVEN_UP_SOON = 500;

const contextWith = (longestWait: number): ProviderContext => ({
  http: (request) =>
    sendRequest({ ...request, timeoutMs: Math.min(request.timeoutMs, longestWait) }),
  callbackUrl: (leg) => `${CALLBACK_BASE}/${leg}`,
  now: () => Date.UTC(2026, 10, 22, 1, 10, 10),
});
const patient = contextWith(LONG_ENOUGH);
const impatient = contextWith(GIVEN_UP_SOON);
const waiting = (kind?: FaultKind): ProviderContext =>
  kind?.startsWith('hang') ? impatient : patient;

/** The call was lost before the provider did anything. */
const LOST_BEFORE = ['hang', 'drop', '500', 'html'] as const;
/** The provider did what it was asked, the answer was lost. */
const LOST_AFTER = ['hang-after-commit', 'drop-after-commit', '500-after-commit'] as const;

let orders = 0;
/** Of the provider's first method, unless told otherwise. */
const recordFor = (
  { methods }: Provider,
  { method = Object.keys(methods)[0] ?? '', device = 'desktop' }: RecordWishes = {},
): PaymentRecord => {
  orders += 1;
  return {
    attemptId: 'AAAAAAAAAAAAAAAAAAAAAA',
    orderId: 'A-1001',
    line: 'order',
    providerOrderId: `A-1001-${String(orders).padStart(6, '0')}`,
    method,
    buyerRef: 'b7f3k9q',
    orderName: '머그컵 외 1건',
    amount: { value: 48_000, currency: 'KRW' },
    taxFreeAmount: 0,
    device,
    locale: 'ko',
  };
};

interface RecordWishes {
  readonly method?: string;
  readonly device?: Device;
}

/**
 * What every provider must keep, whatever it speaks. Called, and awaited, by each provider's own
 * test with its simulator; what only one provider has is tested there. Verbs that a provider does
 * not have are not asked for.
 */
export async function providerContract(
  name: string,
  setup: () => Promise<ProviderHarness>,
): Promise<void> {
  const harness = await setup();
  const { approve, query } = harness.provider;
  const missing = missingIn(harness);
  if (missing.length > 0) {
    await harness.close();
    throw new Error(`${name} cannot be held to the contract: ${missing.join('; ')}`);
  }
  describe(`${name} keeps the contract of providers`, () => {
    beforeEach(() => harness.reset());
    after(() => harness.close());
    factsContract(harness);
    prepareContract(harness);
    callbackContract(harness);
    if (approve) {
      approveContract(harness, approve);
      forgeryContract(harness, approve);
    }
    if (query) standingContract(harness, query);
    if (approve && query) recoveryContract(harness, approve, query);
    optionalContracts(harness);
  });
}

type Approve = NonNullable<Provider['approve']>;
type Query = NonNullable<Provider['query']>;

/** What the suite cannot do without, so that nothing a provider has goes untested in silence. */
function missingIn(harness: ProviderHarness): readonly string[] {
  const { approve, query, refund, netCancel, readWebhook, facts } = harness.provider;
  const needs = [
    ['refund', refund, 'approve', approve],
    ['refund', refund, 'query', query],
    ['refund', refund, 'timesGivenBack', harness.timesGivenBack],
    ['netCancel', netCancel, 'approve', approve],
    ['netCancel', netCancel, 'query', query],
    ['netCancel', netCancel, 'timesGivenBack', harness.timesGivenBack],
    ['readWebhook', readWebhook, 'webhook', harness.webhook],
    ['a virtual account', issuesAccounts(harness.provider), 'deposits', harness.deposits],
    ['deposits', harness.deposits, 'approve', approve],
    ['deposits', harness.deposits, 'query', query],
    ['replaySafe', facts.replaySafe || undefined, 'approve', approve],
    ['handsOn', harness.handsOn, 'somebody else to approve', approve ? undefined : true],
    ['approvedAtCallback', facts.approvedAtCallback || undefined, 'query', query],
    [
      'approvedAtCallback',
      facts.approvedAtCallback || undefined,
      'payInWindow',
      harness.payInWindow,
    ],
  ] as const;
  return needs
    .filter(([, has, , needed]) => has !== undefined && needed === undefined)
    .map(([name, , needed]) => `${name} needs ${needed}`);
}

/** Who cannot be asked cannot be held to what a query would see of an account. */
const issuesAccounts = ({ methods, query }: Provider) =>
  query && Object.values(methods).find(({ type }) => type === 'virtual-account');

function optionalContracts(harness: ProviderHarness): void {
  const { approve, query, refund, netCancel, readWebhook, facts } = harness.provider;
  const { timesGivenBack, webhook, deposits, payInWindow } = harness;
  if (readWebhook && webhook) webhookContract(harness, readWebhook, webhook);
  if (query && payInWindow) windowContract(harness, query, payInWindow);
  if (!approve || !query) return;
  const desk = { harness, approve, query };
  if (facts.replaySafe) replayContract(desk);
  if (deposits) depositContract(desk, deposits);
  if (refund && timesGivenBack) refundContract({ ...desk, timesGivenBack }, refund);
  if (netCancel && timesGivenBack) netCancelContract({ ...desk, timesGivenBack }, netCancel);
}

/** What the contracts of optional verbs work with. */
interface Desk {
  readonly harness: ProviderHarness;
  readonly approve: Approve;
  readonly query: Query;
}

interface ReversalDesk extends Desk {
  readonly timesGivenBack: NonNullable<ProviderHarness['timesGivenBack']>;
}

/** A verb and its row in the table of abilities. */
const VERB_ROWS = [
  ['prepare', 'prepare'],
  ['readCallback', 'callback'],
  ['approve', 'approve'],
  ['query', 'query'],
  ['netCancel', 'net cancel'],
  ['refund', 'refund'],
  ['readWebhook', 'webhook'],
] as const satisfies readonly (readonly [keyof Provider, string])[];

function factsContract(harness: ProviderHarness): void {
  it('states facts that recovery can compute with', () => {
    const { facts, id, methods } = harness.provider;
    assert.match(id, /^[a-z][a-z0-9]*$/);
    assert.ok(facts.callTimeout > 0 && facts.callTimeout <= 60_000);
    assert.ok(facts.approveWindow > facts.callTimeout);
    assert.ok(facts.authenticationWindow >= facts.approveWindow);
    assert.ok(facts.orderId.maxLength >= 32);
    assert.ok(facts.orderId.alphabet.test('A'));
    assert.equal(facts.orderId.alphabet.global, false);
    assert.ok(Object.keys(methods).length > 0);
    assert.equal(typeof facts.replaySafe, 'boolean');
    assert.equal(typeof facts.approvedAtCallback, 'boolean');
  });

  it('lists in its README the verbs that it has, and no others', () => {
    const readme = new URL(`./${harness.provider.id}/README.md`, import.meta.url);
    if (!existsSync(readme)) return;
    const text = readFileSync(readme, 'utf8');
    const listed = VERB_ROWS.filter(([, row]) => text.includes(`\n| ${row} `));
    const present = VERB_ROWS.filter(([verb]) => harness.provider[verb] !== undefined);
    assert.deepEqual(listed, present);
  });

  it('states the window of a net cancel exactly where it has that verb, and room for one', () => {
    const { facts, netCancel } = harness.provider;
    assert.equal(facts.netCancelWindow === undefined, netCancel === undefined);
    assert.ok((facts.netCancelWindow ?? Infinity) > facts.callTimeout);
  });

  it('answers webhooks in its own words only where it reads them', () => {
    const { facts, readWebhook } = harness.provider;
    assert.ok(facts.webhookAnswer === undefined || readWebhook !== undefined);
  });

  it('has a name and labels in both languages', () => {
    const { name, methods } = harness.provider;
    const texts = [name, ...Object.values(methods).map((method) => method.label)];
    for (const text of texts) {
      assert.match(text.ko, /\S/);
      assert.match(text.en, /\S/);
    }
  });

  it('lists origins, not addresses', () => {
    const { script, connect } = harness.provider.origins;
    for (const origin of [...script, ...connect]) assert.equal(new URL(origin).origin, origin);
  });

  it('refuses wrong options with the name of the key, and without its value', () => {
    const { badOptions, secrets } = harness;
    assert.ok(Object.keys(badOptions).length > 0);
    for (const [key, create] of Object.entries(badOptions)) {
      assert.throws(create, (error: Error) => {
        assert.ok(error.message.includes(key), error.message);
        for (const secret of secrets) assert.ok(!error.message.includes(secret));
        return true;
      });
    }
  });
}

function prepareContract(harness: ProviderHarness): void {
  const { provider, secrets } = harness;
  for (const device of ['desktop', 'mobile', 'in-app'] as const) {
    it(`prepares a valid launch without a secret for ${device}, by every method`, async () => {
      for (const method of Object.keys(provider.methods)) {
        const record = recordFor(provider, { device, method });
        const preparation = await provider.prepare(record, patient);
        assert.ok(preparation.outcome === 'prepared', JSON.stringify(preparation));
        const instruction = LaunchInstructionSchema.parse(preparation.instruction);
        assert.deepEqual(instruction, preparation.instruction);
        assertNoSecret(instruction, secrets);
      }
    });
  }

  it('launches by script exactly where it names its SDK, and then by that very script', async () => {
    for (const method of Object.keys(provider.methods)) {
      const { instruction } = await prepareAt(harness, { method });
      const named = instruction.kind === 'script' ? instruction : undefined;
      assert.equal(named?.src, provider.sdk?.src);
      assert.equal(named?.global, provider.sdk?.global);
    }
    if (provider.sdk) {
      const { origin } = new URL(provider.sdk.src);
      assert.ok(provider.origins.script.includes(origin), `${origin} is not allowed`);
      const launcher = `./${provider.id}/${provider.id}.launcher.ts`;
      assert.ok(existsSync(new URL(launcher, import.meta.url)), `${launcher} is missing`);
    }
  });

  it('asks the buyer to confirm in our own window exactly where it says so', async () => {
    for (const method of Object.keys(provider.methods)) {
      const { instruction } = await prepareAt(harness, { method });
      assert.equal(instruction.kind === 'none', provider.confirmsHere === true);
    }
  });

  if (harness.preparesAlone) preparesAloneContract(harness);
  else prepareCallContract(harness);
}

function preparesAloneContract({ provider }: ProviderHarness): void {
  it('asks nobody to prepare, and prepares the same again', async () => {
    const alone: ProviderContext = { ...patient, http: () => assert.fail('somebody was asked') };
    const record = recordFor(provider);
    const preparation = await provider.prepare(record, alone);
    assert.equal(preparation.outcome, 'prepared');
    assert.deepEqual(await provider.prepare(record, alone), preparation);
  });
}

function prepareCallContract(harness: ProviderHarness): void {
  for (const kind of LOST_BEFORE) {
    it(`calls a prepare unanswered when the provider plays "${kind}", and can do it again`, async () => {
      const { provider, fault, secrets } = harness;
      fault('prepare', kind);
      const record = recordFor(provider);
      const preparation = await provider.prepare(record, waiting(kind));
      assert.equal(preparation.outcome, 'unanswered');
      assertNoSecret(preparation, secrets);
      assert.equal((await provider.prepare(record, patient)).outcome, 'prepared');
    });
  }

  it('calls a prepare unanswered when nobody listens', async () => {
    const provider = harness.providerAt(await closedAddress());
    assert.equal((await provider.prepare(recordFor(provider), patient)).outcome, 'unanswered');
  });

  it('passes on that the provider refused to prepare', async () => {
    const { provider, fault } = harness;
    fault('prepare', 'declined');
    const preparation = await provider.prepare(recordFor(provider), patient);
    assert.ok(preparation.outcome === 'declined', preparation.outcome);
    assert.match(preparation.providerCode, /\S/);
  });
}

function callbackContract(harness: ProviderHarness): void {
  it('tells an authenticated, a canceled and a failed callback apart', async () => {
    const kinds = { approve: 'authenticated', cancel: 'canceled', fail: 'failed' } as const;
    for (const decision of harness.decisions ?? ['approve', 'cancel', 'fail']) {
      const { reading } = await visit(harness, decision);
      assert.equal(reading.kind, kinds[decision]);
    }
  });

  it('reads the same callback the same way again', async () => {
    const { record, request, reading } = await visit(harness, 'approve');
    assert.deepEqual(harness.provider.readCallback(request, record), reading);
  });

  if (!harness.handsOn) believedCallbackContract(harness);

  it('authenticates nothing at an address that it never gave out', async () => {
    const { record, request } = await visit(harness, 'approve');
    const reading = harness.provider.readCallback({ ...request, leg: 'elsewhere' }, record);
    assert.equal(reading.kind, 'rejected');
  });

  it('never throws, whatever comes to the callback address', async () => {
    const { provider } = harness;
    const { record, request } = await visit(harness, 'approve');
    const names = fc.oneof(fc.string(), fc.constantFrom('', ...request.query.map(([key]) => key)));
    const anything = fc.record({
      httpMethod: fc.constantFrom('GET' as const, 'POST' as const),
      leg: fc.oneof(fc.constantFrom(request.leg, 'approve', 'cancel', 'fail', ''), fc.string()),
      query: fc.array(fc.tuple(names, fc.string({ unit: 'binary' })), { maxLength: 6 }),
      contentType: fc.oneof(fc.string(), fc.constant(request.contentType)),
      body: fc.oneof(fc.uint8Array({ maxLength: 200 }), beginnings(request.body)),
    });
    const kinds = new Set(['authenticated', 'canceled', 'failed', 'rejected']);
    // Turn by turn: a loop that stands still for seconds would leave the next test a dead connection.
    const holds = fc.asyncProperty(anything, async (made) => {
      await nextTurn();
      return kinds.has(provider.readCallback(made, record).kind);
    });
    await fc.assert(holds, { numRuns: 500 });
  });
}

/** What is believed of a callback has to stand there once, and as the provider sends it. */
function believedCallbackContract(harness: ProviderHarness): void {
  it('authenticates nothing when a parameter of the callback came twice', async () => {
    const { record, request } = await visit(harness, 'approve');
    const form = new TextDecoder().decode(request.body);
    const doubled = {
      ...request,
      query: [...request.query, ...request.query],
      body: new TextEncoder().encode(form === '' ? '' : `${form}&${form}`),
    };
    assert.equal(harness.provider.readCallback(doubled, record).kind, 'rejected');
  });

  it('authenticates nothing when the callback is empty', async () => {
    const { record, request } = await visit(harness, 'approve');
    const empty = { ...request, query: [], body: new Uint8Array() };
    assert.notEqual(harness.provider.readCallback(empty, record).kind, 'authenticated');
  });

  it('authenticates nothing when the callback came by the other HTTP method', async () => {
    const { record, request } = await visit(harness, 'approve');
    const httpMethod = request.httpMethod === 'GET' ? ('POST' as const) : ('GET' as const);
    const other = { ...request, httpMethod };
    assert.notEqual(harness.provider.readCallback(other, record).kind, 'authenticated');
  });
}

function approveContract(harness: ProviderHarness, approve: Approve): void {
  it('approves with the amount that the provider took', async () => {
    const { approval, record } = await visitAndApprove(harness, approve);
    assert.ok(approval.outcome === 'approved', JSON.stringify(approval));
    assert.deepEqual(approval.amount, record.amount);
    assert.match(approval.transactionId, /\S/);
    assert.equal(harness.timesTaken(record.providerOrderId), 1);
  });

  it('reports the other amount when the provider took another', async () => {
    const { approval, record } = await visitAndApprove(harness, approve, 'amount');
    assert.ok(approval.outcome === 'approved', JSON.stringify(approval));
    assert.notEqual(approval.amount.value, record.amount.value);
  });

  it('passes on that the provider declined', async () => {
    const { approval, record } = await visitAndApprove(harness, approve, 'declined');
    assert.ok(approval.outcome === 'declined', JSON.stringify(approval));
    assert.match(approval.providerCode, /\S/);
    assert.equal(harness.timesTaken(record.providerOrderId), 0);
  });

  for (const kind of [...LOST_BEFORE, ...LOST_AFTER]) {
    it(`calls an approval unknown when the provider plays "${kind}"`, async () => {
      const { approval, record } = await visitAndApprove(harness, approve, kind);
      assert.equal(approval.outcome, 'unknown');
      assertNoSecret(approval, harness.secrets);
      const taken = kind.endsWith('-after-commit') ? 1 : 0;
      assert.equal(harness.timesTaken(record.providerOrderId), taken);
    });
  }

  it('knows that an approval was not sent when nobody listens', async () => {
    const { record, callback } = await authenticate(harness);
    const unheard = harness.providerAt(await closedAddress());
    assert.equal((await unheard.approve?.(callback, record, patient))?.outcome, 'not-sent');
  });

  it('neither takes the money twice nor calls a second approval declined', async () => {
    const { record, callback } = await authenticate(harness);
    assert.equal((await approve(callback, record, patient)).outcome, 'approved');
    assert.notEqual((await approve(callback, record, patient)).outcome, 'declined');
    assert.equal(harness.timesTaken(record.providerOrderId), 1);
  });
}

function standingContract(harness: ProviderHarness, query: Query): void {
  it('sees that the buyer is still in the window', async () => {
    const { record } = await prepareAt(harness);
    const outcome = harness.preparesAlone ? 'not-found' : 'waiting';
    assert.equal((await query(record, patient)).outcome, outcome);
  });

  for (const [decision, outcome] of [
    ['approve', 'authenticated'],
    ['cancel', 'canceled'],
    ['fail', 'declined'],
  ] as const) {
    it(`sees "${outcome}" after the buyer chose "${decision}"`, async () => {
      const { record } = await visit(harness, decision);
      const seen = (await query(record, patient)).outcome;
      const { approvedAtCallback, endsNeedQuery } = harness.provider.facts;
      const paid = decision === 'approve' && approvedAtCallback;
      // Where ends are believed without a query, it need only not deny them.
      const isBelieved = decision !== 'approve' && !endsNeedQuery;
      if (isBelieved) assert.ok(UNDECIDED.has(seen) || seen === outcome, seen);
      else if (paid) assert.ok(seen === outcome || seen === 'approved', seen);
      else assert.equal(seen, outcome);
    });
  }

  it('does not find a payment that the provider never saw', async () => {
    const { record } = await prepareAt(harness);
    harness.reset();
    assert.equal((await query(record, patient)).outcome, 'not-found');
  });

  for (const kind of LOST_BEFORE) {
    it(`does not know when the query meets "${kind}"`, async () => {
      const { record } = await visit(harness, 'approve');
      harness.fault('query', kind);
      const answer = await query(record, waiting(kind));
      assert.equal(answer.outcome, 'unknown');
      assertNoSecret(answer, harness.secrets);
    });
  }
}

const UNDECIDED: ReadonlySet<string> = new Set(['waiting', 'not-found']);

/** What a buyer could make of callbacks, his own and others', and of time. */
function forgeryContract(harness: ProviderHarness, approve: Approve): void {
  it('takes nothing on the word of a callback that belongs to another payment', async () => {
    const theirs = await visit(harness, 'approve');
    const mine = await prepareAt(harness);
    const reading = harness.provider.readCallback(theirs.request, mine.record);
    if (reading.kind === 'authenticated' && agrees(reading, mine.record)) {
      const approval = await approve(vouched(reading, mine.record), mine.record, patient);
      assert.ok(
        approval.outcome === 'declined' || approval.outcome === 'unknown',
        approval.outcome,
      );
    }
    for (const { record } of [theirs, mine]) {
      assert.equal(harness.timesTaken(record.providerOrderId), 0);
    }
  });

  it('never agrees with a record when the callback speaks of another amount', async () => {
    const { record, request, reading } = await visit(harness, 'approve');
    if (reading.kind !== 'authenticated' || !reading.claims?.amount) return;
    const alter = (text: string) => text.replaceAll(String(record.amount.value), '100');
    const altered = {
      ...request,
      query: request.query.map(([name, value]) => [name, alter(value)] as const),
      body: Buffer.from(alter(Buffer.from(request.body).toString('latin1')), 'latin1'),
    };
    const again = harness.provider.readCallback(altered, record);
    assert.ok(again.kind !== 'authenticated' || !agrees(again, record), JSON.stringify(again));
  });

  it('takes nothing once the time to authenticate and to approve is over', async () => {
    const { facts } = harness.provider;
    const { record, callback } = await authenticate(harness);
    harness.passTime(facts.authenticationWindow + facts.approveWindow);
    const approval = await approve(callback, record, patient);
    assert.ok(approval.outcome === 'declined' || approval.outcome === 'unknown', approval.outcome);
    assert.equal(harness.timesTaken(record.providerOrderId), 0);
  });

  it('passes a sentence for the buyer on as it was written', async () => {
    const { approval } = await visitAndApprove(harness, approve, 'declined');
    assert.ok(approval.outcome === 'declined', approval.outcome);
    if (approval.message !== undefined) assert.match(approval.message, /^[^\uFFFD]*[가-힣]/);
  });
}

type Authenticated = Extract<CallbackReading, { kind: 'authenticated' }>;

/** As the core compares them. */
const agrees = ({ claims }: Authenticated, record: PreparedRecord): boolean =>
  (claims?.amount ?? record.amount).value === record.amount.value &&
  (claims?.providerOrderId ?? record.providerOrderId) === record.providerOrderId;

function recoveryContract(harness: ProviderHarness, approve: Approve, query: Query): void {
  for (const kind of LOST_BEFORE) {
    it(`sees that nothing was taken by an approval that met "${kind}"`, async () => {
      const { record } = await visitAndApprove(harness, approve, kind);
      assert.equal((await query(record, patient)).outcome, 'authenticated');
    });
  }

  for (const kind of LOST_AFTER) {
    it(`finds the approval behind "${kind}"`, async () => {
      const { record } = await visitAndApprove(harness, approve, kind);
      const answer = await query(record, patient);
      assert.ok(answer.outcome === 'approved', JSON.stringify(answer));
      assert.deepEqual(answer.amount, record.amount);
    });
  }

  it('sees the decline after a decline', async () => {
    const { record } = await visitAndApprove(harness, approve, 'declined');
    assert.equal((await query(record, patient)).outcome, 'declined');
  });

  it('agrees with the approval about transaction, amount and time', async () => {
    const { record, approval } = await visitAndApprove(harness, approve);
    assert.deepEqual(await query(record, patient), approval);
  });
}

type PayInWindow = NonNullable<ProviderHarness['payInWindow']>;

function windowContract(harness: ProviderHarness, query: Query, payInWindow: PayInWindow): void {
  const payThere = async (): Promise<Visit> => {
    const prepared = await prepareAt(harness);
    return comeBack(harness, prepared, await payInWindow(prepared.instruction));
  };

  it('finds an approval that was made in the window', async () => {
    const { record } = await payThere();
    const answer = await query(record, patient);
    assert.ok(answer.outcome === 'approved', JSON.stringify(answer));
    assert.deepEqual(answer.amount, record.amount);
    assert.match(answer.transactionId, /\S/);
    assert.equal(harness.timesTaken(record.providerOrderId), 1);
  });

  it('neither takes nor calls declined what was approved in the window already', async () => {
    const { record, reading } = await payThere();
    const { approve } = harness.provider;
    if (approve && reading.kind === 'authenticated') {
      assert.notEqual(
        (await approve(vouched(reading, record), record, patient)).outcome,
        'declined',
      );
    }
    assert.equal((await query(record, patient)).outcome, 'approved');
    assert.equal(harness.timesTaken(record.providerOrderId), 1);
  });
}

function replayContract({ harness, approve }: Desk): void {
  it('repeats its first approval when it is asked again, and takes the money once', async () => {
    const { record, callback } = await authenticate(harness);
    const first = await approve(callback, record, patient);
    assert.equal(first.outcome, 'approved');
    assert.deepEqual(await approve(callback, record, patient), first);
    assert.equal(harness.timesTaken(record.providerOrderId), 1);
  });

  for (const kind of LOST_BEFORE) {
    it(`approves when it is asked again after "${kind}"`, async () => {
      const { record, callback } = await authenticate(harness);
      harness.fault('approve', kind);
      await approve(callback, record, waiting(kind));
      assert.equal((await approve(callback, record, patient)).outcome, 'approved');
      assert.equal(harness.timesTaken(record.providerOrderId), 1);
    });
  }

  for (const kind of LOST_AFTER) {
    it(`learns of the approval behind "${kind}" by asking again`, async () => {
      const { record, callback } = await authenticate(harness);
      harness.fault('approve', kind);
      assert.equal((await approve(callback, record, waiting(kind))).outcome, 'unknown');
      const again = await approve(callback, record, patient);
      assert.ok(again.outcome === 'approved', JSON.stringify(again));
      assert.deepEqual(again.amount, record.amount);
      assert.equal(harness.timesTaken(record.providerOrderId), 1);
    });
  }
}

function depositContract({ harness, approve, query }: Desk, deposits: DepositHarness): void {
  const choose = async () => {
    const prepared = await prepareAt(harness, { method: deposits.method });
    const { record, reading } = comeBack(
      harness,
      prepared,
      await deposits.decide(prepared.instruction),
    );
    return { record, callback: vouched(reading, record) };
  };

  it('issues an account with all that the buyer has to know, and takes nothing yet', async () => {
    const { record, callback } = await choose();
    const approval = await approve(callback, record, patient);
    assert.ok(approval.outcome === 'awaiting-deposit', JSON.stringify(approval));
    const { deposit, amount, transactionId } = approval;
    assert.deepEqual(DepositSchema.parse(deposit), deposit);
    for (const text of [deposit.bank, deposit.accountNumber, deposit.holder, transactionId]) {
      assert.match(text, /\S/);
    }
    assert.ok(deposit.dueAt > 0);
    assert.deepEqual(amount, record.amount);
    assert.equal(harness.timesTaken(record.providerOrderId), 0);
  });

  it('sees the account until the deposit comes, and the approval from then on', async () => {
    const { record, callback } = await choose();
    const issued = await approve(callback, record, patient);
    assert.deepEqual(await query(record, patient), issued);
    await deposits.pay(record.providerOrderId);
    const answer = await query(record, patient);
    assert.ok(answer.outcome === 'approved', JSON.stringify(answer));
    assert.deepEqual(answer.amount, record.amount);
    assert.equal(harness.timesTaken(record.providerOrderId), 1);
  });

  for (const kind of LOST_AFTER) {
    it(`finds the account behind "${kind}"`, async () => {
      const { record, callback } = await choose();
      harness.fault('approve', kind);
      assert.equal((await approve(callback, record, waiting(kind))).outcome, 'unknown');
      const answer = await query(record, patient);
      assert.ok(answer.outcome === 'awaiting-deposit', JSON.stringify(answer));
      assert.match(answer.deposit.accountNumber, /\S/);
    });
  }
}

type Refund = NonNullable<Provider['refund']>;

function refundContract(desk: ReversalDesk, refund: Refund): void {
  const { harness, approve, query, timesGivenBack } = desk;
  const buy = async (): Promise<{ record: PreparedRecord; order: RefundOrder }> => {
    const { record, approval } = await visitAndApprove(harness, approve);
    assert.ok(approval.outcome === 'approved', JSON.stringify(approval));
    const { transactionId, amount } = approval;
    const { taxFreeAmount, attemptId } = record;
    return { record, order: { transactionId, amount, taxFreeAmount, key: `refund-${attemptId}` } };
  };
  const seen = async (record: PreparedRecord) => (await query(record, patient)).outcome;

  it('gives back what was approved, once, and a query agrees', async () => {
    const { record, order } = await buy();
    const reversal = await refund(order, record, patient);
    assert.deepEqual(reversal, { outcome: 'reversed' });
    assert.equal(timesGivenBack(record.providerOrderId), 1);
    assert.equal(await seen(record), 'refunded');
  });

  if (harness.refundsParts)
    it('gives a part back and then the rest, approved in between', async () => {
      const { record, order } = await buy();
      const part = { value: 5000, currency: order.amount.currency };
      const rest = { ...part, value: order.amount.value - part.value };
      const firstOrder = { ...order, amount: part, isPart: true, key: `${order.key}-1` } as const;
      const first = await refund(firstOrder, record, patient);
      assert.deepEqual(first, { outcome: 'reversed' });
      assert.equal(await seen(record), 'approved');
      const last = await refund({ ...order, amount: rest, key: `${order.key}-2` }, record, patient);
      assert.deepEqual(last, { outcome: 'reversed' });
      assert.equal(timesGivenBack(record.providerOrderId), 2);
      assert.equal(await seen(record), 'refunded');
    });

  it('gives nothing back a second time when it is asked again', async () => {
    const { record, order } = await buy();
    await refund(order, record, patient);
    const again = await refund(order, record, patient);
    assert.notEqual(again.outcome, 'not-sent');
    assertNoSecret(again, harness.secrets);
    assert.equal(timesGivenBack(record.providerOrderId), 1);
    assert.equal(await seen(record), 'refunded');
  });

  it('passes on that the provider refuses to give it back', async () => {
    const { record, order } = await buy();
    harness.fault('refund', 'declined');
    const reversal = await refund(order, record, patient);
    assert.ok(reversal.outcome === 'refused', JSON.stringify(reversal));
    assert.match(reversal.providerCode, /\S/);
    assert.equal(timesGivenBack(record.providerOrderId), 0);
    assert.equal(await seen(record), 'approved');
  });

  for (const kind of LOST_BEFORE) {
    it(`does not know what became of a refund that met "${kind}", and may ask again`, async () => {
      const { record, order } = await buy();
      harness.fault('refund', kind);
      const reversal = await refund(order, record, waiting(kind));
      assert.equal(reversal.outcome, 'unknown');
      assertNoSecret(reversal, harness.secrets);
      assert.equal(await seen(record), 'approved');
      assert.equal((await refund(order, record, patient)).outcome, 'reversed');
      assert.equal(timesGivenBack(record.providerOrderId), 1);
    });
  }

  for (const kind of LOST_AFTER) {
    it(`finds the refund behind "${kind}"`, async () => {
      const { record, order } = await buy();
      harness.fault('refund', kind);
      const reversal = await refund(order, record, waiting(kind));
      assert.equal(reversal.outcome, 'unknown');
      assertNoSecret(reversal, harness.secrets);
      assert.equal(await seen(record), 'refunded');
      await refund(order, record, patient);
      assert.equal(timesGivenBack(record.providerOrderId), 1);
    });
  }

  it('knows that a refund was not sent when nobody listens', async () => {
    const { record, order } = await buy();
    const unheard = harness.providerAt(await closedAddress());
    assert.equal((await unheard.refund?.(order, record, patient))?.outcome, 'not-sent');
    assert.equal(await seen(record), 'approved');
  });
}

type NetCancel = NonNullable<Provider['netCancel']>;

function netCancelContract(desk: ReversalDesk, netCancel: NetCancel): void {
  const { harness, approve, query, timesGivenBack } = desk;
  const lose = async (kind: FaultKind): Promise<PreparedRecord> => {
    const { record, approval } = await visitAndApprove(harness, approve, kind);
    assert.equal(approval.outcome, 'unknown');
    return record;
  };
  const isApproved = async (record: PreparedRecord) =>
    (await query(record, patient)).outcome === 'approved';

  for (const kind of LOST_AFTER) {
    it(`undoes the approval behind "${kind}" without ever having seen its answer`, async () => {
      const record = await lose(kind);
      assert.deepEqual(await netCancel(record, patient), { outcome: 'reversed' });
      assert.equal(timesGivenBack(record.providerOrderId), 1);
      assert.equal(await isApproved(record), false);
    });
  }

  it('harms nothing when it is asked for twice', async () => {
    const record = await lose('drop-after-commit');
    await netCancel(record, patient);
    const again = await netCancel(record, patient);
    assert.notEqual(again.outcome, 'not-sent');
    assert.equal(timesGivenBack(record.providerOrderId), 1);
    assert.equal(await isApproved(record), false);
  });

  it('gives nothing back when the approval never arrived', async () => {
    const record = await lose('drop');
    await netCancel(record, patient);
    assert.equal(timesGivenBack(record.providerOrderId), 0);
    assert.equal(await isApproved(record), false);
  });

  it('passes on that the provider refuses to undo it', async () => {
    const record = await lose('drop-after-commit');
    harness.fault('netCancel', 'declined');
    const reversal = await netCancel(record, patient);
    assert.ok(reversal.outcome === 'refused', JSON.stringify(reversal));
    assert.match(reversal.providerCode, /\S/);
    assert.equal(timesGivenBack(record.providerOrderId), 0);
  });

  for (const kind of [...LOST_BEFORE, ...LOST_AFTER]) {
    it(`does not know what became of a net cancel that met "${kind}"`, async () => {
      const record = await lose('drop-after-commit');
      harness.fault('netCancel', kind);
      const reversal = await netCancel(record, waiting(kind));
      assert.equal(reversal.outcome, 'unknown');
      assertNoSecret(reversal, harness.secrets);
      const isUndone = kind.endsWith('-after-commit');
      assert.equal(await isApproved(record), !isUndone);
      await netCancel(record, patient);
      assert.equal(timesGivenBack(record.providerOrderId), 1);
      assert.equal(await isApproved(record), false);
    });
  }

  it('knows that a net cancel was not sent when nobody listens', async () => {
    const record = await lose('drop-after-commit');
    const unheard = harness.providerAt(await closedAddress());
    assert.equal((await unheard.netCancel?.(record, patient))?.outcome, 'not-sent');
    assert.equal(timesGivenBack(record.providerOrderId), 0);
  });
}

type ReadWebhook = NonNullable<Provider['readWebhook']>;

function webhookContract(
  harness: ProviderHarness,
  readWebhook: ReadWebhook,
  webhook: WebhookHarness,
): void {
  const sent = async () => {
    const { record } = await visit(harness, 'approve');
    return { record, request: await webhook.about(record.providerOrderId) };
  };

  it('reads of a true webhook whom it is about, and the same again', async () => {
    const [first, second] = [await sent(), await sent()];
    for (const { record, request } of [first, second, first]) {
      const { providerOrderId } = record;
      assert.deepEqual(readWebhook(request), { kind: 'about', providerOrderId });
    }
  });

  it('rejects a webhook that is empty', async () => {
    const { request } = await sent();
    const empty = { ...request, query: [], body: new Uint8Array() };
    assert.equal(readWebhook(empty).kind, 'rejected');
  });

  it('is not about an order whose name was altered in the webhook', async () => {
    const { record, request } = await sent();
    const { providerOrderId } = record;
    const rename = (text: string) => text.replaceAll(providerOrderId, 'B'.repeat(20));
    const altered = {
      ...request,
      query: request.query.map(([name, value]) => [name, rename(value)] as const),
      body: Buffer.from(rename(Buffer.from(request.body).toString('latin1')), 'latin1'),
    };
    assert.notDeepEqual(readWebhook(altered), { kind: 'about', providerOrderId });
    if (webhook.signed) assert.equal(readWebhook(altered).kind, 'rejected');
  });

  if (webhook.signed) {
    it('rejects a webhook of which any byte is another, or whose headers are gone', async () => {
      const { request } = await sent();
      assert.ok(request.body.byteLength > 0);
      for (let at = 0; at < request.body.byteLength; at += 1) {
        const body = Uint8Array.from(request.body, (byte, place) =>
          place === at ? byte ^ 1 : byte,
        );
        assert.equal(readWebhook({ ...request, body }).kind, 'rejected', `byte ${String(at)}`);
      }
      assert.equal(readWebhook({ ...request, headers: {} }).kind, 'rejected');
    });
  }

  it('never throws, whatever comes to the address of webhooks', async () => {
    const { request } = await sent();
    const headerNames = fc.oneof(fc.string(), fc.constantFrom('', ...Object.keys(request.headers)));
    const anything = fc.record({
      headers: fc.oneof(
        fc.constant(request.headers),
        fc.dictionary(headerNames, fc.string({ unit: 'binary' }), { maxKeys: 6 }),
      ),
      query: fc.array(fc.tuple(fc.string(), fc.string({ unit: 'binary' })), { maxLength: 6 }),
      contentType: fc.oneof(fc.string(), fc.constant(request.contentType)),
      body: fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.json().map((text) => new TextEncoder().encode(text)),
        beginnings(request.body),
      ),
    });
    const holds = fc.asyncProperty(anything, async (made) => {
      await nextTurn();
      return ['about', 'rejected'].includes(readWebhook(made).kind);
    });
    await fc.assert(holds, { numRuns: 500 });
  });
}

interface Prepared {
  readonly record: PreparedRecord;
  readonly instruction: LaunchInstruction;
}

async function prepareAt(
  { provider }: ProviderHarness,
  wishes: RecordWishes = {},
): Promise<Prepared> {
  const record = recordFor(provider, wishes);
  const preparation = await provider.prepare(record, patient);
  assert.ok(preparation.outcome === 'prepared', JSON.stringify(preparation));
  const { instruction, providerState } = preparation;
  return { record: { ...record, providerState }, instruction };
}

interface Visit extends Prepared {
  readonly request: CallbackRequest;
  readonly reading: CallbackReading;
}

async function visit(harness: ProviderHarness, decision: BuyerDecision): Promise<Visit> {
  const prepared = await prepareAt(harness);
  return comeBack(harness, prepared, await harness.decide(prepared.instruction, decision));
}

function comeBack(harness: ProviderHarness, prepared: Prepared, sent: BrowserRequest): Visit {
  const request = toCallback(sent);
  const reading = harness.provider.readCallback(request, prepared.record);
  return { ...prepared, request, reading };
}

async function authenticate(
  harness: ProviderHarness,
): Promise<{ record: PreparedRecord; callback: AuthenticatedCallback }> {
  const { record, reading } = await visit(harness, 'approve');
  const { authentication } = reading as Extract<CallbackReading, { kind: 'authenticated' }>;
  return { record: { ...record, authentication }, callback: vouched(reading, record) };
}

/** The suite stands where the core stands: it compares the claims, then vouches. */
function vouched(reading: CallbackReading, record: PreparedRecord): AuthenticatedCallback {
  assert.ok(reading.kind === 'authenticated', JSON.stringify(reading));
  const { amount, providerOrderId } = reading.claims ?? {};
  if (amount) assert.deepEqual(amount, record.amount);
  if (providerOrderId) assert.equal(providerOrderId, record.providerOrderId);
  return reading.authentication as AuthenticatedCallback;
}

async function visitAndApprove(
  harness: ProviderHarness,
  approve: Approve,
  kind?: FaultKind,
): Promise<{ record: PreparedRecord; approval: Approval }> {
  const { record, callback } = await authenticate(harness);
  if (kind) harness.fault('approve', kind);
  return { record, approval: await approve(callback, record, waiting(kind)) };
}

function toCallback({ url, ...request }: BrowserRequest): CallbackRequest {
  const { pathname, searchParams } = new URL(url);
  assert.ok(url.startsWith(`${CALLBACK_BASE}/`), url);
  return { ...request, leg: pathname.split('/').at(-1) ?? '', query: [...searchParams] };
}

function assertNoSecret(value: unknown, secrets: readonly string[]): void {
  assert.ok(secrets.length > 0);
  const text = JSON.stringify(value);
  for (const secret of secrets) assert.ok(!text.includes(secret), 'a secret is in it');
}

/** A true body of which the rest is missing. */
const beginnings = (body: Uint8Array) =>
  fc.nat(body.byteLength).map((length) => body.slice(0, length));

/** An address of this machine at which nobody listens any more. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${String(port)}`;
}
