import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { sendRequest } from '../checkout/outbound.ts';
import { LaunchInstructionSchema } from '../protocol/index.ts';
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
} from './provider.ts';

/** Where a simulator is told to misbehave. */
export type FaultyStep = 'prepare' | 'approve' | 'query';

/** How a simulator can misbehave; `-after-commit`: it did what was asked, the answer is lost. */
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

/** A provider together with its running simulator: what the suite needs to drive it. */
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
  /** How often the simulator took the money of this order. */
  readonly timesTaken: (providerOrderId: string) => number;
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

let orders = 0;
const recordFor = (device: Device = 'desktop'): PaymentRecord => {
  orders += 1;
  return {
    attemptId: 'AAAAAAAAAAAAAAAAAAAAAA',
    providerOrderId: `A-1001-${String(orders).padStart(6, '0')}`,
    buyerRef: 'b7f3k9q',
    orderName: '머그컵 외 1건',
    amount: { value: 48_000, currency: 'KRW' },
    taxFreeAmount: 0,
    device,
    locale: 'ko',
  };
};

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
  describe(`${name} keeps the contract of providers`, () => {
    beforeEach(() => harness.reset());
    after(() => harness.close());
    factsContract(harness);
    prepareContract(harness);
    callbackContract(harness);
    if (approve) approveContract(harness, approve);
    if (query) standingContract(harness, query);
    if (approve && query) recoveryContract(harness, approve, query);
  });
}

type Approve = NonNullable<Provider['approve']>;
type Query = NonNullable<Provider['query']>;

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
  for (const device of ['desktop', 'mobile', 'in-app'] as const) {
    it(`prepares a valid launch without a secret for ${device}`, async () => {
      const { provider, secrets } = harness;
      const preparation = await provider.prepare(recordFor(device), patient);
      assert.ok(preparation.outcome === 'prepared', JSON.stringify(preparation));
      const instruction = LaunchInstructionSchema.parse(preparation.instruction);
      assert.deepEqual(instruction, preparation.instruction);
      assertNoSecret(instruction, secrets);
    });
  }

  for (const kind of ['hang', 'drop', '500', 'html'] as const) {
    it(`calls a prepare unanswered when the provider plays "${kind}", and can do it again`, async () => {
      const { provider, fault, secrets } = harness;
      fault('prepare', kind);
      const record = recordFor();
      const preparation = await provider.prepare(record, kind === 'hang' ? impatient : patient);
      assert.equal(preparation.outcome, 'unanswered');
      assertNoSecret(preparation, secrets);
      assert.equal((await provider.prepare(record, patient)).outcome, 'prepared');
    });
  }

  it('calls a prepare unanswered when nobody listens', async () => {
    const provider = harness.providerAt(await closedAddress());
    assert.equal((await provider.prepare(recordFor(), patient)).outcome, 'unanswered');
  });

  it('passes on that the provider refused to prepare', async () => {
    const { provider, fault } = harness;
    fault('prepare', 'declined');
    const preparation = await provider.prepare(recordFor(), patient);
    assert.ok(preparation.outcome === 'declined', preparation.outcome);
    assert.match(preparation.providerCode, /\S/);
  });
}

