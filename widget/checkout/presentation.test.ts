import { expect } from '@open-wc/testing';
import { choosePresentation, surroundings, type Surroundings } from './presentation.ts';
import { BROWSERS } from './testing/user-agents.ts';

const DESKTOP: Surroundings = {
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  isMobile: false,
  touchPoints: 0,
  hasMouse: true,
  isStandalone: false,
  isSandboxed: false,
  width: 480,
  height: 560,
};

/** What speaks against a popup, each alone. */
const DOUBTS: Record<string, Partial<Surroundings>> = {
  'has no mouse': { hasMouse: false },
  'is an installed app': { isStandalone: true },
  'is sandboxed': { isSandboxed: true },
  'is too narrow': { width: 479 },
  'is too low': { height: 559 },
  'has no name we know': { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)' },
  'has no screen size': { width: NaN, height: NaN },
};

describe('choosePresentation', () => {
  for (const { name, expect: presentation, device, ...at } of BROWSERS) {
    it(`chooses a ${presentation} and tells the provider "${device}" for ${name}.`, () => {
      expect(choosePresentation('auto', at)).to.deep.equal({ presentation, device });
    });
  }

  it('has a row for every browser once.', () => {
    const names = BROWSERS.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    expect(names).to.have.length.above(45);
  });

  it('chooses a popup where everything speaks for it, and nothing more.', () => {
    expect(choosePresentation('auto', DESKTOP)).to.deep.equal({
      presentation: 'popup',
      device: 'desktop',
    });
  });

  for (const [doubt, change] of Object.entries(DOUBTS)) {
    it(`redirects on a desktop that ${doubt}, and still calls it a desktop.`, () => {
      expect(choosePresentation('auto', { ...DESKTOP, ...change })).to.deep.equal({
        presentation: 'redirect',
        device: 'desktop',
      });
    });
  }

  for (const wish of ['popup', 'redirect']) {
    it(`does as the page says where it says "${wish}", but never about the device.`, () => {
      for (const at of BROWSERS) {
        const { name, device } = at;
        expect(choosePresentation(wish, at), name).to.deep.equal({ presentation: wish, device });
      }
    });
  }

  for (const wish of ['', 'Popup', 'popup ', 'modal', 'iframe', 'toString']) {
    it(`takes the wish "${wish}" for auto.`, () => {
      expect(choosePresentation(wish, DESKTOP).presentation).to.equal('popup');
      expect(choosePresentation(wish, { ...DESKTOP, hasMouse: false }).presentation).to.equal(
        'redirect',
      );
    });
  }
});

describe('surroundings', () => {
  let undo: (() => void)[] = [];

  /** Gives an object of the browser another value, as other browsers have it. */
  const put = (target: object, name: string, value: unknown): void => {
    const own = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, { value, configurable: true });
    undo.push(() => {
      if (own) Object.defineProperty(target, name, own);
      else Reflect.deleteProperty(target, name);
    });
  };

  afterEach(() => {
    for (const step of undo.reverse()) step();
    undo = [];
  });

  // A browser that drives itself may have no mouse plugged in, so the test brings one.
  it('reads the browser that runs this test as one that may open a popup, given a mouse.', () => {
    put(window, 'matchMedia', (query: string) => ({ matches: query.includes('pointer') }));
    expect(surroundings()).to.deep.equal({
      userAgent: navigator.userAgent,
      isMobile: false,
      touchPoints: navigator.maxTouchPoints,
      hasMouse: true,
      isStandalone: false,
      isSandboxed: false,
      width: screen.availWidth,
      height: screen.availHeight,
    });
    expect(choosePresentation('auto', surroundings())).to.deep.equal({
      presentation: 'popup',
      device: 'desktop',
    });
  });

  it('asks the browser itself for the mouse.', () => {
    const isThere = matchMedia('(hover: hover)').matches && matchMedia('(pointer: fine)').matches;
    expect(surroundings().hasMouse).to.equal(isThere);
  });

  it('reads them anew each time.', () => {
    const before = surroundings();
    put(navigator, 'maxTouchPoints', 5);
    put(screen, 'availWidth', 320);
    expect(surroundings()).to.deep.equal({ ...before, touchPoints: 5, width: 320 });
  });

  it('takes a browser without media queries and hints for one that may not open a popup.', () => {
    put(window, 'matchMedia', undefined);
    put(navigator, 'userAgentData', undefined);
    expect(surroundings()).to.deep.include({
      isMobile: undefined,
      hasMouse: false,
      isStandalone: false,
    });
    expect(choosePresentation('auto', surroundings()).presentation).to.equal('redirect');
  });

  it('sees a mouse only in a main pointer that hovers and is fine.', () => {
    const asked: string[] = [];
    put(window, 'matchMedia', (query: string) => ({ matches: asked.push(query) === 0 }));
    expect(surroundings().hasMouse).to.equal(false);
    expect(asked).to.include('(hover:hover) and (pointer:fine)');
  });

  it('sees an installed app by its display mode, and by the old word of iOS.', () => {
    put(navigator, 'standalone', true);
    expect(surroundings().isStandalone).to.equal(true);
    put(navigator, 'standalone', false);
    expect(surroundings().isStandalone).to.equal(false);
    put(window, 'matchMedia', (query: string) => ({
      matches: query === '(display-mode:standalone)',
    }));
    expect(surroundings().isStandalone).to.equal(true);
  });

  it('sees the hint that says phone.', () => {
    put(navigator, 'userAgentData', { mobile: true });
    expect(surroundings().isMobile).to.equal(true);
  });

  it('sees an opaque origin.', () => {
    put(window, 'origin', 'null');
    expect(surroundings().isSandboxed).to.equal(true);
  });
});
