import type { BrowserRequest } from '../providers/provider.contract.ts';
import type { WebhookRequest } from '../providers/provider.ts';
import { issuesAccounts, movesMoneyAlone } from './history-profiles.ts';
import type { BANK_ACTS, BUYER_ACTS, Step, TWISTS, WEBHOOKS } from './history-step.ts';
import type { Recorded } from './history-record.ts';
import { LINES, type Tried, type World } from './history-world.ts';
import {
  CALLBACK_FIELDS,
  callbackText,
  signatureOf,
  type CallbackFields,
} from './test-provider.wire.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Begins a step. Where time passes in it, that is awaited. */
export async function play(world: World, step: Step): Promise<void> {
  switch (step.do) {
    case 'begin': {
      const tried = begin(world, step);
      if (step.opens) world.open(tried);
      return;
    }
    case 'open':
      world.open(attemptAt(world, step.at));
      return;
    case 'go-on':
      await goOn(world, attemptAt(world, step.at), step.pick);
      return;
    case 'buyer':
      buyer(world, attemptAt(world, step.at), step.act, step.comesBack);
      return;
    case 'callback':
      callback(world, attemptAt(world, step.at), step);
      return;
    case 'webhook':
      await webhook(world, attemptAt(world, step.at), step.kind, step.times);
      return;
    case 'cancel':
      world.cancel(attemptAt(world, step.at));
      return;
    case 'outcome': {
      const tried = attemptAt(world, step.at);
      const launch = Math.max(0, tried.launch - (step.isStale ? 1 : 0));
      world.endInWindow(tried, { v: 1, launch, kind: step.kind, code: 'SCRIPT_BLOCKED' } as never);
      return;
    }
    case 'look':
      world.look(attemptAt(world, step.at));
      return;
    case 'beat':
      void world.round();
      return;
    case 'pass':
      await world.pass(step.ms);
      return;
    case 'work':
      await world.work(step.ms);
      return;
    case 'fault':
      world.lateness = step.lateness;
      world.bankOf(attemptAt(world, step.at)).fault(step.fault);
      return;
    case 'trap':
      world.trap(step);
      return;
    case 'channel':
      world.takeOut(step.isThere ? undefined : attemptAt(world, step.at).channel);
      return;
    case 'stop':
      world.stop();
      return;
    case 'crash':
      world.crash();
      return;
    case 'accident':
      world.plan(step);
      return;
    case 'confirm':
      world.merchant.confirm = step.answer;
      return;
    case 'notify':
      world.merchant.notify = step.answer;
      return;
    case 'forward':
      Object.assign(world.merchant.backend, { forward: step.answer, lateness: step.lateness });
      return;
    case 'status':
      Object.assign(world.merchant.backend, { status: step.answer, seals: step.seals });
      return;
    case 'mode':
      world.approveDirectly(step.isAllDirect);
      return;
    case 'bank':
      atTheBank(world, attemptAt(world, step.at), step.act);
      return;
    case 'operator':
      operator(world, attemptAt(world, step.at), step.pick);
      return;
    case 'at-once':
      await Promise.all(step.steps.map((one) => play(world, one)));
  }
}

function begin(
  world: World,
  { order, line, channel }: { order: number; line: number; channel: number },
): Tried {
  const { channels } = world;
  return world.begin({
    order: ['A', 'B'][order % 2] ?? 'A',
    line: LINES[line % LINES.length] ?? 'order',
    channel: channels[channel % channels.length] ?? 'full',
  });
}

const FIRST = { order: 0, line: 0, channel: 0 };
/** More attempts of one order than that tell nothing new. */
const MOST_TRIED = 4;

function attemptAt(world: World, index: number): Tried {
  const { tried } = world;
  const found = tried[index % Math.max(1, Math.min(tried.length, MOST_TRIED))];
  if (found) return found;
  const first = begin(world, FIRST);
  world.open(first);
  return first;
}

