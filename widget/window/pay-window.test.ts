import { expect } from '@open-wc/testing';
import { page } from './page.ts';
import './window.ts';

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const SHOP = 'https://shop.example';

interface Sent {
  readonly url: string;
  readonly init: RequestInit | undefined;
}

describe('<pay-window>', () => {
  const real = { ...page };
  const address = location.href;
  let left: string[];
  let closed: number;
  let reloaded: number;
  let said: unknown[];
  let sent: Sent[];
  let forms: HTMLFormElement[];
  let answer: () => Promise<Response>;
  let element: HTMLElement;

  beforeEach(() => {
    [left, said, sent, forms, closed, reloaded] = [[], [], [], [], 0, 0];
    answer = () => Promise.resolve(Response.json({ v: 1, next: '/result/x' }));
    const postMessage = (data: unknown, origin: unknown) => said.push([data, origin]);
    page.opener = () => ({ postMessage }) as unknown as Window;
    page.close = () => void (closed += 1);
    page.reload = () => void (reloaded += 1);
    page.replace = (url) => void left.push(url);
    page.submit = (form) => void forms.push(form);
    page.after = (_, run) => run();
    page.fetch = (url, init) => {
      sent.push({ url, init });
      return answer();
    };
  });
  afterEach(() => {
    element.remove();
    for (const form of forms) form.remove();
    Object.assign(page, real);
    history.replaceState(null, '', address);
  });

  const mount = (data: Record<string, string> = {}): HTMLElement => {
    element = document.createElement('pay-window');
    Object.assign(element.dataset, {
      attempt: ID,
      launch: '2',
      openerOrigin: SHOP,
      token: 'launch-token',
      outcomeUrl: `/launch/${ID}/outcome`,
      presentation: 'popup',
      shopUrl: 'https://shop.example/cart',
      ...data,
    });
    document.body.append(element);
    // As the server streams it: the children come after the element has started.
    element.innerHTML = `
      <div data-when="moving">Going<button data-action="close">Close</button></div>
      <div data-when="failed" hidden>Failed<button data-action="retry">Again</button
        ><button data-action="close"><span>Close</span></button></div>
      <div data-when="replaced" hidden>Replaced<button data-action="close">Close</button></div>`;
    return element;
  };
  const shown = (): string[] =>
    [...element.querySelectorAll<HTMLElement>('[data-when]')]
      .filter(({ hidden }) => !hidden)
      .map(({ dataset }) => dataset['when'] ?? '');
  /** On what is innermost in the button, as a finger would. */
  const press = async (when: string, action: string): Promise<void> => {
    const button = element.querySelector<HTMLElement>(
      `[data-when="${when}"] [data-action="${action}"]`,
    );
    (button?.querySelector('span') ?? button)?.click();
    for (let turn = 0; turn < 5; turn += 1) await new Response('').text();
  };
  const hint = (type: string) => [{ v: 1, type, attemptId: ID }, SHOP];

  it('takes the session out of the address and greets the storefront, and it alone', () => {
    mount();
    expect(location.search).to.equal('?token=launch-token');
    expect(said).to.deep.equal([hint('hello')]);
    expect(element.getAttribute('state')).to.equal('moving');
  });

  it('greets nobody in the same tab, nor where the origin is not known', () => {
    mount({ presentation: 'redirect' });
    element.remove();
    mount({ openerOrigin: '' });
    expect(said).to.deep.equal([]);
  });

  it('does without an opener', () => {
    page.opener = () => null;
    expect(() => mount()).not.to.throw();
  });

  it('goes where a redirect says', () => {
    mount();
    window.payWindow.perform({ kind: 'redirect', url: 'https://provider.example/pay' });
    expect(left).to.deep.equal(['https://provider.example/pay']);
  });

  it('posts a form with its fields in order, and in its charset', () => {
    mount();
    window.payWindow.perform({
      kind: 'form',
      url: 'https://provider.example/form',
      fields: [
        ['a', '1'],
        ['submit', '"<&'],
        ['a', '2'],
      ],
      charset: 'euc-kr',
    });
    const [form] = forms;
    expect(form?.isConnected).to.equal(true);
    expect(form?.getAttribute('method')).to.equal('post');
    expect(form?.getAttribute('action')).to.equal('https://provider.example/form');
    expect(form?.acceptCharset).to.equal('euc-kr');
    expect(form && [...new FormData(form)]).to.deep.equal([
      ['a', '1'],
      ['submit', '"<&'],
      ['a', '2'],
    ]);
  });

  it('says so when it cannot perform what it is told', () => {
    mount();
    window.payWindow.perform({ kind: 'none' });
    expect(shown()).to.deep.equal(['failed']);
  });

  it('offers to try again when the provider did not answer', async () => {
    mount();
    window.payWindow.fail();
    expect(shown()).to.deep.equal(['failed']);
    expect(element.getAttribute('state')).to.equal('failed');
    await press('failed', 'retry');
    expect(reloaded).to.equal(1);
    expect(sent).to.deep.equal([]);
  });

  it('reports a buyer who gives up, then closes', async () => {
    mount();
    await press('moving', 'close');
    expect(sent[0]?.url).to.equal(`/launch/${ID}/outcome`);
    expect(sent[0]?.init).to.deep.include({
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer launch-token' },
      body: JSON.stringify({ v: 1, launch: 2, kind: 'canceled', code: 'BUYER_CANCELED' }),
    });
    expect(said).to.deep.equal([hint('hello'), hint('closing')]);
    expect(closed).to.equal(1);
    expect(left).to.deep.equal(['/result/x']);
  });

  it('reports a buyer who gives up after a failure as a failure', async () => {
    mount();
    window.payWindow.fail();
    await press('failed', 'close');
    expect(sent[0]?.init?.body).to.equal(
      JSON.stringify({
        v: 1,
        launch: 2,
        kind: 'failed',
        code: 'LAUNCH_FAILED',
      }),
    );
  });

  it('reports once, and goes nowhere else meanwhile', async () => {
    mount();
    const buttons = press('moving', 'close');
    void press('moving', 'close');
    window.payWindow.perform({ kind: 'redirect', url: 'https://provider.example/pay' });
    await buttons;
    expect(sent).to.have.length(1);
    expect(left).to.deep.equal(['/result/x']);
  });

  it('tells that a newer window is open, and then closes without a report', async () => {
    mount();
    answer = () => Promise.resolve(Response.json({ code: 'WINDOW_REPLACED' }, { status: 409 }));
    await press('moving', 'close');
    expect(shown()).to.deep.equal(['replaced']);
    expect(closed).to.equal(0);
    await press('replaced', 'close');
    expect(sent).to.have.length(1);
    expect(closed).to.equal(1);
  });

  it('lets the buyer go where the server cannot be reached', async () => {
    mount();
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    await press('moving', 'close');
    expect(closed).to.equal(1);
    expect(left).to.deep.equal(['https://shop.example/cart']);
  });
});
