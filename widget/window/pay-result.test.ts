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
  let asked: string[];
  let waits: { readonly ms: number; readonly run: () => void }[];
  let status: () => Promise<Response>;
  let element: HTMLElement;

  beforeEach(() => {
    [said, left, asked, waits, closed] = [[], [], [], [], 0];
    status = () => Promise.resolve(Response.json({ v: 1, status: 'confirming' }));
    const postMessage = (data: unknown, origin: unknown) => said.push([data, origin]);
    page.opener = () => ({ postMessage }) as unknown as Window;
    page.close = () => void (closed += 1);
    page.replace = (url) => void left.push(url);
    page.after = (ms, run) => void waits.push({ ms, run });
    page.fetch = (url) => {
      asked.push(url);
      return status();
    };
  });
  afterEach(() => {
    element.remove();
    Object.assign(page, real);
    sessionStorage.clear();
  });

  /** @param mark that the window page left in this tab */
  const mount = (drawn: string, presentation = 'popup', mark = '', awaiting = ''): void => {
    if (mark) sessionStorage[`pay-checkout:${ID}`] = mark;
    element = document.createElement('pay-result');
    Object.assign(element.dataset, {
      attempt: ID,
      openerOrigin: SHOP,
      status: drawn,
      awaiting,
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

  it('draws the account anew that a doubt has turned into', async () => {
    mount('pending', 'redirect');
    status = () => Promise.resolve(Response.json({ v: 1, status: 'pending' }));
    element.querySelector('button')?.click();
    await settle();
    expect(waits).to.have.length(0);
    status = () => Promise.resolve(Response.json({ v: 1, status: 'pending', awaiting: 'deposit' }));
    element.querySelector('button')?.click();
    await settle();
    expect(await pass()).to.equal(0);
    expect(left).to.deep.equal([location.href]);
  });

  it('keeps an account in sight where the shop’s page is gone, and leaves it to the page elsewhere', () => {
    page.opener = () => null;
    mount('pending', 'popup', '', 'deposit');
    expect(closed).to.equal(0);
    element.remove();
    page.opener = () => ({ closed: false, postMessage: () => undefined }) as unknown as Window;
    mount('pending', 'popup', '', 'deposit');
    expect(closed).to.equal(1);
  });

  it('stays in a browser that did not begin the payment, for the buyer to read', () => {
    mount('complete', 'redirect');
    expect(closed).to.equal(0);
    expect([said, asked, left, waits]).to.deep.equal([[], [], [], []]);
    expect(element.getAttribute('state')).to.equal(null);
  });

  it('believes what this tab was opened as, and not how the attempt was opened last', async () => {
    mount('complete', 'redirect', 'popup');
    expect(closed).to.equal(1);
    expect(said).to.deep.equal([HINT]);
    element.remove();
    [said, closed] = [[], 0];
    mount('complete', 'popup', 'redirect');
    await settle();
    expect(closed).to.equal(0);
    expect(said).to.deep.equal([]);
    expect(asked).to.deep.equal(['/result/status?leave']);
  });

  it('takes a mark that it cannot read for none', () => {
    mount('complete', 'redirect', '<b>');
    expect([closed, asked]).to.deep.equal([0, []]);
  });

  it('goes by the server’s word in a browser that keeps nothing', async () => {
    const storage = Object.getOwnPropertyDescriptor(window, 'sessionStorage');
    Object.defineProperty(window, 'sessionStorage', {
      configurable: true,
      get: () => {
        throw new DOMException('Denied', 'SecurityError');
      },
    });
    try {
      mount('complete', 'redirect');
      await settle();
      expect(asked).to.deep.equal(['/result/status?leave']);
    } finally {
      if (storage) Object.defineProperty(window, 'sessionStorage', storage);
    }
  });

  describe('in the tab of the storefront', () => {
    const SHOP_PAGE = 'https://shop.example/cart?pay-checkout=code';
    const leaves = () =>
      Promise.resolve(Response.json({ v: 1, status: 'complete', next: SHOP_PAGE }));

    it('goes back at once when all is over, and shows until then that it checks', async () => {
      status = leaves;
      mount('complete', 'redirect', 'redirect');
      expect(element.getAttribute('state')).to.equal('waiting');
      await settle();
      expect(left).to.deep.equal([SHOP_PAGE]);
      expect(waits).to.have.length(0);
    });

    it('asks until the server lets it go, whatever the status is', async () => {
      mount('confirming', 'redirect', 'redirect');
      await settle();
      expect([await pass(), await pass()]).to.deep.equal([600, 1_000]);
      expect(left).to.deep.equal([]);
      status = () =>
        Promise.resolve(Response.json({ v: 1, status: 'confirming', next: SHOP_PAGE }));
      await pass();
      expect(left).to.deep.equal([SHOP_PAGE]);
      expect(waits).to.have.length(0);
      expect(said).to.deep.equal([]);
    });

    it('lets the end be read while the server cannot be asked, and goes on asking', async () => {
      status = () => Promise.reject(new TypeError('Failed to fetch'));
      mount('complete', 'redirect', 'redirect');
      await settle();
      expect(element.getAttribute('state')).to.equal('ended');
      status = leaves;
      await pass();
      expect(left).to.deep.equal([SHOP_PAGE]);
    });

    it('asks one thing at a time, and nothing once it leaves: a second code would undo the first', async () => {
      let answer = (): void => undefined;
      status = () =>
        new Promise((resolve) => {
          answer = () => resolve(Response.json({ v: 1, status: 'complete', next: SHOP_PAGE }));
        });
      mount('pending', 'redirect', 'redirect');
      const check = element.querySelector('button');
      check?.click();
      expect(asked).to.have.length(1);
      answer();
      await settle();
      check?.click();
      await settle();
      expect(asked).to.have.length(1);
      expect(left).to.deep.equal([SHOP_PAGE]);
    });
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
