import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { ForwardSettings } from '../config.ts';
import type { ForwardAnswer, ForwardEnvelope, StatusAnswer } from '../backend.ts';
import { AttemptIdSchema } from '../protocol/index.ts';
import type { HttpOutcome, HttpRequest, Provider, QueryAnswer } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import { AMOUNT, exampleAttempt, exampleProvider, MINUTE, setExample } from '../testing/example.ts';
import { advance } from './advance.ts';
import { attend } from './attend.ts';
import type { Attempt, AttemptProgress } from './attempt.ts';
import { cancel } from './cancel.ts';
import type { Checkout } from './checkout.ts';
import { HOUR, SECOND } from './deadlines.ts';
import { keep } from './inbox.ts';
import type { AttemptState } from './transitions.ts';

let store: Store | undefined;
afterEach(async () => {
  await store?.close();
  store = undefined;
});

const FORWARD_URL = 'https://shop.example/approval?pgType=EXAMPLE';
const STATUS_URL = 'https://shop.example/status';

const APPROVED: ForwardAnswer = { outcome: 'approved', transactionId: 'T-1', amount: AMOUNT };
const DEPOSIT = { bank: '국민', accountNumber: '123', holder: '온유도예' };
const LOST: HttpOutcome = { kind: 'no-answer', reason: 'ECONNRESET' };
const SHUT: HttpOutcome = { kind: 'not-sent', reason: 'ECONNREFUSED' };

type Said = ForwardAnswer | StatusAnswer | HttpOutcome;

/** What the backend does about forwards and questions, one after another; the last one for ever. */
interface Script {
  readonly forward: readonly Said[];
  readonly status?: readonly Said[];
}

const outcomeOf = (said: Said): HttpOutcome =>
  'kind' in said
    ? said
    : { kind: 'answered', status: 200, body: Buffer.from(JSON.stringify(said)) };

interface Wishes {
  readonly settings?: Partial<ForwardSettings>;
  readonly progress?: Partial<AttemptProgress>;
  readonly query?: QueryAnswer;
  readonly rawQuery?: string;
  readonly withoutCallback?: boolean;
}

/** A merchant who approves by himself, and a provider that counts what we ask it for. */
async function stage(state: AttemptState, script: Script, wishes: Wishes = {}) {
  const forwards: HttpRequest[] = [];
  const questions: ForwardEnvelope[] = [];
  const touched: string[] = [];
  const touch = (verb: string) => () => {
    touched.push(verb);
    return Promise.resolve({ outcome: 'unknown', reason: 'not asked' } as const);
  };
  const provider: Provider = exampleProvider({
    approve: touch('approve'),
    refund: touch('refund'),
    netCancel: touch('netCancel'),
    query: () => {
      touched.push('query');
      return Promise.resolve(wishes.query ?? { outcome: 'not-found' });
    },
  });
  const send = (request: HttpRequest): Promise<HttpOutcome> => {
    if (request.url === STATUS_URL) {
      questions.push(JSON.parse(request.body ?? '') as ForwardEnvelope);
      const said = script.status?.[Math.min(questions.length, script.status.length) - 1];
      return Promise.resolve(outcomeOf(said ?? LOST));
    }
    forwards.push(request);
    const said = script.forward[Math.min(forwards.length, script.forward.length) - 1];
    return Promise.resolve(outcomeOf(said ?? LOST));
  };
  const line = {
    methods: { example: { channel: 'example' } },
    order: 'https://shop.example/order',
    approve: {
      mode: 'forward',
      url: FORWARD_URL,
      ...(script.status ? { status: STATUS_URL } : { idempotent: true }),
      ...wishes.settings,
    },
  } as const;
  const progress = { callbackId: 1, ...wishes.progress };
  const set = await setExample(provider, state, {
    lines: { order: line },
    send,
    progress,
    approveMode: 'forward',
  });
  ({ store } = set);
  const { id } = await set.attempt();
  if (!wishes.withoutCallback) await keepCallback(set.checkout, id, wishes.rawQuery);
  const names = async () => (await set.store.timeline(id)).map(({ name }) => name);
  return { ...set, id, forwards, questions, touched, names };
}

