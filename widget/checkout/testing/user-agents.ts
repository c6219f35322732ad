import type { Choice, Surroundings } from '../presentation.ts';

/**
 * Where a string comes from. `pattern`: put together by the documented or usual pattern of that app,
 * because no true one could be found. Everything else was read there, as it stands here.
 */
type Source =
  /** The fixtures of matomo-org/device-detector. */
  | 'device-detector'
  /** The tests of faisalman/ua-parser-js. */
  | 'ua-parser-js'
  /** hyunbinseo/blog, "posts/ko/in-app-user-agent.md": the author's own devices. */
  | 'hyunbinseo/blog'
  /** browscap/browscap issue 1545, from its author's logs. */
  | 'browscap 1545'
  /** An access log in a public repository. */
  | 'public log'
  /** Public source code that sends or tests it. */
  | 'public code'
  | 'pattern';

/** A browser, what the page can tell of it, and what is to be chosen. */
export interface BrowserFixture extends Surroundings {
  readonly name: string;
  readonly source: Source;
  readonly expect: Choice['presentation'];
  readonly device: Choice['device'];
}

const NOWHERE_SPECIAL = { isStandalone: false, isSandboxed: false };
const FINGERS = { ...NOWHERE_SPECIAL, touchPoints: 5, hasMouse: false, isMobile: undefined };
const PHONE = { ...FINGERS, width: 393, height: 852 };
const TABLET = { ...FINGERS, width: 820, height: 1180 };
const CHROMIUM_PHONE = { ...PHONE, isMobile: true };
const CHROMIUM_TABLET = { ...TABLET, isMobile: false };
const COMPUTER = {
  ...NOWHERE_SPECIAL,
  touchPoints: 0,
  hasMouse: true,
  isMobile: undefined,
  width: 1920,
  height: 1040,
};
const CHROMIUM_COMPUTER = { ...COMPUTER, isMobile: false };

const IN_APP = { expect: 'redirect', device: 'in-app' } as const;
const MOBILE = { expect: 'redirect', device: 'mobile' } as const;
const DESKTOP = { expect: 'popup', device: 'desktop' } as const;
const DOUBTFUL_DESKTOP = { expect: 'redirect', device: 'desktop' } as const;

const WINDOWS_CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const MAC_SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15';
const MAC_WEBKIT =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const LINUX_CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
const LINUX_FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const LINUX_SAMSUNG =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/5.4 Chrome/51.0.2704.106 Safari/537.36';
const CHROME_OS =
  'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/135.0.0.0 Safari/537.36';
const IPHONE_SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.7.2 Mobile/15E148 Safari/604.1';
const IPHONE_WEBVIEW =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const IPAD_SAFARI =
  'Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.5 Mobile/15E148 Safari/604.1';
const ANDROID_TABLET_SAMSUNG =
  'Mozilla/5.0 (Linux; Android 15; SM-X526B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36';
const ANDROID_CHROME =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Mobile Safari/537.36';
const ANDROID_WEBVIEW =
  'Mozilla/5.0 (Linux; Android 14; SM-S918N Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/128.0.6613.127 Mobile Safari/537.36';

