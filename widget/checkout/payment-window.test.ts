import { expect } from '@open-wc/testing';
import type { AttemptId } from '../../server/protocol/index.ts';
import {
  findPaymentWindow,
  type Launch,
  launchUrl,
  openPaymentWindow,
  windowFeatures,
} from './payment-window.ts';
import { FakePopups } from './testing/fake-popups.ts';

const METHOD = { id: 'kakaopay', type: 'wallet', label: '카카오페이' } as const;
const LAUNCH: Launch = {
  attemptId: 'AAAAAAAAAAAAAAAAAAAAAA' as AttemptId,
  server: 'https://pay.shop.example/checkout',
  session: {
    v: 1,
    sessionToken: 'a.b+c/d=',
    expiresAt: 0,
    shop: { name: '온유도예' },
    order: {
      orderId: 'A-1001',
      line: 'order',
      orderName: '다완',
      amount: { value: 48_000, currency: 'KRW' },
    },
    methods: [METHOD],
  },
  method: METHOD,
  locale: 'ko',
  presentation: 'popup',
  device: 'desktop',
};

const page = { screenX: 100, screenY: 50, outerWidth: 1_200, outerHeight: 900 };

describe('windowFeatures', () => {
  it('centres the window on the page', () => {
    expect(windowFeatures(page)).to.equal('popup,width=480,height=720,left=460,top=140');
  });

  it('stays on a monitor left of the first one', () => {
    const left = windowFeatures({ ...page, screenX: -1_920, outerWidth: 1_920 });
    expect(left).to.contain('left=-1200,');
  });

  it('never cuts the window off from its opener', () => {
    expect(windowFeatures(page)).not.to.match(/noopener|noreferrer/);
  });
});

describe('launchUrl', () => {
  it('carries all that the first page needs', () => {
    const url = new URL(launchUrl(LAUNCH));
    expect(url.origin + url.pathname).to.equal(
      'https://pay.shop.example/checkout/launch/AAAAAAAAAAAAAAAAAAAAAA',
    );
    expect(Object.fromEntries(url.searchParams)).to.deep.equal({
      session: 'a.b+c/d=',
      method: 'kakaopay',
      presentation: 'popup',
      device: 'desktop',
      locale: 'ko',
    });
  });
});

describe('openPaymentWindow', () => {
  const popups = new FakePopups();
  const open = window.open;
  afterEach(() => {
    window.open = open;
  });
  after(() => popups.restore());

  it('names the window after the attempt, so that opening it again uses the same one', () => {
    openPaymentWindow(LAUNCH);
    expect(popups.opened[0]?.name).to.equal('pay-checkout:AAAAAAAAAAAAAAAAAAAAAA');
  });

  const refusals: Record<string, typeof window.open> = {
    'returns null': () => null,
    'returns nothing': () => undefined as unknown as null,
    'returns a closed window': () => ({ closed: true }) as Window,
    throws: () => {
      throw new Error('Not allowed');
    },
  };
  for (const [how, refuse] of Object.entries(refusals)) {
    it(`takes it as blocked when the browser ${how}`, () => {
      window.open = refuse;
      expect(openPaymentWindow(LAUNCH)).to.equal(undefined);
    });
  }
});

describe('findPaymentWindow', () => {
  const { open } = window;
  afterEach(() => {
    window.open = open;
  });

  it('finds a window that is at a page of the storefront’s own origin', () => {
    const own = { location: { href: `${location.origin}/result/x` } } as Window;
    window.open = () => own;
    expect(findPaymentWindow(LAUNCH)).to.equal(own);
  });

  it('finds none where the browser opens none', () => {
    window.open = () => null;
    expect(findPaymentWindow(LAUNCH)).to.equal(undefined);
  });
});