const keepCallback = (checkout: Checkout, attemptId: string, rawQuery = 'pg_token=p&a=1') =>
  keep(checkout, {
    source: 'callback',
    attemptId,
    channel: 'example',
    httpMethod: 'GET',
    leg: 'approve',
    rawQuery,
    headers: {},
    contentType: '',
    body: new Uint8Array(),
  });

const isEnded = ({ state }: Attempt): boolean =>
  !['authenticated', 'approving', 'unknown'].includes(state);

describe('a backend that was killed between its approval and its answer', () => {
  it('is asked by status, which ends the doubt, and is never forwarded to again', async () => {
    const set = await stage('authenticated', { forward: [LOST], status: [LOST, LOST, APPROVED] });
    const attempt = await set.recover();
    assert.deepEqual([attempt.state, attempt.progress.transactionId], ['approved', 'T-1']);
    assert.equal(set.forwards.length, 1);
    assert.equal(set.questions.length, 3);
    assert.deepEqual(set.touched, [], 'the provider is the backend’s affair');
  });

  it('repeats its first answer to the same forward where it said that it does', async () => {
    const set = await stage('authenticated', { forward: [LOST, LOST, APPROVED] });
    const attempt = await set.recover();
    assert.equal(attempt.state, 'approved');
    const ids = set.forwards.map(({ headers }) => headers['webhook-id']);
    assert.deepEqual(new Set(ids), new Set([`forward.${set.id}`]));
    assert.equal(ids.length, 3);
    const first = set.forwards[0]?.headers['pay-checkout-envelope'];
    assert.ok(
      set.forwards.every(({ headers }) => headers['pay-checkout-envelope'] === first),
      'every repetition says the very same',
    );
    assert.deepEqual(set.touched, []);
  });

  it('waits before a person without status, with what the provider says, and is never reversed', async () => {
    const query = { outcome: 'approved', transactionId: 'T-9', amount: AMOUNT } as const;
    const set = await stage('authenticated', { forward: [LOST] }, { query });
    const attempt = await set.recover();
    assert.equal(attempt.state, 'review');
    assert.equal(attempt.holdsOrder, true, 'nobody else may pay this order');
    const opened = (await set.store.timeline(set.id)).at(-1);
    assert.equal(opened?.name, 'review-opened');
    assert.deepEqual(
      [opened.data['providerSays'], opened.data['transactionId'], opened.data['providerAmount']],
      ['approved', 'T-9', AMOUNT.value],
    );
    assert.deepEqual(set.touched, ['query'], 'it is looked at, and nothing else');
    const age = attempt.readAt - (attempt.progress.authenticatedAt ?? 0);
    assert.ok(age >= 10 * MINUTE, 'as long as the provider took approvals it was forwarded again');
  });

  it('that never answers status again is put before a person within the hour, with the evidence', async () => {
    const set = await stage('authenticated', { forward: [LOST], status: [LOST] });
    const attempt = await set.recover();
    assert.equal(attempt.state, 'review');
    const opened = (await set.store.timeline(set.id)).at(-1);
    const age = (opened?.at ?? 0) - (attempt.progress.approvingAt ?? 0);
    assert.ok(age >= HOUR && age < HOUR + MINUTE, `after ${String(age)} ms`);
    assert.equal(opened?.data['providerSays'], 'not-found');
    assert.deepEqual(set.touched, ['query']);
  });
});