/** Browsers inside apps, by name. */
const APPS: readonly BrowserFixture[] = [
  {
    name: 'KakaoTalk on an iPhone',
    source: 'hyunbinseo/blog',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 16_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 KAKAOTALK 10.3.1',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'KakaoTalk on an iPhone, with the name of Safari',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1 KAKAOTALK/10.7.1 (INAPP)',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'KakaoTalk on Android',
    source: 'public code',
    userAgent: `${ANDROID_WEBVIEW};KAKAOTALK 2410900`,
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'KakaoTalk on a Galaxy Tab, without the word Mobile',
    source: 'hyunbinseo/blog',
    userAgent:
      'Mozilla/5.0 (Linux; Android 13; SM-X706N Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/115.0.5790.138 Safari/537.36;KAKAOTALK 2410310',
    ...CHROMIUM_TABLET,
    ...IN_APP,
  },
  {
    name: 'KakaoTalk on an unfolded Galaxy Fold',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (Linux; Android 11; SM-F926N Build/RP1A.200720.012; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/94.0.4606.85 Safari/537.36;KAKAOTALK 2309520',
    ...CHROMIUM_TABLET,
    ...IN_APP,
  },
  {
    name: 'KakaoTalk on an iPad that calls itself Macintosh',
    source: 'pattern',
    userAgent: `${MAC_WEBKIT} KAKAOTALK 10.3.1`,
    ...TABLET,
    ...IN_APP,
  },
  {
    name: 'KakaoStory on Android',
    source: 'ua-parser-js',
    userAgent:
      'Mozilla/5.0 (Linux; Android 12; SM-G988N Build/SP1A.210812.016; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.79 Mobile Safari/537.36 KAKAOSTORY/6.8.3_21046',
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'the NAVER app on an iPhone, with the name of Safari',
    source: 'hyunbinseo/blog',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 16_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Mobile/15E148 Safari/605.1 NAVER(inapp; search; 1010; 11.24.5; 12PRO)',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'the NAVER app on Android',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (Linux; Android 12; SM-F721N Build/SP2A.220305.013; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/90.0.4430.232 Whale/1.0.0.0 Crosswalk/26.90.3.26 Mobile Safari/537.36 NAVER(inapp; search; 1010; 11.15.1)',
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'the NAVER app on Android, without the mark of a webview',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (Linux; Android 9; LM-G820N Build/PKQ1.181203.001) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/69.0.3497.128 Whale/1.0.0.0 Crosswalk/23.69.590.22 Mobile Safari/537.36 NAVER(inapp; search; 650; 10.3.2)',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'the NAVER app on a Galaxy Tab',
    source: 'hyunbinseo/blog',
    userAgent:
      'Mozilla/5.0 (Linux; Android 13; SM-X706N Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/102.0.5005.189 Whale/1.0.0.0 Crosswalk/27.102.0.21 Safari/537.36 NAVER(inapp; search; 1010; 11.24.6)',
    ...CHROMIUM_TABLET,
    ...IN_APP,
  },
  {
    name: 'the Daum app on an iPhone, with the name of Safari',
    source: 'ua-parser-js',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15 Mobile/15E148 DaumApps/7.5.1 DaumDevice/mobile',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'the Daum app on Android',
    source: 'ua-parser-js',
    userAgent:
      'Mozilla/5.0 (Linux; Android 11; SM-G970N Build/RP1A.200720.012; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/83.0.4103.106 Mobile Safari/537.36 DaumApps/7.5.0 DaumDevice/mobile',
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'Instagram on an iPhone, with the name of Safari',
    source: 'public log',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_4_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/23E261 Instagram 426.0.0.36.74 (iPhone16,1; iOS 26_4_2; en_US; en; scale=3.00; 1179x2556; IABMV/1; 946530071) NW/3 Safari/604.1',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'Instagram on Android',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (Linux; Android 14; SM-S921N Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/122.0.6261.119 Mobile Safari/537.36 Instagram 324.0.0.27.50 Android (34/14; 420dpi; 1080x2127; samsung; SM-S921N; e1s; s5e9945; ko_KR; 581020724)',
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'Threads on an iPhone',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/23D8133 Barcelona 379.0.0.26.99 (iPhone18,5; iOS 26_3_1; en_GB; en-GB; scale=3.00; 1170x2532; 729743846)',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'Facebook on an iPhone',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21G93 [FBAN/FBIOS;FBAV/479.1.0.33.109;FBBV/637241220;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/17.6.1;FBSS/3;FBID/phone;FBLC/es_ES;FBOP/5;FBRV/639094949;IABMV/1]',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'Facebook on an iPad',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21G5061c [FBAN/FBIOS;FBAV/471.0.0.20.112;FBBV/618472162;FBDV/iPad14,5;FBMD/iPad;FBSN/iPadOS;FBSV/17.6;FBSS/2;FBID/tablet;FBLC/nl_NL;FBOP/5;FBRV/618993062]',
    ...TABLET,
    ...IN_APP,
  },
  {
    name: 'Facebook on Android, without the mark of a webview',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (Linux; Android 16; CPH2747 Build/BP2A.250605.015) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/147.0.7727.108 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/558.0.0.70.72;IABMV/1;]',
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'Facebook on Android under its new name',
    source: 'public code',
    userAgent:
      'Mozilla/5.0 (Linux; Android 10; MAR-LX1B Build/HUAWEIMAR-L21B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/144.0.7559.117 Mobile Safari/537.36 IABMV/1 MetaIAB Facebook',
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'Facebook on Android, without its version and the mark of a webview',
    source: 'pattern',
    userAgent: `${ANDROID_CHROME} [FB_IAB/FB4A;]`,
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'Messenger on an iPhone',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 12_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/MessengerForiOS;FBDV/iPhone11,2;FBMD/iPhone;FBSN/iOS;FBSV/12.4.1;FBSS/3;FBID/phone;FBLC/de_DE;FBOP/5]',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'Messenger on Android',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (Linux; Android 7.1.2; Nexus 5X Build/N2G47F; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/57.0.2987.132 Mobile Safari/537.36 [FB_IAB/MESSENGER;FBAV/114.0.0.21.71;]',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'LINE on an iPhone',
    source: 'ua-parser-js',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 11_2_6 like Mac OS X) AppleWebKit/604.5.6 (KHTML, like Gecko) Mobile/15D100 Safari Line/8.4.1',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'LINE on an iPhone, with the name of Safari',
    source: 'public code',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1 Line/14.3.1',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'LINE on Android',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (Linux; Android 15; CPH2689 Build/UKQ1.231108.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/132.0.6834.163 Mobile Safari/537.36 Line/15.0.0/IAB',
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'Band on an iPad',
    source: 'public log',
    userAgent:
      'Mozilla/5.0 (iPad; CPU OS 13_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 BAND/8.0.1 (iOS 13.6; iPad6,3)',
    ...TABLET,
    ...IN_APP,
  },
  {
    name: 'Band on Android, without the mark of a webview',
    source: 'pattern',
    userAgent: `${ANDROID_CHROME} BAND/16.1.0`,
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'Everytime on an iPhone, with the name of Safari',
    source: 'pattern',
    userAgent: `${IPHONE_SAFARI} everytimeApp`,
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'X on an iPad',
    source: 'ua-parser-js',
    userAgent:
      'Mozilla/5.0 (iPad; CPU OS 15_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/19H12 Twitter for iPhone/10.34',
    ...TABLET,
    ...IN_APP,
  },
  {
    name: 'X on Android',
    source: 'ua-parser-js',
    userAgent:
      'Mozilla/5.0 (Linux; Android 13; CPH2531 Build/SP1A.210812.016; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/123.0.6312.120 Mobile Safari/537.36 TwitterAndroid',
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'X on Android, without the mark of a webview',
    source: 'pattern',
    userAgent: `${ANDROID_CHROME} TwitterAndroid`,
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'Snapchat on an iPhone, "like Safari"',
    source: 'ua-parser-js',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 16_0_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Mobile/15E148 Snapchat/12.33.0.36 (like Safari/8614.1.25.0.31, panda)',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'TikTok on an iPhone, with the name of Safari',
    source: 'ua-parser-js',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1 trill_43.0.0 BytedanceWebview/d8a21c6',
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'TikTok on a tablet, its name run into the one before',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (Linux; Android 8.1.0; Twist Tab Build/OC; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/70.0.3538.110 Safari/537.36trill_400 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musically_go app_version/4.0.0 ByteLocale/pt-BR Region/BR',
    ...TABLET,
    ...IN_APP,
  },
  {
    name: 'TikTok on Android under its other name',
    source: 'ua-parser-js',
    userAgent:
      'Mozilla/5.0 (Linux; Android 10; STK-LX1 Build/HONORSTK-LX1; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/110.0.5481.153 Mobile Safari/537.36 musical_ly_2022803040 JsSdk/1.0 NetType/WIFI Channel/huaweiadsglobal_int AppName/musical_ly app_version/28.3.4 ByteLocale/en ByteFullLocale/en Region/IQ Spark/1.2.7-alpha.8 AppVersion/28.3.4 PIA/1.5.11 BytedanceWebview/d8a21c6',
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
];

/** Webviews of apps that have no name here, the merchant's own among them. */
const WEBVIEWS: readonly BrowserFixture[] = [
  {
    name: 'a webview on Android',
    source: 'pattern',
    userAgent: ANDROID_WEBVIEW,
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'Alipay on Android',
    source: 'ua-parser-js',
    userAgent:
      'Mozilla/5.0 (Linux; Android 10; VOG-AL00 Build/HUAWEIVOG-AL00; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/105.0.5195.148 MYWeb/0.2.103.0_20230131112530 UWS/3.22.2.9999 UCBS/3.22.2.9999_220000000000 Mobile Safari/537.36 NebulaSDK/1.8.100112 Nebula AlipayDefined(nt:WIFI,ws:360|0|3.0) AliApp(AP/10.3.50.9999) AlipayClient/10.3.50.9999 Language/en isConcaveScreen/true Region/CN ProductType/devAriver/1.0.0',
    ...CHROMIUM_PHONE,
    ...IN_APP,
  },
  {
    name: 'a webview on an iPhone',
    source: 'public code',
    userAgent: IPHONE_WEBVIEW,
    ...PHONE,
    ...IN_APP,
  },
  {
    name: 'a webview on an iPad, without the word Mobile',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) BNK48_101/1.58.0',
    ...TABLET,
    ...IN_APP,
  },
  {
    name: 'a webview on an iPad that calls itself Macintosh',
    source: 'device-detector',
    userAgent: MAC_WEBKIT,
    ...TABLET,
    ...IN_APP,
  },
];