/** The next thing that usually happens to it. */
async function goOn(world: World, tried: Tried, pick: number): Promise<void> {
  const state = world.recorded(tried)?.state;
  switch (state) {
    case undefined:
    case 'created':
      world.open(tried);
      return;
    case 'ready':
      buyer(world, tried, pick === 0 ? 'account' : pick === 1 ? 'pay-in-window' : 'pay', true);
      return;
    case 'awaiting-deposit':
      atTheBank(world, tried, pick < 5 ? 'deposit' : 'close-account');
      await webhook(world, tried, 'waiting', 1);
      return;
    case 'review':
      operator(world, tried, pick);
      return;
    case 'approved':
      if (pick === 0) atTheBank(world, tried, 'withdraw');
      await webhook(world, tried, 'waiting', 1);
      return;
    case 'authenticated':
    case 'approving':
    case 'unknown':
    case 'reversing':
      await world.work(pick < 4 ? 16 * SECOND : 2 * MINUTE);
      return;
    default:
      void world.round();
  }
}

function buyer(
  world: World,
  tried: Tried,
  act: (typeof BUYER_ACTS)[number],
  comesBack: boolean,
): void {
  const at = world.recorded(tried);
  // Nobody comes to the bank's window without the instruction that leads there.
  if (!at?.events.some(({ name }) => name === 'prepared')) return;
  const order = at.providerOrderId;
  const bank = world.bankOf(tried);
  const request = ((): BrowserRequest | undefined => {
    switch (act) {
      case 'cancel':
        return bank.cancel(order);
      case 'fail':
        return bank.fail(order);
      case 'account':
        return bank.authenticate(order, {
          method: issuesAccounts(tried.channel) ? 'virtual-account' : 'card',
        });
      case 'pay':
        return bank.authenticate(order);
      case 'pay-in-window':
        if (!movesMoneyAlone(tried.channel)) return bank.authenticate(order);
        tried.explained.add('paid in the window');
        return bank.authenticateAndApprove(order);
    }
  })();
  if (!request) return;
  tried.callbacks.push(request);
  if (comesBack) world.callback(request, act === 'cancel' || act === 'fail' ? undefined : tried);
}

function callback(
  world: World,
  tried: Tried,
  { which, twist, times: count }: Extract<Step, { do: 'callback' }>,
): void {
  const { callbacks } = tried;
  const true_ = callbacks[which % Math.max(1, callbacks.length)];
  const request = true_ ?? forgedFor(world, tried);
  if (!request) return;
  const twisted = twistOf(world, tried, request, twist);
  for (let time = 0; time < count; time += 1) world.callback(twisted);
}

/** To the true address, by somebody who has no key. */
function forgedFor(world: World, tried: Tried): BrowserRequest | undefined {
  const at = world.recorded(tried);
  if (!at) return undefined;
  const fields = {
    result: 'authenticated',
    orderId: at.providerOrderId,
    amount: '1',
    currency: 'KRW',
    authKey: 'x',
    code: '',
    signature: 'f'.repeat(64),
  };
  const url = `${world.ground.base.links.callback(tried.channel, tried.id, 'return')}?${new URLSearchParams(fields).toString()}`;
  return { httpMethod: 'GET', url, contentType: '', body: new Uint8Array() };
}

function twistOf(
  world: World,
  tried: Tried,
  request: BrowserRequest,
  twist: (typeof TWISTS)[number],
): BrowserRequest {
  if (twist === 'none') return request;
  const isGet = request.httpMethod === 'GET';
  const url = new URL(request.url);
  const text = isGet ? url.search.slice(1) : Buffer.from(request.body).toString();
  const given = new URLSearchParams(text);
  const field = (name: string) => given.get(name) ?? '';
  const fields = Object.fromEntries(CALLBACK_FIELDS.map((name) => [name, field(name)])) as Record<
    string,
    string
  >;
  const others = world.tried
    .filter(({ id }) => id !== tried.id)
    .map((other) => world.recorded(other)?.providerOrderId);
  // As of a provider that does not sign: whoever has the address can say that it succeeded.
  if (twist === 'made-up' && !movesMoneyAlone(tried.channel)) {
    const at = world.recorded(tried);
    Object.assign(fields, {
      result: 'authenticated',
      authKey: 'made up',
      amount: String(at?.amount),
    });
  }
  if (twist === 'amount') fields['amount'] = '1';
  if (twist === 'currency') fields['currency'] = 'USD';
  if (twist === 'order') fields['orderId'] = others[0] ?? 'another';
  const signed = callbackText(fields as CallbackFields);
  const { secret } = world.bankOf(tried);
  const signature = twist === 'signature' ? '0'.repeat(64) : signatureOf(secret, signed);
  const twisted = twist === 'nonsense' ? 'a=1&a=2&%' : `${signed}&signature=${signature}`;
  if (!isGet) return { ...request, body: Buffer.from(twisted) };
  return { ...request, url: `${url.origin}${url.pathname}?${twisted}` };
}

