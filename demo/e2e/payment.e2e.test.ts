import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { until } from '../../server/testing/until.ts';
import { setStage, type Stage } from './stage.ts';
import { visit, type Books, type Visit } from './visit.ts';

const MUG = '/products/celadon-mug';
const decide = (decision: string) => `[data-decision=${decision}]`;

let stage: Stage;
const cases: Record<string, string | number>[] = [];

before(async () => {
  stage = await setStage();
});
after(async () => {
  await stage.stop();
  console.table(cases);
});
beforeEach(() => {
  stage.demo.simulators.kakaopay.reset();
});

/** Notes what the three books say at the end of a case, and holds it against what they must say. */
async function expectBooks(name: string, visited: Visit, expected: Books): Promise<void> {
  const books = await visited.books();
  cases.push({ case: name, ...books });
  assert.deepEqual(books, expected);
}

const completions = async (visited: Visit) =>
  (await visited.heard()).filter(({ type }) => type === 'payment-complete');

const amountOf = ({ orderId }: Visit): number =>
  stage.demo.backend.find(orderId)?.amount.value ?? 0;

/** Everything that must be true of a payment that was made, whatever the road to it. */
async function expectPaid(name: string, visited: Visit): Promise<void> {
  await visited.reaches('complete');
  await until('the notice', () => stage.demo.backend.find(visited.orderId)?.state === 'paid');
  const amount = amountOf(visited);
  assert.ok(amount > 0);
  await expectBooks(name, visited, {
    ledger: 'SUCCESS_PAYMENT ×1',
    approveCalls: 1,
    backend: `paid ${String(amount)}`,
    store: 'approved',
  });
  const [completion, ...more] = await completions(visited);
  assert.deepEqual(more, []);
  assert.equal(completion?.amount?.value, amount);
  await visited.sees('결제를 마쳤어요');
  assert.equal(await visited.amountShown(), `${amount.toLocaleString('ko')}원`);
}

const NOTHING_TAKEN = { approveCalls: 0, backend: 'unpaid' } as const;

