import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { house } from '../../providers/house/house.ts';
import type { LaunchInstruction } from '../../protocol/index.ts';
import { newAttemptId, newBuyer, openSession, type Buyer } from '../../testing/buyer.ts';
import { startHarness, type Harness } from '../../testing/harness.ts';
import { navigate } from '../../testing/navigate.ts';
import { until } from '../../testing/until.ts';
import { PAGE_STYLES } from './page.styles.ts';

const NAME = { ko: '포인트', en: 'Points' } as const;

let harness: Harness;
before(async () => {
  harness = await startHarness({ channels: { points: house({ name: NAME }) }, forward: {} });
  harness.backend.approve = ({ envelope: { amount } }) => ({
    json: { outcome: 'approved', transactionId: 'P-1', amount },
  });
});
after(() => harness.stop());

const order = (orderId: string): void => {
  const body = { orderName: '청자 머그', amount: { value: 24_000, currency: 'KRW' } };
  harness.merchant.orders.set(orderId, { status: 200, body });
};

const buyerOf = (orderId: string, method = 'points'): Promise<Buyer> => {
  order(orderId);
  return newBuyer(harness.url, orderId, newAttemptId(), method);
};

/** What a reader sees of the blocks of one state. */
const seen = (markup: string, state: string): readonly string[] =>
  [...markup.matchAll(/<(div|button)[^>]*data-when="([a-z]+)"[^>]*>(.*?)<\/\1>\n/gs)]
    .filter(([, , when]) => when === state)
    .map(([, , , inside = '']) =>
      inside
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    );

type Confirm = Extract<LaunchInstruction, { kind: 'none' }>;

const confirmIn = (buyer: Buyer, html: string): Confirm => {
  const instruction = buyer.instruction(html);
  assert.ok(instruction.kind === 'none', instruction.kind);
  return instruction;
};

/** As the page posts it, which is on the server's own origin. */
const send = ({ url }: Confirm, body: string, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: harness.url, ...headers },
    body,
    redirect: 'manual',
  });

const paid = (buyer: Buyer) =>
  until('it is paid', async () => (await buyer.view()).status === 'complete');

describe('the window of a payment that is confirmed in it', () => {
  it('asks with the amount, and says that nothing has happened yet', async () => {
    const { html } = await (await buyerOf('C-1')).launch();
    assert.deepEqual(seen(html, 'confirm'), [
      '포인트로 결제할까요? 아직 결제되지 않았어요. 아래 버튼을 누르면 바로 결제돼요.',
      '24,000원 결제하기',
      '닫고 돌아가기',
    ]);
    assert.ok(html.includes('data-action="confirm"'), 'there is no button');
  });

  it('shows the question in its own state and in no other, from the first byte on', async () => {
    const { html } = await (await buyerOf('C-9')).launch();
    const blocks = new Set([...html.matchAll(/data-when="(\w+)"/g)].map(([, name = '']) => name));
    assert.deepEqual([...blocks], ['moving', 'failed', 'confirm', 'replaced', 'returned']);
    assert.match(html, /<pay-window state="moving"/);
    for (const state of blocks) {
      const rule = `[state=${state}] [data-when]:not([data-when=${state}])`;
      assert.ok(PAGE_STYLES.text.includes(rule), rule);
    }
  });

  it('speaks of no other page to go to, and does not say that a lost answer cost nothing', async () => {
    const { html } = await (await buyerOf('C-2')).launch();
    assert.match(seen(html, 'moving')[0] ?? '', /^결제를 진행하고 있어요/);
    assert.match(seen(html, 'failed')[0] ?? '', /^응답을 받지 못했어요 .* 두 번 결제하지 않고/);
    assert.ok(!/이동하고|시작되지 않았어요\. 잠시/.test(html), 'the words of a provider’s page');
  });

  it('asks in English, in the same tab', async () => {
    order('C-3');
    const { sessionToken: session } = await openSession(harness.url, 'C-3');
    const query = { session, method: 'points', presentation: 'redirect', device: 'mobile' };
    const search = new URLSearchParams({ ...query, locale: 'en' }).toString();
    const { body } = await navigate(`${harness.url}/launch/${newAttemptId()}?${search}`);
    assert.deepEqual(seen(body, 'confirm'), [
      'Pay with Points? You haven&#39;t been charged yet. You pay when you press the button below.',
      'Pay ₩24,000',
      'Back to 온유도예',
    ]);
  });

  it('has no such question for a payment that has a page of its own', async () => {
    const { html } = await (await buyerOf('C-4', 'kakaopay')).launch();
    assert.deepEqual(seen(html, 'confirm'), []);
    assert.ok(!html.includes('data-action="confirm"'), 'there is a button');
    assert.match(seen(html, 'moving')[0] ?? '', /이동하고 있어요/);
  });

  it('may post to its own server, and to nobody else', async () => {
    order('C-5');
    const { sessionToken: session } = await openSession(harness.url, 'C-5');
    const query = { session, method: 'points', presentation: 'popup', device: 'desktop' };
    const search = new URLSearchParams({ ...query, locale: 'ko' }).toString();
    const page = await navigate(`${harness.url}/launch/${newAttemptId()}?${search}`);
    const policy = String(page.headers['content-security-policy']);
    assert.match(policy, /(^|; )connect-src 'self'(;|$)/);
  });

  it('pays what was confirmed, by the backend, which gets the bytes as they were posted', async () => {
    const buyer = await buyerOf('C-6');
    const instruction = confirmIn(buyer, (await buyer.launch()).html);
    const said = JSON.stringify(instruction.data);
    const answers = [await send(instruction, said), await send(instruction, said)];
    for (const answer of answers) {
      assert.equal(answer.status, 303);
      assert.match(answer.headers.get('location') ?? '', /\/result\//);
    }
    await paid(buyer);
    const forwards = harness.backend.forwards.filter(({ envelope }) => envelope.orderId === 'C-6');
    assert.equal(forwards.length, 1);
    assert.equal(forwards[0]?.method, 'POST');
    assert.equal(forwards[0].body.toString(), said);
    assert.equal(forwards[0].headers['content-type'], 'application/json');
    assert.equal(forwards[0].envelope.provider, 'house');
  });

  it('is not paid by a GET, a form, or what speaks of another payment', async () => {
    const buyer = await buyerOf('C-7');
    const instruction = confirmIn(buyer, (await buyer.launch()).html);
    const said = JSON.stringify(instruction.data);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    await buyer.follow(instruction.url);
    await send(instruction, said, form);
    await send(instruction, said.replace('C-7', 'C-6'));
    assert.equal((await buyer.view()).status, 'open');
    await send(instruction, said);
    await paid(buyer);
  });

  it('is over, and not paid, where it speaks of another amount', async () => {
    const buyer = await buyerOf('C-8');
    const instruction = confirmIn(buyer, (await buyer.launch()).html);
    await send(instruction, JSON.stringify(instruction.data).replace('24000', '1'));
    const { status, result } = await buyer.view();
    assert.equal(status, 'failed');
    assert.equal(result?.code, 'CALLBACK_CONTRADICTS');
    assert.ok(
      !harness.backend.forwards.some(({ envelope }) => envelope.orderId === 'C-8'),
      'it was forwarded',
    );
  });
});