const PHONES_AND_TABLETS: readonly BrowserFixture[] = [
  {
    name: 'Safari on an iPhone',
    source: 'device-detector',
    userAgent: IPHONE_SAFARI,
    ...PHONE,
    ...MOBILE,
  },
  {
    name: 'Chrome on an iPhone',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/135.0.7049.53 Mobile/15E148 Safari/604.1',
    ...PHONE,
    ...MOBILE,
  },
  {
    name: 'Firefox on an iPhone',
    source: 'public log',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/138.0  Mobile/15E148 Safari/605.1.15',
    ...PHONE,
    ...MOBILE,
  },
  {
    name: 'Edge on an iPhone',
    source: 'public code',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 EdgiOS/125.2535.60 Mobile/15E148 Safari/605.1.15',
    ...PHONE,
    ...MOBILE,
  },
  {
    name: 'Safari on an iPad that asks for mobile sites',
    source: 'device-detector',
    userAgent: IPAD_SAFARI,
    ...TABLET,
    ...MOBILE,
  },
  {
    name: 'Safari on an iPad that calls itself Macintosh',
    source: 'public code',
    userAgent: MAC_SAFARI,
    ...TABLET,
    ...MOBILE,
  },
  {
    name: 'Safari on an iPad with a trackpad that calls itself Macintosh',
    source: 'public code',
    userAgent: MAC_SAFARI,
    ...TABLET,
    hasMouse: true,
    ...MOBILE,
  },
  {
    name: 'an app on the home screen of an iPhone',
    source: 'pattern',
    userAgent: IPHONE_WEBVIEW,
    ...PHONE,
    isStandalone: true,
    ...MOBILE,
  },
  {
    name: 'Chrome on an Android phone',
    source: 'device-detector',
    userAgent: ANDROID_CHROME,
    ...CHROMIUM_PHONE,
    ...MOBILE,
  },
  {
    name: 'Chrome on a Galaxy phone that claims a mouse',
    source: 'device-detector',
    userAgent: ANDROID_CHROME,
    ...CHROMIUM_PHONE,
    hasMouse: true,
    ...MOBILE,
  },
  {
    name: 'Chrome on an Android tablet',
    source: 'pattern',
    userAgent: ANDROID_CHROME.replace('Mobile ', ''),
    ...CHROMIUM_TABLET,
    ...MOBILE,
  },
  {
    name: 'Chrome on a large Android tablet, which asks for desktop sites by itself',
    source: 'public code',
    userAgent: LINUX_CHROME,
    ...CHROMIUM_TABLET,
    width: 1280,
    ...MOBILE,
  },
  {
    name: 'Chrome on an Android phone that asks for the desktop site',
    source: 'public code',
    userAgent: LINUX_CHROME,
    ...CHROMIUM_PHONE,
    isMobile: false,
    ...MOBILE,
  },
  {
    name: 'Chrome on a Galaxy Tab that asks for desktop sites and claims a mouse',
    source: 'public code',
    userAgent: LINUX_CHROME,
    ...CHROMIUM_TABLET,
    hasMouse: true,
    ...MOBILE,
  },
  {
    name: 'Firefox on an Android phone',
    source: 'public code',
    userAgent: 'Mozilla/5.0 (Android 15; Mobile; rv:137.0) Gecko/137.0 Firefox/137.0',
    ...PHONE,
    ...MOBILE,
  },
  {
    name: 'Firefox on an Android tablet',
    source: 'device-detector',
    userAgent: 'Mozilla/5.0 (Android; Tablet; rv:26.0) Gecko/26.0 Firefox/26.0',
    ...TABLET,
    ...MOBILE,
  },
  {
    name: 'Firefox on an Android phone that asks for the desktop site',
    source: 'public code',
    userAgent: LINUX_FIREFOX,
    ...PHONE,
    ...MOBILE,
  },
  {
    name: 'Samsung Internet on a phone',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (Linux; Android 15; SM-W9025) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.1 Chrome/130.0.0.0 Mobile Safari/537.36',
    ...CHROMIUM_PHONE,
    ...MOBILE,
  },
  {
    name: 'Samsung Internet on a tablet',
    source: 'device-detector',
    userAgent: ANDROID_TABLET_SAMSUNG,
    ...CHROMIUM_TABLET,
    ...MOBILE,
  },
  {
    name: 'Samsung Internet on DeX, with a mouse and a large screen',
    source: 'browscap 1545',
    userAgent: LINUX_SAMSUNG,
    ...CHROMIUM_COMPUTER,
    touchPoints: 5,
    ...MOBILE,
  },
  {
    name: 'Whale on an Android phone',
    source: 'public code',
    userAgent:
      'Mozilla/5.0 (Linux; Android 14; SM-S928N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Whale/1.0.0.0 Mobile Safari/537.36',
    ...CHROMIUM_PHONE,
    ...MOBILE,
  },
  {
    name: 'a browser that says only by its hints that it is on a phone',
    source: 'pattern',
    userAgent: LINUX_CHROME,
    ...CHROMIUM_COMPUTER,
    isMobile: true,
    ...MOBILE,
  },
  {
    name: 'an iPad that neither counts fingers nor says Mobile',
    source: 'pattern',
    userAgent: IPAD_SAFARI.replace('Mobile/15E148 ', ''),
    ...TABLET,
    touchPoints: 0,
    ...MOBILE,
  },
  {
    name: 'a tablet with Android that does not count fingers',
    source: 'device-detector',
    userAgent: ANDROID_TABLET_SAMSUNG,
    ...CHROMIUM_TABLET,
    touchPoints: 0,
    ...MOBILE,
  },
  {
    name: 'a phone with keys and without Android',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (Mobile; Telma_Wikif_Max_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.3.2',
    ...PHONE,
    touchPoints: 0,
    ...MOBILE,
  },
  {
    name: 'Googlebot as a phone',
    source: 'pattern',
    userAgent:
      'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    ...CHROMIUM_PHONE,
    touchPoints: 0,
    ...MOBILE,
  },
];

const COMPUTERS: readonly BrowserFixture[] = [
  {
    name: 'Chrome on Windows',
    source: 'device-detector',
    userAgent: WINDOWS_CHROME,
    ...CHROMIUM_COMPUTER,
    ...DESKTOP,
  },
  {
    name: 'Chrome on a Windows laptop with a touch screen and a mouse',
    source: 'device-detector',
    userAgent: WINDOWS_CHROME,
    ...CHROMIUM_COMPUTER,
    touchPoints: 10,
    ...DESKTOP,
  },
  {
    name: 'Chrome on a small laptop that shows everything larger',
    source: 'device-detector',
    userAgent: WINDOWS_CHROME,
    ...CHROMIUM_COMPUTER,
    width: 1093,
    height: 574,
    ...DESKTOP,
  },
  {
    name: 'Edge on Windows',
    source: 'public code',
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0',
    ...CHROMIUM_COMPUTER,
    ...DESKTOP,
  },
  {
    name: 'Whale on Windows',
    source: 'public code',
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Whale/4.37.378.6 Safari/537.36',
    ...CHROMIUM_COMPUTER,
    ...DESKTOP,
  },
  {
    name: 'Whale on macOS',
    source: 'public code',
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Whale/4.35.351.12 Safari/537.36',
    ...CHROMIUM_COMPUTER,
    ...DESKTOP,
  },
  {
    name: 'Samsung Internet on Windows',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Safari/537.36',
    ...CHROMIUM_COMPUTER,
    ...DESKTOP,
  },
  {
    name: 'Opera on Linux',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.6261.149 Safari/537.36 OPR/108.0.5067.24',
    ...CHROMIUM_COMPUTER,
    ...DESKTOP,
  },
  {
    name: 'Chrome on Linux',
    source: 'public code',
    userAgent: LINUX_CHROME,
    ...CHROMIUM_COMPUTER,
    ...DESKTOP,
  },
  {
    name: 'Chrome on a Chromebook with a touch screen',
    source: 'device-detector',
    userAgent: CHROME_OS,
    ...CHROMIUM_COMPUTER,
    touchPoints: 10,
    ...DESKTOP,
  },
  {
    name: 'Firefox on Windows',
    source: 'public code',
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0',
    ...COMPUTER,
    ...DESKTOP,
  },
  {
    name: 'Firefox on macOS',
    source: 'public code',
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:137.0) Gecko/20100101 Firefox/137.0',
    ...COMPUTER,
    ...DESKTOP,
  },
  {
    name: 'Firefox on Linux',
    source: 'public code',
    userAgent: LINUX_FIREFOX,
    ...COMPUTER,
    ...DESKTOP,
  },
  {
    name: 'Safari on macOS',
    source: 'public code',
    userAgent: MAC_SAFARI,
    ...COMPUTER,
    ...DESKTOP,
  },
  {
    name: 'DuckDuckGo on macOS',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 DuckDuckGo/7 Safari/605.1.15',
    ...COMPUTER,
    ...DESKTOP,
  },
  ...['online/2.1', 'Pipeline/3.0', 'husband/1.0', 'broadband/7', 'NAVER/1.0', 'Offline/2'].map(
    (word) => ({
      name: `Chrome on Windows with the word ${word}`,
      source: 'pattern' as const,
      userAgent: `${WINDOWS_CHROME} ${word}`,
      ...CHROMIUM_COMPUTER,
      ...DESKTOP,
    }),
  ),
];

