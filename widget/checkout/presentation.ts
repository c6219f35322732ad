import type { Device, Presentation } from '../../server/protocol/index.ts';

/** What the page can tell of the browser it is in. */
export interface Surroundings {
  readonly userAgent: string;
  /** What the browser says of itself; only Chromium does. */
  readonly isMobile: boolean | undefined;
  readonly touchPoints: number;
  /** The main pointer hovers and is fine. */
  readonly hasMouse: boolean;
  /** Runs as an installed app, without tabs. */
  readonly isStandalone: boolean;
  /** The document has an opaque origin. */
  readonly isSandboxed: boolean;
  /** Of the screen, less bars and docks: what a popup can take. */
  readonly width: number;
  readonly height: number;
}

export type Wish = 'auto' | 'popup' | 'redirect';

export interface Choice {
  readonly presentation: Presentation;
  readonly device: Device;
}

/**
 * Apps that show pages themselves, and any Android webview. With case and anchors: "online" is not
 * LINE, "husband" is not Band, and Whale is a browser.
 */
const IN_APP =
  /; wv\)|KAKAO[TS]|NAVER\(in|Daum[AD]|Instagram|\bFB(A[NV]|_IAB)| Line\/|\bBAND\/|everytimeApp|Snapchat|Twitter|trill_/;

/** WebKit without the name that Safari and its cousins go by: on a phone, some app's webview. */
const WEBVIEW = /WebKit(?!.*Safari\/)/;

/** Android, iPad, iPhone, iPod. */
const HANDHELD = /Android|iP[aho]|Mobi/;

/**
 * Computers that are sold with a touch screen. Anything else with one is a phone or tablet, even if
 * it asks for desktop sites: iPads then call themselves Macintosh, Android calls itself Linux. A
 * mouse proves nothing there; many Galaxy devices claim one.
 */
const TOUCH_COMPUTER = /Windows|CrOS/;

/** A whole browser on a computer. */
const DESKTOP = /(Windows|Mac|X11)(?!.*Electron).*(Safari|Firefox)\//;

function deviceOf({ userAgent, isMobile, touchPoints, isStandalone }: Surroundings): Device {
  const isHandheld =
    !!isMobile || HANDHELD.test(userAgent) || (touchPoints > 1 && !TOUCH_COMPUTER.test(userAgent));
  if (IN_APP.test(userAgent) || (isHandheld && !isStandalone && WEBVIEW.test(userAgent)))
    return 'in-app';
  return isHandheld ? 'mobile' : 'desktop';
}

/** Everything must speak for it: a popup where none opens costs a sale, a redirect only looks. */
const suitsPopup = (at: Surroundings): boolean =>
  at.hasMouse &&
  !at.isStandalone &&
  !at.isSandboxed &&
  at.width >= 480 &&
  at.height >= 560 &&
  DESKTOP.test(at.userAgent);

/**
 * How the payment is shown, and what the provider is told. The page's wish decides the first alone:
 * a phone stays a phone, whatever window it pays in.
 */
export function choosePresentation(wish: string, at: Surroundings): Choice {
  const device = deviceOf(at);
  if (wish === 'popup' || wish === 'redirect') return { presentation: wish, device };
  const isPopup = device === 'desktop' && suitsPopup(at);
  return { presentation: isPopup ? 'popup' : 'redirect', device };
}

/** What old browsers and webviews lack, or only one engine has. */
type Page = Partial<Pick<Window, 'matchMedia'>>;
type Browser = Navigator & {
  readonly userAgentData?: { readonly mobile: boolean };
  readonly standalone?: boolean;
};

/** Reads them, whenever asked: a tablet may have lost its keyboard since, a window its screen. */
export function surroundings(): Surroundings {
  const page: Page = window;
  const browser: Browser = navigator;
  const matches = (query: string): boolean => !!page.matchMedia?.(query).matches;
  return {
    userAgent: browser.userAgent,
    isMobile: browser.userAgentData?.mobile,
    touchPoints: browser.maxTouchPoints,
    hasMouse: matches('(hover:hover) and (pointer:fine)'),
    isStandalone: !!browser.standalone || matches('(display-mode:standalone)'),
    isSandboxed: origin === 'null',
    width: screen.availWidth,
    height: screen.availHeight,
  };
}
