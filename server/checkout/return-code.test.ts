import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AttemptIdSchema, type Presentation } from '../protocol/index.ts';
import { exampleAttempt, exampleProvider, MINUTE, setExample } from '../testing/example.ts';
import type { Remark } from './advance.ts';
import type { Attempt, AttemptProgress } from './attempt.ts';
import { exchange, isExchanged, issue, mayLeave, redeem, wayBack } from './return-code.ts';
import type { AttemptState } from './transitions.ts';

const NOW = 1_800_000_000_000;
const ID = AttemptIdSchema.parse('AAAAAAAAAAAAAAAAAAAAAA');
const CODE = `${ID}${'b'.repeat(22)}`;
const ORIGIN = 'http://localhost';
const handedIn = { code: CODE, origin: ORIGIN };

const attempt = (
  progress: Partial<AttemptProgress> = { presentation: 'redirect' },
  { state = 'ready', readAt = NOW }: { state?: AttemptState; readAt?: number } = {},
): Attempt => {
  const begun = exampleAttempt(ID, state, NOW);
  return {
    ...begun,
    version: 1,
    holdsOrder: false,
    createdAt: NOW,
    updatedAt: NOW,
    dueAt: undefined,
    readAt,
    progress: { ...begun.progress, ...progress },
  };
};

/** The attempt as it stands `later` than the remark that was made of it. */
const after = (at: Attempt, remark: Remark | undefined, later = 0): Attempt => {
  assert.ok(remark, 'there was nothing to do');
  return {
    ...at,
    readAt: at.readAt + later,
    progress: { ...at.progress, ...remark.progress },
  };
};

describe('a return code', () => {
  const issued = after(attempt(), issue(attempt(), CODE));

  it('is kept as a hash, and counts as something that anybody can bring about', () => {
    const remark = issue(attempt(), CODE);
    assert.equal(remark?.fromOutside, true);
    assert.equal(JSON.stringify(remark).includes(CODE.slice(22)), false);
    assert.equal(exchange(issued, handedIn)?.fromOutside, true);
  });

  it('is made only for a payment in the own tab of the storefront, as it was opened last', () => {
    const made = (presentation?: Presentation) =>
      issue(attempt(presentation ? { presentation } : {}), CODE) !== undefined;
    assert.deepEqual([made('redirect'), made('popup'), made()], [true, false, false]);
  });

  it('is good for ten minutes', () => {
    const last = { ...issued, readAt: NOW + 10 * MINUTE - 1 };
    assert.ok(exchange(last, handedIn), 'a moment before');
    assert.equal(exchange({ ...last, readAt: NOW + 10 * MINUTE }, handedIn), undefined);
  });

  it('is exchanged once, and answered again for a minute, also beyond the ten', () => {
    const at = { ...issued, readAt: NOW + 10 * MINUTE - 1 };
    assert.equal(isExchanged(at, handedIn), false);
    const used = (later: number) => after(at, exchange(at, handedIn), later);
    assert.equal(exchange(used(0), handedIn), undefined);
    const answered = [0, MINUTE - 1, MINUTE].map((later) => isExchanged(used(later), handedIn));
    assert.deepEqual(answered, [true, true, false]);
  });

  it('is nothing in other hands, and nothing changed in a letter', () => {
    const used = after(issued, exchange(issued, handedIn));
    const wrong = [
      { ...handedIn, origin: 'http://localhost:1' },
      { ...handedIn, origin: '' },
      { ...handedIn, code: `${CODE.slice(0, -1)}c` },
      { ...handedIn, code: ID },
    ];
    for (const one of wrong) {
      assert.equal(exchange(issued, one), undefined);
      assert.equal(isExchanged(used, one), false);
    }
  });

  it('gives way to a newer one, and what was used of it is forgotten', () => {
    const used = after(issued, exchange(issued, handedIn));
    const newer = `${ID}${'c'.repeat(22)}`;
    const renewed = after(used, issue(used, newer));
    assert.equal(isExchanged(renewed, handedIn), false);
    assert.equal(exchange(renewed, handedIn), undefined);
    assert.ok(exchange(renewed, { ...handedIn, code: newer }), 'the newer one');
  });
});

describe('the result page in the tab of the storefront', () => {
  const SECOND = 1000;
  const leaves = (
    state: AttemptState,
    ago: number,
    times: readonly ('approvingAt' | 'authenticatedAt' | 'since')[],
  ) => {
    const none = { approvingAt: undefined, authenticatedAt: undefined, since: undefined };
    const began = Object.fromEntries(times.map((name) => [name, NOW - ago]));
    return mayLeave({
      ...attempt({}, { state }),
      progress: JSON.parse(
        JSON.stringify({ launches: 1, prepareTries: 0, ...none, ...began }),
      ) as AttemptProgress,
    });
  };

  it('waits for the end of an approval, but no longer than ten seconds', () => {
    for (const state of ['approving', 'reversing', 'unknown'] as const) {
      assert.equal(leaves(state, 10 * SECOND - 1, ['approvingAt']), false, state);
      assert.equal(leaves(state, 10 * SECOND, ['approvingAt']), true, state);
    }
  });

  it('counts from what it knows where approval has not begun', () => {
    assert.equal(leaves('authenticated', 9 * SECOND, ['authenticatedAt']), false);
    assert.equal(leaves('authenticated', 10 * SECOND, ['authenticatedAt']), true);
    assert.equal(leaves('authenticated', 9 * SECOND, ['since']), false);
    assert.equal(leaves('authenticated', 10 * SECOND, ['since']), true);
  });

  it('goes back at once from everything that is not being confirmed', () => {
    const now = ['created', 'ready', 'canceled', 'expired', 'declined', 'approved'] as const;
    for (const state of now) assert.equal(leaves(state, 0, ['since']), true, state);
  });
});

describe('the way back', () => {
  const stage = () =>
    setExample(exampleProvider({}), 'approved', { progress: { presentation: 'redirect' } });
  const codeIn = (url: string) => new URL(url).searchParams.get('pay-checkout') ?? '';

  it('carries a code that can be redeemed', async () => {
    const { checkout, attempt: stored } = await stage();
    const { id } = await stored();
    const code = codeIn(await wayBack(checkout, id));
    assert.match(code, new RegExp(`^${id}[A-Za-z0-9_-]{22}$`));
    assert.equal((await redeem(checkout, { code, origin: ORIGIN }))?.id, id);
  });

  it('is the plain address once too much has happened to the attempt from outside', async () => {
    const { checkout, attempt: stored } = await stage();
    const { id } = await stored();
    const codes = [];
    for (let time = 0; time < 250; time += 1) codes.push(codeIn(await wayBack(checkout, id)));
    assert.equal(await wayBack(checkout, id), 'http://localhost/');
    assert.ok(codes.filter((code) => code !== '').length >= 150, 'until then it has a code');
    assert.ok((await stored()).version <= 201, 'no event beyond the cap');
  });

  it('answers every buyer who asks at the same moment with the code that one of them used', async () => {
    const { checkout, attempt: stored } = await stage();
    const code = codeIn(await wayBack(checkout, (await stored()).id));
    const asked = Array.from({ length: 10 }, () => redeem(checkout, { code, origin: ORIGIN }));
    const found = await Promise.all(asked);
    assert.equal(new Set(found.map((one) => one?.id)).size, 1);
    const events = await checkout.store.timeline((await stored()).id);
    assert.equal(events.filter(({ name }) => name === 'return-code-used').length, 1);
  });
});