describe('a backend that says that nothing was done', () => {
  it('is believed when it says so twice, once no forward of ours could be taken up any more', async () => {
    const set = await stage('authenticated', { forward: [LOST], status: [{ outcome: 'none' }] });
    const attempt = await set.recover(isEnded);
    assert.deepEqual([attempt.state, attempt.progress.code], ['canceled', 'NOT_EXECUTED']);
    const age = attempt.readAt - (attempt.progress.approvingAt ?? 0);
    const life = 5 * MINUTE;
    assert.ok(age >= 75 * SECOND + life, 'a signature is good for five minutes');
    assert.ok(age < 75 * SECOND + life + 30 * SECOND);
    assert.equal(attempt.dueAt, undefined, 'what it does later could not be undone by us');
    const asked = set.questions.length;
    set.pass(MINUTE);
    assert.equal(await attend(set.checkout, set.id, 'hint'), 'answered');
    assert.deepEqual([(await set.attempt()).state, set.questions.length], ['canceled', asked]);
    assert.deepEqual(set.touched, []);
  });

  it('and then that it was, is believed too', async () => {
    const status: readonly Said[] = [{ outcome: 'none' }, { outcome: 'none' }, APPROVED];
    const set = await stage('authenticated', { forward: [LOST], status });
    assert.equal((await set.recover()).state, 'approved');
  });

  it('is forwarded to again where it repeats its answers', async () => {
    const script = { forward: [LOST, APPROVED], status: [{ outcome: 'none' }] } as const;
    const set = await stage('authenticated', script, { settings: { idempotent: true } });
    const attempt = await set.recover();
    assert.equal(attempt.state, 'approved');
    assert.deepEqual([set.forwards.length, set.questions.length], [2, 1]);
  });
});

describe('a forward that does not leave', () => {
  it('is tried until the provider would take no approval any more, and is not executed then', async () => {
    const set = await stage('authenticated', { forward: [SHUT], status: [LOST] });
    const attempt = await set.recover();
    assert.deepEqual([attempt.state, attempt.progress.code], ['canceled', 'NOT_EXECUTED']);
    assert.ok(set.forwards.length > 10, 'it is tried again');
    assert.equal(set.questions.length, 0);
    assert.equal(attempt.holdsOrder, false);
  });

  it('because its callback is not kept any more, is not executed either', async () => {
    const script = { forward: [APPROVED], status: [LOST] };
    const set = await stage('authenticated', script, { withoutCallback: true });
    assert.equal((await set.recover()).progress.code, 'NOT_EXECUTED');
    assert.equal(set.forwards.length, 0);
  });

  it('because its query is longer than any header may be, is declined before anything happens', async () => {
    const script = { forward: [APPROVED], status: [LOST] };
    const set = await stage('authenticated', script, { rawQuery: `a=${'x'.repeat(4096)}` });
    const attempt = await set.recover();
    assert.deepEqual(
      [attempt.state, attempt.progress.providerCode],
      ['declined', 'ENVELOPE_TOO_LONG'],
    );
    assert.equal(set.forwards.length, 0);
  });
});

describe('a process that slept until its forward was given up by others', () => {
  it('does not send it any more', async () => {
    const set = await stage('authenticated', { forward: [APPROVED], status: [LOST] });
    const { store: kept } = set.checkout;
    const sleepy = {
      ...set.checkout,
      store: {
        ...kept,
        requests: (id: string) => {
          set.pass(76 * SECOND);
          return kept.requests(id);
        },
      },
    };
    await attend(sleepy, set.id);
    assert.deepEqual(set.forwards, []);
    assert.equal((await set.attempt()).state, 'approving');
    assert.equal((await set.names()).at(-1), 'approval-not-sent');
  });
});

describe('an answer of status with another HTTP status than 200', () => {
  it('says nothing, whatever stands in it', async () => {
    const body = Buffer.from(JSON.stringify(APPROVED));
    const accepted: HttpOutcome = { kind: 'answered', status: 202, body };
    const set = await stage('authenticated', { forward: [LOST], status: [accepted] });
    assert.equal((await set.recover()).state, 'review');
  });
});