const DOUBTFUL_COMPUTERS: readonly BrowserFixture[] = [
  {
    name: 'an installed app on Windows',
    source: 'device-detector',
    userAgent: WINDOWS_CHROME,
    ...CHROMIUM_COMPUTER,
    isStandalone: true,
    ...DOUBTFUL_DESKTOP,
  },
  {
    name: 'a sandboxed preview on Windows',
    source: 'device-detector',
    userAgent: WINDOWS_CHROME,
    ...CHROMIUM_COMPUTER,
    isSandboxed: true,
    ...DOUBTFUL_DESKTOP,
  },
  {
    name: 'a Windows tablet without its keyboard',
    source: 'device-detector',
    userAgent: WINDOWS_CHROME,
    ...CHROMIUM_COMPUTER,
    touchPoints: 10,
    hasMouse: false,
    ...DOUBTFUL_DESKTOP,
  },
  {
    name: 'a Chromebook folded into a tablet',
    source: 'device-detector',
    userAgent: CHROME_OS,
    ...CHROMIUM_COMPUTER,
    touchPoints: 10,
    hasMouse: false,
    ...DOUBTFUL_DESKTOP,
  },
  {
    name: 'a screen that is too narrow for the window',
    source: 'device-detector',
    userAgent: WINDOWS_CHROME,
    ...CHROMIUM_COMPUTER,
    width: 479,
    ...DOUBTFUL_DESKTOP,
  },
  {
    name: 'a screen that is too low for the window',
    source: 'device-detector',
    userAgent: WINDOWS_CHROME,
    ...CHROMIUM_COMPUTER,
    height: 559,
    ...DOUBTFUL_DESKTOP,
  },
  {
    name: 'an Electron app on Windows',
    source: 'ua-parser-js',
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Atom/1.41.0 Chrome/69.0.3497.128 Electron/4.2.7 Safari/537.36',
    ...CHROMIUM_COMPUTER,
    ...DOUBTFUL_DESKTOP,
  },
  {
    name: 'the sign-in window of a network, or an app, on macOS',
    source: 'device-detector',
    userAgent: MAC_WEBKIT,
    ...COMPUTER,
    ...DOUBTFUL_DESKTOP,
  },
  {
    name: 'Internet Explorer',
    source: 'public log',
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
    ...COMPUTER,
    ...DOUBTFUL_DESKTOP,
  },
  {
    name: 'Googlebot as a computer',
    source: 'device-detector',
    userAgent:
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Safari/537.36',
    ...CHROMIUM_COMPUTER,
    ...DOUBTFUL_DESKTOP,
  },
  {
    name: 'the preview of a link in KakaoTalk',
    source: 'public log',
    userAgent:
      'facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984',
    ...COMPUTER,
    ...DOUBTFUL_DESKTOP,
  },
  {
    name: 'a browser that says nothing',
    source: 'pattern',
    userAgent: '',
    ...COMPUTER,
    ...DOUBTFUL_DESKTOP,
  },
];

export const BROWSERS: readonly BrowserFixture[] = [
  ...APPS,
  ...WEBVIEWS,
  ...PHONES_AND_TABLETS,
  ...COMPUTERS,
  ...DOUBTFUL_COMPUTERS,
];
