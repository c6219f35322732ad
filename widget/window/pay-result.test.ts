import { expect } from '@open-wc/testing';
import { page } from './page.ts';
import './result.ts';

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const SHOP = 'https://shop.example';

describe('<pay-result>', () => {
  const real = { ...page };
  let said: unknown[];
  let closed: number;
  let left: string[];
  let waits: { readonly ms: number; readonly run: () => void }[];
  let status: () => Promise<Response>;
  let element: HTMLElement;

  beforeEach(() => {
    [said, left, waits, closed] = [[], [], [], 0];
    status = () => Promise.resolve(Response.json({ v: 1, status: 'confirming' }));
    const postMessage = (data: unknown, origin: unknown) => said.push([data, origin]);
    page.opener = () => ({ postMessage }) as unknown as Window;
    page.close = () => void (closed += 1);
    page.replace = (url) => void left.push(url);
    page.after = (ms, run) => void waits.push({ ms, run });
    page.fetch = () => status();
  });
  afterEach(() => {
    element.remove();
    Object.assign(page, real);
  });

  const mount = (drawn: string, presentation = 'popup'): void => {
    element = document.createElement('pay-result');
    Object.assign(element.dataset, {
      attempt: ID,
      openerOrigin: SHOP,
      status: drawn,
      statusUrl: '/result/status',
      presentation,
    });
    document.body.append(element);
    element.innerHTML = '<button data-action="check">Check</button>';
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await new Response('').text();
  };
  /** Runs what waits longest, and says how long it would have waited. */
  const pass = async (): Promise<number | undefined> => {
    const next = waits.shift();
    next?.run();
    await settle();
    return next?.ms;
  };
  const HINT = [{ v: 1, type: 'attempt-changed', attemptId: ID }, SHOP];

  it('tells the storefront at once', () => {
    mount('confirming');
    expect(said).to.deep.equal([HINT]);
    expect(closed).to.equal(0);
  });

  it('closes itself when all is over', () => {
    mount('complete');
    expect(said).to.deep.equal([HINT]);
    expect(closed).to.equal(1);
    expect(waits).to.have.length(0);
  });

  it('stays where it is not a window of its own', () => {
    mount('complete', 'redirect');
    expect(closed).to.equal(0);
    expect(said).to.deep.equal([]);
  });

  it('asks quickly until the end, tells it, closes, and is drawn again if it stays', async () => {
    mount('confirming');
    expect([await pass(), await pass(), await pass()]).to.deep.equal([300, 600, 1_000]);
    expect(closed).to.equal(0);
    status = () => Promise.resolve(Response.json({ v: 1, status: 'complete' }));
    await pass();
    expect(said).to.deep.equal([HINT, HINT]);
    expect(closed).to.equal(1);
    expect(left).to.deep.equal([]);
    expect(await pass()).to.equal(1_000);
    expect(left).to.deep.equal([location.href]);
  });

  it('goes on asking when the server cannot be reached', async () => {
    mount('confirming');
    status = () => Promise.reject(new TypeError('Failed to fetch'));
    await pass();
    status = () => Promise.resolve(new Response('busy', { status: 503 }));
    await pass();
    expect(waits).to.have.length(1);
    expect(closed).to.equal(0);
  });

  it('asks when the buyer presses, and is drawn again only if there is news', async () => {
    mount('pending', 'redirect');
    const check = element.querySelector('button');
    status = () => Promise.resolve(Response.json({ v: 1, status: 'pending' }));
    check?.click();
    await settle();
    expect(waits).to.have.length(0);
    status = () => Promise.resolve(Response.json({ v: 1, status: 'complete' }));
    check?.click();
    await settle();
    await pass();
    expect(left).to.deep.equal([location.href]);
  });
});