describe('a buyer at a desktop, with the popup blocker on', () => {
  for (const [build, path] of [
    ['ES file', MUG],
    ['IIFE', `${MUG}?iife`],
  ] as const) {
    it(`approves in the popup and the page shows it paid (${build})`, async () => {
      const visited = await visit(stage, path);
      const popup = await visited.pay();
      const closed = popup.waitForEvent('close');
      await popup.locator(decide('approve')).click();
      await closed;
      await expectPaid(`approved (${build})`, visited);
      await visited.page.goto(`${stage.demo.shopUrl}/orders`);
      const row = visited.page.locator(`tr[data-order="${visited.orderId}"]`);
      assert.equal(await row.getAttribute('data-state'), 'paid');
      await visited.leave();
    });
  }

  it('cancels in the window and can pay afterwards', async () => {
    const visited = await visit(stage, MUG);
    const popup = await visited.pay();
    await popup.locator(decide('cancel')).click();
    await visited.reaches('canceled');
    await expectBooks('canceled in the window', visited, {
      ...NOTHING_TAKEN,
      ledger: 'QUIT_PAYMENT ×0',
      store: 'canceled',
    });
    await visited.sees('빠져나간 돈은 없어요');
    const again = await visited.pay();
    await again.locator(decide('approve')).click();
    await visited.reaches('complete');
    assert.equal((await completions(visited)).length, 1);
    await visited.leave();
  });

  it('fails in the window and is told that nothing was charged', async () => {
    const visited = await visit(stage, MUG);
    const popup = await visited.pay();
    await popup.locator(decide('fail')).click();
    await visited.reaches('failed');
    await expectBooks('failed in the window', visited, {
      ...NOTHING_TAKEN,
      ledger: 'FAIL_PAYMENT ×0',
      store: 'declined',
    });
    await visited.sees('결제되지 않았어요');
    await visited.leave();
  });

  it('sees a window that could not reach the provider, tries again there, and pays', async () => {
    stage.demo.simulators.kakaopay.fault({ on: 'ready', kind: '500' });
    const visited = await visit(stage, MUG);
    const popup = await visited.pay();
    await popup.getByRole('heading', { name: '카카오페이를 불러오지 못했어요' }).waitFor();
    await popup.getByRole('button', { name: '다시 시도하기' }).click();
    await popup.locator(decide('approve')).click();
    await expectPaid('window failed, tried again', visited);
    await visited.leave();
  });

  it('gives up in the window while the provider has not answered yet', async () => {
    stage.demo.simulators.kakaopay.fault({ on: 'ready', kind: 'hang' });
    const visited = await visit(stage, MUG);
    const popup = await visited.pay();
    const closed = popup.waitForEvent('close');
    await popup.getByRole('button', { name: '닫고 돌아가기' }).click();
    await closed;
    await visited.reaches('canceled');
    await expectBooks('given up in our window', visited, {
      ...NOTHING_TAKEN,
      ledger: '',
      store: 'canceled',
    });
    await visited.leave();
  });

  it('closes the window before paying: nothing is canceled by itself, and check, open again and pay work', async () => {
    const visited = await visit(stage, MUG);
    const popup = await visited.pay();
    await popup.locator(decide('approve')).waitFor();
    const from = await visited.page.evaluate(() => performance.now());
    await popup.close();
    await visited.reaches('window-lost');
    const lost = (await visited.heard()).find(({ state }) => state === 'window-lost');
    await expectBooks('closed before paying', visited, {
      ...NOTHING_TAKEN,
      ledger: 'OPEN_PAYMENT ×0',
      store: 'ready',
    });
    Object.assign(cases.at(-1) ?? {}, { 'lost after ms': Math.round((lost?.at ?? NaN) - from) });

    await visited.press('결과 확인하기');
    await visited.reaches('window-lost');
    const opened = visited.page.waitForEvent('popup');
    await visited.press('결제 창 다시 열기');
    const again = await opened;
    await again.locator(decide('approve')).click();
    await expectPaid('… then opened again and approved', visited);
    await visited.leave();
  });

  it('closes the window and cancels on the page', async () => {
    const visited = await visit(stage, MUG);
    const popup = await visited.pay();
    await popup.locator(decide('approve')).waitFor();
    await popup.close();
    await visited.reaches('window-lost');
    await visited.press('결제 취소');
    await visited.reaches('canceled');
    await expectBooks('closed, then canceled', visited, {
      ...NOTHING_TAKEN,
      ledger: 'OPEN_PAYMENT ×0',
      store: 'canceled',
    });
    await visited.leave();
  });

  it('closes the window after authenticating, and the payment completes all the same', async () => {
    const visited = await visit(stage, MUG);
    const popup = await visited.pay();
    await popup.route('**/result/**', async () => {
      await popup.close();
    });
    await popup.locator(decide('approve')).click();
    await expectPaid('closed after authentication', visited);
    await visited.leave();
  });

  it('is charged once when the callback is delivered twice', async () => {
    const { kakaopay } = stage.demo.simulators;
    kakaopay.fault({ on: 'window', kind: 'duplicate-callback' });
    const visited = await visit(stage, MUG);
    const popup = await visited.pay();
    await popup.locator(decide('approve')).click();
    await until('the second delivery', () => kakaopay.ledger.deliveries().length > 0);
    await expectPaid('callback delivered twice', visited);
    const requests = await stage.store.requests(await visited.attemptId());
    assert.deepEqual(
      requests.map(({ times }) => times),
      [2],
    );
    await visited.leave();
  });

  it('is never told "paid" when the provider took another amount, which goes back by itself', async () => {
    stage.demo.simulators.kakaopay.fault({ on: 'approve', kind: 'amount' });
    const visited = await visit(stage, MUG);
    const popup = await visited.pay();
    await popup.locator(decide('approve')).click();
    await visited.reaches('confirming');
    await visited.sees('다시 결제하지 말고');
    await visited.stored('reversed');
    await visited.reaches('failed');
    await visited.sees('승인을 되돌렸어요');
    await expectBooks('another amount taken', visited, {
      ledger: 'CANCEL_PAYMENT ×1',
      approveCalls: 1,
      backend: 'unpaid',
      store: 'reversed',
    });
    assert.deepEqual(await completions(visited), []);
    await visited.leave();
  });

  it('is told that it is being confirmed while the answer is lost, and that it is paid once it is found', async () => {
    const { kakaopay } = stage.demo.simulators;
    kakaopay.fault({ on: 'approve', kind: 'drop-after-commit' });
    const visited = await visit(stage, MUG);
    const popup = await visited.pay();
    await popup.locator(decide('approve')).click();
    await expectPaid('answer of the approval lost', visited);
    const names = (await stage.store.timeline(await visited.attemptId())).map(({ name }) => name);
    assert.ok(names.includes('doubted'), names.join(' '));
    await visited.leave();
  });
});