async function webhook(
  world: World,
  tried: Tried,
  kind: (typeof WEBHOOKS)[number],
  count: number,
): Promise<void> {
  const bank = world.bankOf(tried);
  const order = world.recorded(tried)?.providerOrderId ?? '';
  const send = (request: WebhookRequest): void => {
    for (let time = 0; time < count; time += 1) world.webhook(tried.channel, request);
  };
  switch (kind) {
    case 'true':
      if (bank.payment(order)) send(bank.webhookAbout(order));
      return;
    case 'waiting':
    case 'all':
      await world.deliverWebhooks(tried.channel, kind === 'all', count);
      return;
    case 'forged': {
      const body = Buffer.from(
        JSON.stringify({ orderId: order, status: 'approved', at: world.now }),
      );
      send({
        headers: { 'testbank-signature': 'f'.repeat(64) },
        query: [],
        contentType: 'application/json',
        body,
      });
      return;
    }
    case 'nobody': {
      const body = Buffer.from(
        JSON.stringify({ orderId: 'nobody', status: 'approved', at: world.now }),
      );
      const headers = { 'testbank-signature': signatureOf(bank.secret, body) };
      send({ headers, query: [], contentType: 'application/json', body });
    }
  }
}

/** An account takes money no longer than somebody would still look for it. */
const ACCOUNT_CLOSED_MS = 20 * HOUR;

/** At the latest then: what a backend had issued it closes as soon as it is due. */
function isAccountOver({ now }: World, { state, progress }: Recorded): boolean {
  if (progress.approveMode !== 'forward') {
    return state !== 'awaiting-deposit' && now - (progress.since ?? now) > ACCOUNT_CLOSED_MS;
  }
  const isLive = state === 'approving' || state === 'unknown' || state === 'review';
  return !isLive && (state !== 'awaiting-deposit' || now >= (progress.deposit?.dueAt ?? 0));
}

function atTheBank(world: World, tried: Tried, act: (typeof BANK_ACTS)[number]): void {
  const at = world.recorded(tried);
  if (!at || at.channel === '') return;
  const bank = world.bankOf(tried);
  const order = at.providerOrderId;
  switch (act) {
    case 'deposit': {
      if (isAccountOver(world, at)) bank.letDepositExpire(order);
      else if (bank.deposit(order)) tried.explained.add('paid into the account');
      return;
    }
    case 'withdraw':
      if (bank.withdrawDeposit(order)) world.withdrawn.add(tried.id);
      return;
    case 'close-account':
      bank.letDepositExpire(order);
      return;
    case 'refund':
      if (bank.refundInConsole(order)) world.refundedOutside.add(tried.id);
  }
}

/** Looks at the bank and says what is true; not before everything that is under way has come. */
function operator(world: World, tried: Tried, pick: number): void {
  const at = world.recorded(tried);
  if (at?.state !== 'review' || !world.isQuiet) return;
  const bank = world.bankOf(tried);
  const order = at.providerOrderId;
  bank.letDepositExpire(order);
  const payment = bank.payment(order);
  const isOurs = payment?.approvedAmount?.value === at.amount;
  const stands = bank.standing(order) > 0;
  if (stands && isOurs && pick % 2 === 0) {
    world.decide(tried, { outcome: 'approved', reason: 'seen at the bank', by: 'operator' });
    return;
  }
  if (stands && bank.refundInConsole(order)) world.refundedOutside.add(tried.id);
  const outcome = stands || pick % 2 === 0 ? 'reversed' : 'declined';
  world.decide(tried, { outcome, reason: 'nothing stands', by: 'operator' });
}
