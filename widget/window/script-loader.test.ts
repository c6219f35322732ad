import { expect } from '@open-wc/testing';
import { page } from './page.ts';
import { loadScript, ScriptError } from './script-loader.ts';

const globals = window as unknown as Record<string, unknown>;

describe('the script loader', () => {
  const real = { ...page };
  let addresses: string[];
  let waiting: { readonly ms: number; readonly run: () => void }[];

  beforeEach(() => {
    [addresses, waiting] = [[], []];
    page.after = (ms, run) => void waiting.push({ ms, run });
  });
  afterEach(() => {
    Object.assign(page, real);
    for (const name of ['fakeSdk', 'otherSdk', 'runs']) Reflect.deleteProperty(window, name);
    for (const address of addresses) {
      for (const tag of tagsOf(address)) tag.remove();
      URL.revokeObjectURL(address);
    }
  });

  /** A script of its own address, which counts how often it ran. */
  const scriptOf = (code: string): string => {
    const counting = `window.runs = (window.runs ?? 0) + 1; ${code}`;
    const address = URL.createObjectURL(new Blob([counting], { type: 'text/javascript' }));
    addresses.push(address);
    return address;
  };
  const tagsOf = (src: string): HTMLScriptElement[] =>
    [...document.scripts].filter((tag) => tag.src === src);
  const faultOf = async (loading: Promise<unknown>): Promise<unknown> =>
    loading.then(
      () => 'loaded',
      (error: unknown) => (error instanceof ScriptError ? error.code : error),
    );

  it('hands over what the script defines', async () => {
    const src = scriptOf(`window.fakeSdk = () => 'mine';`);
    const sdk = (await loadScript({ src, global: 'fakeSdk' })) as () => string;
    expect(sdk()).to.equal('mine');
  });

  it('puts a tag into the page that is as bare as the preload', async () => {
    const src = scriptOf('window.fakeSdk = 1;');
    await loadScript({ src, global: 'fakeSdk' });
    const names = tagsOf(src).map((tag) => tag.getAttributeNames());
    expect(names).to.deep.equal([['src']]);
  });

  it('loads once, however many ask, before it is there and after', async () => {
    const script = { src: scriptOf('window.fakeSdk = {};'), global: 'fakeSdk' };
    const both = await Promise.all([loadScript(script), loadScript(script)]);
    const again = await loadScript({ ...script });
    expect(new Set([...both, again]).size).to.equal(1);
    expect(globals['runs']).to.equal(1);
  });

  it('keeps two globals of one address apart', async () => {
    const src = scriptOf('window.fakeSdk = 1; window.otherSdk = 2;');
    expect(await loadScript({ src, global: 'fakeSdk' })).to.equal(1);
    expect(await loadScript({ src, global: 'otherSdk' })).to.equal(2);
  });

  it('says that nothing came, and leaves no tag behind', async () => {
    const src = `${location.origin}/nobody-has-this.js`;
    expect(await faultOf(loadScript({ src, global: 'fakeSdk' }))).to.equal('SCRIPT_NOT_LOADED');
    expect(tagsOf(src)).to.deep.equal([]);
  });

  it('tells a script that came without its global from one that did not come', async () => {
    const src = scriptOf('window.somethingElse = 1;');
    expect(await faultOf(loadScript({ src, global: 'fakeSdk' }))).to.equal('SCRIPT_GLOBAL_MISSING');
    expect(tagsOf(src)).to.deep.equal([]);
  });

  it('gives up after twenty seconds', async () => {
    const src = scriptOf('window.fakeSdk = 1;');
    const loading = loadScript({ src, global: 'fakeSdk' });
    expect(waiting.map(({ ms }) => ms)).to.deep.equal([20_000]);
    waiting[0]?.run();
    expect(await faultOf(loading)).to.equal('SCRIPT_TIMED_OUT');
    expect(tagsOf(src)).to.deep.equal([]);
  });

  it('is not moved by the end of its patience once the script is there', async () => {
    const script = { src: scriptOf('window.fakeSdk = 1;'), global: 'fakeSdk' };
    await loadScript(script);
    waiting[0]?.run();
    expect(await loadScript(script)).to.equal(1);
    expect(tagsOf(script.src)).to.have.length(1);
  });

  it('tries anew with a new tag after a failure', async () => {
    const src = scriptOf('if (window.runs === 2) window.fakeSdk = 2;');
    const script = { src, global: 'fakeSdk' };
    expect(await faultOf(loadScript(script))).to.equal('SCRIPT_GLOBAL_MISSING');
    expect(await loadScript(script)).to.equal(2);
    expect(tagsOf(src)).to.have.length(1);
  });

  it('does not take what was there before for what the script defines', async () => {
    globals['fakeSdk'] = 'somebody else’s';
    const silent = scriptOf('');
    expect(await faultOf(loadScript({ src: silent, global: 'fakeSdk' }))).to.equal(
      'SCRIPT_GLOBAL_MISSING',
    );
    globals['fakeSdk'] = 'somebody else’s';
    // Many scripts define their global only where there is none.
    const polite = scriptOf(`window.fakeSdk ??= 'its own';`);
    expect(await loadScript({ src: polite, global: 'fakeSdk' })).to.equal('its own');
  });

  it('does not take an element of that id, nor a global that cannot be changed', async () => {
    const named = document.createElement('div');
    named.id = 'fakeSdk';
    document.body.append(named);
    Object.defineProperty(window, 'otherSdk', { configurable: true, get: () => 'fixed' });
    for (const global of ['fakeSdk', 'otherSdk']) {
      const loading = loadScript({ src: scriptOf(''), global });
      expect(await faultOf(loading), global).to.equal('SCRIPT_GLOBAL_MISSING');
    }
    named.remove();
  });
});
