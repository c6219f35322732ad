import { expect } from '@open-wc/testing';
import type { AttemptId } from '../../server/protocol/index.ts';
import { launchUrl, PaymentWindow, windowFeatures } from './payment-window.ts';
import { FakePopups } from './testing/fake-popups.ts';

const LAUNCH = {
  server: 'https://pay.shop.example/checkout',
  attemptId: 'AAAAAAAAAAAAAAAAAAAAAA' as AttemptId,
  sessionToken: 'a.b+c/d=',
  method: 'kakaopay',
  device: 'desktop',
  locale: 'ko',
} as const;

const page = { screenX: 100, screenY: 50, outerWidth: 1_200, outerHeight: 900 };
const screen = { availWidth: 1_920, availHeight: 1_080 };

describe('windowFeatures', () => {
  it('centres the window on the page', () => {
    expect(windowFeatures({ ...page, screen })).to.equal(
      'popup,width=480,height=720,left=460,top=140,resizable=yes,scrollbars=yes',
    );
  });

  it('stays on a monitor left of the first one', () => {
    const left = windowFeatures({ ...page, screenX: -1_920, outerWidth: 1_920, screen });
    expect(left).to.contain('left=-1200,');
  });

  it('is never larger than the screen', () => {
    const small = windowFeatures({ ...page, screen: { availWidth: 400, availHeight: 600 } });
    expect(small).to.contain('width=400,height=600,');
  });

  it('never cuts the window off from its opener', () => {
    expect(windowFeatures({ ...page, screen })).not.to.match(/noopener|noreferrer/);
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

describe('PaymentWindow.open', () => {
  const popups = new FakePopups();
  const open = window.open;
  afterEach(() => {
    window.open = open;
  });
  after(() => popups.restore());

  it('names the window after the attempt, so that opening it again uses the same one', () => {
    PaymentWindow.open(LAUNCH);
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
      expect(PaymentWindow.open(LAUNCH)).to.equal(undefined);
    });
  }
});