describe('another amount than the order’s', () => {
  it('goes before a person at once, whoever says it, and stays as it was said', async () => {
    const other = { ...APPROVED, amount: { value: 1, currency: 'KRW' } };
    for (const script of [
      { forward: [other], status: [other] },
      { forward: [LOST], status: [other] },
      { forward: [other] },
    ]) {
      const set = await stage('authenticated', script);
      const attempt = await set.recover();
      assert.deepEqual([attempt.state, attempt.progress.code], ['review', 'AMOUNT_MISMATCH']);
      assert.deepEqual(attempt.progress.approvedAmount, other.amount);
      assert.ok(attempt.readAt - (attempt.progress.approvingAt ?? 0) < MINUTE);
      assert.deepEqual(set.touched, ['query'], 'nothing is given back');
      await store?.close();
    }
  });

  it('is forgotten when status says the right one', async () => {
    const other = { ...APPROVED, amount: { value: 1, currency: 'KRW' } };
    const set = await stage('authenticated', { forward: [other], status: [APPROVED] });
    const attempt = await set.recover();
    assert.deepEqual([attempt.state, attempt.progress.code], ['approved', undefined]);
  });
});

describe('an account that the backend had issued', () => {
  const issued = (dueIn: number): ForwardAnswer => ({
    outcome: 'awaiting-deposit',
    transactionId: 'T-1',
    deposit: { ...DEPOSIT, dueAt: Date.now() + dueIn },
  });

  it('is asked about every ten minutes until the money is there', async () => {
    const waits = issued(24 * HOUR);
    const status = [...Array.from({ length: 6 }, () => waits), APPROVED];
    const set = await stage('authenticated', { forward: [waits], status });
    const attempt = await set.recover(({ state }) => state === 'approved');
    const age = attempt.readAt - (attempt.progress.approvingAt ?? 0);
    assert.ok(age >= 70 * MINUTE && age < 80 * MINUTE, `after ${String(age)} ms`);
    assert.deepEqual(set.touched, []);
  });

  it('is over when it is due and nobody paid, or when the backend closed it', async () => {
    const waits = issued(HOUR);
    const late = await stage('authenticated', { forward: [waits], status: [waits] });
    assert.equal((await late.recover()).state, 'expired');
    assert.equal((await late.attempt()).dueAt, undefined);
    await store?.close();
    const closed: StatusAnswer = { outcome: 'declined', code: 'CLOSED', message: '' };
    const set = await stage('authenticated', { forward: [waits], status: [waits, closed] });
    const attempt = await set.recover();
    assert.deepEqual([attempt.state, attempt.holdsOrder], ['expired', false]);
    assert.deepEqual(set.touched, []);
  });

  it('whose backend falls silent for good is put before a person when it is over', async () => {
    const waits = issued(HOUR);
    const set = await stage('authenticated', { forward: [waits], status: [waits, LOST] });
    const attempt = await set.recover();
    assert.equal(attempt.state, 'review');
    assert.equal(attempt.holdsOrder, true);
    const age = attempt.readAt - (attempt.progress.approvingAt ?? 0);
    assert.ok(age >= 2 * HOUR && age < 3 * HOUR, `after ${String(age)} ms`);
    assert.deepEqual(set.touched, ['query']);
  });

  it('is over later when the shop gives its buyer more time, and never earlier', async () => {
    const [waits, longer, shorter] = [issued(HOUR), issued(3 * HOUR), issued(MINUTE)];
    const status = [longer, shorter, ...Array.from({ length: 12 }, () => longer), APPROVED];
    const set = await stage('authenticated', { forward: [waits], status });
    const attempt = await set.recover(({ state }) => state === 'approved');
    const age = attempt.readAt - (attempt.progress.approvingAt ?? 0);
    assert.ok(age > 2 * HOUR && age < 3 * HOUR, `after ${String(age)} ms`);
  });

  it('that is due in the past, or in seconds, is a doubt and no account', async () => {
    for (const dueAt of [
      Math.floor(Date.now() / 1000) + 3600,
      Date.now() + 1000 * 365 * 24 * HOUR,
    ]) {
      const wrong: ForwardAnswer = {
        outcome: 'awaiting-deposit',
        transactionId: 'T-1',
        deposit: { ...DEPOSIT, dueAt },
      };
      const set = await stage('authenticated', { forward: [wrong], status: [wrong] });
      const attempt = await set.recover();
      assert.deepEqual([attempt.state, attempt.holdsOrder], ['review', true]);
      await store?.close();
    }
  });

  it('cannot be given up by the buyer, because it is not ours to close', async () => {
    const waits = issued(HOUR);
    const set = await stage('authenticated', { forward: [waits], status: [waits] });
    await set.recover(({ state }) => state === 'awaiting-deposit');
    const claims = {
      sid: 's',
      line: 'order',
      storefront: '',
      returnUrl: '',
      locale: 'ko',
      order: { orderId: 'A-1', orderName: '', amount: AMOUNT, taxFreeAmount: 0 },
    } as const;
    const { attempt, isAccepted } = await cancel(set.checkout, { id: set.id, claims });
    assert.deepEqual([isAccepted, attempt.state], [false, 'awaiting-deposit']);
  });
});