function callbackContract(harness: ProviderHarness): void {
  it('tells an authenticated, a canceled and a failed callback apart', async () => {
    for (const [decision, kind] of [
      ['approve', 'authenticated'],
      ['cancel', 'canceled'],
      ['fail', 'failed'],
    ] as const) {
      const { reading } = await visit(harness, decision);
      assert.equal(reading.kind, kind);
    }
  });

  it('reads the same callback the same way again', async () => {
    const { record, request, reading } = await visit(harness, 'approve');
    assert.deepEqual(harness.provider.readCallback(request, record), reading);
  });

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

  it('authenticates nothing at an address that it never gave out', async () => {
    const { record, request } = await visit(harness, 'approve');
    const reading = harness.provider.readCallback({ ...request, leg: 'elsewhere' }, record);
    assert.equal(reading.kind, 'rejected');
  });

  it('never throws, whatever comes to the callback address', async () => {
    const { provider } = harness;
    const { record, request } = await visit(harness, 'approve');
    const names = fc.oneof(fc.string(), fc.constantFrom(...request.query.map(([key]) => key)));
    const anything = fc.record({
      httpMethod: fc.constantFrom('GET' as const, 'POST' as const),
      leg: fc.oneof(fc.constantFrom(request.leg, 'approve', 'cancel', 'fail', ''), fc.string()),
      query: fc.array(fc.tuple(names, fc.string({ unit: 'binary' })), { maxLength: 6 }),
      contentType: fc.oneof(fc.string(), fc.constant(request.contentType)),
      body: fc.uint8Array({ maxLength: 200 }),
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

  for (const kind of [
    'hang',
    'hang-after-commit',
    'drop',
    'drop-after-commit',
    '500',
    '500-after-commit',
    'html',
  ] as const) {
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
    assert.equal((await query(record, patient)).outcome, 'waiting');
  });

  for (const [decision, outcome] of [
    ['approve', 'authenticated'],
    ['cancel', 'canceled'],
    ['fail', 'declined'],
  ] as const) {
    it(`sees "${outcome}" after the buyer chose "${decision}"`, async () => {
      const { record } = await visit(harness, decision);
      assert.equal((await query(record, patient)).outcome, outcome);
    });
  }

  it('does not find a payment that the provider never saw', async () => {
    const { record } = await prepareAt(harness);
    harness.reset();
    assert.equal((await query(record, patient)).outcome, 'not-found');
  });

  for (const kind of ['hang', 'drop', '500', 'html'] as const) {
    it(`does not know when the query meets "${kind}"`, async () => {
      const { record } = await visit(harness, 'approve');
      harness.fault('query', kind);
      const answer = await query(record, kind === 'hang' ? impatient : patient);
      assert.equal(answer.outcome, 'unknown');
      assertNoSecret(answer, harness.secrets);
    });
  }
}

function recoveryContract(harness: ProviderHarness, approve: Approve, query: Query): void {
  for (const kind of ['hang', 'drop', '500', 'html'] as const) {
    it(`sees that nothing was taken by an approval that met "${kind}"`, async () => {
      const { record } = await visitAndApprove(harness, approve, kind);
      assert.equal((await query(record, patient)).outcome, 'authenticated');
    });
  }

  for (const kind of ['hang-after-commit', 'drop-after-commit', '500-after-commit'] as const) {
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

interface Prepared {
  readonly record: PreparedRecord;
  readonly instruction: LaunchInstruction;
}

async function prepareAt({ provider }: ProviderHarness): Promise<Prepared> {
  const record = recordFor();
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
  const request = toCallback(await harness.decide(prepared.instruction, decision));
  const reading = harness.provider.readCallback(request, prepared.record);
  return { ...prepared, request, reading };
}

async function authenticate(
  harness: ProviderHarness,
): Promise<{ record: PreparedRecord; callback: AuthenticatedCallback }> {
  const { record, reading } = await visit(harness, 'approve');
  assert.ok(reading.kind === 'authenticated', JSON.stringify(reading));
  // The suite stands where the core stands: it compares the claims, then vouches.
  const { amount, providerOrderId } = reading.claims ?? {};
  if (amount) assert.deepEqual(amount, record.amount);
  if (providerOrderId) assert.equal(providerOrderId, record.providerOrderId);
  return { record, callback: reading.authentication as AuthenticatedCallback };
}

async function visitAndApprove(
  harness: ProviderHarness,
  approve: Approve,
  kind?: FaultKind,
): Promise<{ record: PreparedRecord; approval: Approval }> {
  const { record, callback } = await authenticate(harness);
  if (kind) harness.fault('approve', kind);
  const context = kind?.startsWith('hang') ? impatient : patient;
  return { record, approval: await approve(callback, record, context) };
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

/** An address of this machine at which nobody listens any more. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${String(port)}`;
}