describe('an approval that one began and another is configured for', () => {
  it('of the backend is not taken over by us: it waits for its settings, then for a person', async () => {
    const set = await stage(
      'unknown',
      { forward: [LOST], status: [LOST] },
      {
        progress: { approveMode: 'forward', approvingAt: Date.now(), askedAt: Date.now() },
      },
    );
    const line = set.checkout.config.lines['order'];
    assert.ok(line, 'the line is there');
    line.approve = { mode: 'direct' };
    const attempt = await set.recover();
    assert.equal(attempt.state, 'review');
    assert.ok(attempt.readAt - (attempt.progress.approvingAt ?? 0) >= 24 * HOUR);
    assert.deepEqual([set.forwards, set.questions, set.touched], [[], [], ['query']]);
  });

  it('of the backend comes before a person too when it stood still in its very beginning', async () => {
    const progress = {
      approveMode: 'forward',
      approvingAt: Date.now(),
      askedAt: Date.now(),
    } as const;
    const set = await stage('approving', { forward: [LOST], status: [LOST] }, { progress });
    const line = set.checkout.config.lines['order'];
    assert.ok(line, 'the line is there');
    line.approve = { mode: 'direct' };
    assert.equal((await set.recover()).state, 'review');
    assert.deepEqual([set.forwards, set.questions, set.touched], [[], [], ['query']]);
  });

  it('of the backend comes before a person when an account of it is over', async () => {
    const deposit = { ...DEPOSIT, dueAt: Date.now() + HOUR };
    const progress = { approveMode: 'forward', approvingAt: Date.now(), deposit } as const;
    const set = await stage('awaiting-deposit', { forward: [], status: [APPROVED] }, { progress });
    const line = set.checkout.config.lines['order'];
    assert.ok(line, 'the line is there');
    line.approve = { mode: 'direct' };
    assert.equal((await set.recover()).state, 'review');
    assert.deepEqual([set.questions, set.touched], [[], ['query']]);
  });

  it('is not begun without its settings: the window ends, and who came back is let go in time', async () => {
    for (const [state, end] of [
      ['ready', 'expired'],
      ['authenticated', 'canceled'],
    ] as const) {
      const set = await stage(state, { forward: [APPROVED], status: [APPROVED] });
      const found = await set.attempt();
      assert.equal(found.snapshot.approveMode, 'forward');
      const line = set.checkout.config.lines['order'];
      assert.ok(line, 'the line is there');
      line.methods = {};
      const attempt = await set.recover();
      assert.equal(attempt.state, end);
      assert.ok(attempt.readAt - found.readAt < HOUR, 'within its window');
      assert.deepEqual([set.forwards, set.questions, set.touched], [[], [], []]);
      await store?.close();
    }
  });

  it('is begun when its settings come back in time', async () => {
    const set = await stage('authenticated', { forward: [APPROVED], status: [APPROVED] });
    const line = set.checkout.config.lines['order'];
    assert.ok(line, 'the line is there');
    const { methods } = line;
    line.methods = {};
    await attend(set.checkout, set.id);
    assert.equal((await set.attempt()).state, 'authenticated');
    line.methods = methods;
    assert.equal((await set.recover()).state, 'approved');
  });

  it('of ours is carried on with the provider', async () => {
    const query = { outcome: 'approved', transactionId: 'T-2', amount: AMOUNT } as const;
    const progress = { approvingAt: Date.now(), askedAt: Date.now() };
    const set = await stage('unknown', { forward: [LOST], status: [LOST] }, { progress, query });
    assert.equal((await set.recover()).progress.transactionId, 'T-2');
    assert.deepEqual([set.forwards, set.questions], [[], []]);
  });
});

describe('a payment that pays another attempt of its order already', () => {
  it('is not believed to pay this one too: a person looks', async () => {
    const set = await stage('authenticated', { forward: [APPROVED], status: [APPROVED] });
    const other = exampleAttempt(
      AttemptIdSchema.parse('BBBBBBBBBBBBBBBBBBBBBB'),
      'approved',
      set.now(),
    );
    const progress = { ...other.progress, transactionId: 'T-1' };
    const paid = { ...other, line: 'fee', providerOrderId: 'A-1', progress };
    await set.store.insert(paid, { name: 'created', data: {} });
    const attempt = await set.recover();
    assert.equal(attempt.state, 'review');
    assert.deepEqual(set.touched, ['query']);
  });
});

describe('an attempt that ended before the backend was told of it', () => {
  it('is left alone too after its line was given to us', async () => {
    const query = { outcome: 'approved', transactionId: 'T-7', amount: AMOUNT } as const;
    const set = await stage('canceled', { forward: [], status: [APPROVED] }, { query });
    const line = set.checkout.config.lines['order'];
    assert.ok(line, 'the line is there');
    line.approve = { mode: 'direct' };
    assert.equal(await attend(set.checkout, set.id, 'hint'), 'answered');
    assert.deepEqual([(await set.attempt()).state, set.touched], ['canceled', []]);
  });

  it('is left alone, whatever the provider says of its order id, which others may share', async () => {
    const query = { outcome: 'approved', transactionId: 'T-7', amount: AMOUNT } as const;
    for (const state of ['canceled', 'expired'] as const) {
      const set = await stage(state, { forward: [], status: [APPROVED] }, { query });
      set.pass(HOUR);
      assert.equal(await attend(set.checkout, set.id, 'hint'), 'answered');
      assert.equal((await set.recover()).state, state);
      assert.deepEqual([set.touched, set.questions, set.forwards], [[], [], []]);
      await store?.close();
    }
  });
});

describe('an answer of the backend that comes when nobody waits any more', () => {
  it('is written down, and nothing is given back', async () => {
    const set = await stage(
      'unknown',
      { forward: [APPROVED] },
      {
        progress: { approveMode: 'forward', approvingAt: Date.now(), askedAt: Date.now() },
      },
    );
    const { send } = set.checkout;
    const slow: Checkout = {
      ...set.checkout,
      send: async (request) => {
        await advance(set.checkout, set.id, () => ({ transition: 'not-executed' }));
        return send(request);
      },
    };
    await attend(slow, set.id);
    const attempt = await set.attempt();
    assert.deepEqual([attempt.state, attempt.progress.transactionId], ['canceled', 'T-1']);
    assert.equal((await set.names()).at(-1), 'not-ours-to-give-back');
    assert.deepEqual(set.touched, []);
  });
});
