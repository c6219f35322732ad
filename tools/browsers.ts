import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** The browser engines that the end-to-end scenarios run in. */
export const ENGINE_NAMES = ['chromium', 'firefox', 'webkit'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

const CHROMIUM_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const FIREFOX_PLACES = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

const isRoot = process.getuid?.() === 0;

/** Flags every Chromium of ours starts with: nothing fetched in the background, no first-run page. */
export const chromiumFlags: readonly string[] = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  // Chromium refuses to start as root with its sandbox.
  ...(isRoot ? ['--no-sandbox'] : []),
];

const canUseApt = (): boolean =>
  process.platform === 'linux' && isRoot && existsSync('/usr/bin/apt-get');

const apt = (...args: string[]): void => {
  execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
};

/** As root on Debian; elsewhere, what is missing stays missing. */
const install = (packages: readonly string[]): void => {
  if (packages.length === 0 || !canUseApt()) return;
  console.log(`Installing ${packages.join(', ')}`);
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...packages);
};

const hasKoreanFont = (): boolean => {
  try {
    return execFileSync('fc-list', [':lang=ko'], { encoding: 'utf8' }).trim() !== '';
  } catch {
    return false;
  }
};

const fontPackages = (): readonly string[] =>
  hasKoreanFont() ? [] : ['fonts-nanum', 'fontconfig'];

const oneOf = (places: readonly string[]): string | undefined =>
  places.find((path) => existsSync(path));

interface Wanted {
  readonly title: string;
  /** The environment variable that names its program file. */
  readonly variable: string;
  readonly look: () => string | undefined;
  readonly packages: readonly string[];
}

/**
 * Path of a browser: what its variable names, else one of the usual places, else, as root on
 * Debian, the one it installs, with a Korean font where none is there (its letters are empty boxes
 * otherwise). Throws an error that names the variable.
 */
const find = ({ title, variable, look, packages }: Wanted): string => {
  const named = process.env[variable];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`${variable} is ${named}, but no such file exists.`);
    return named;
  }
  install([...(look() === undefined ? packages : []), ...fontPackages()]);
  const found = look();
  if (found === undefined) {
    throw new Error(`No ${title} found. Install one, or set ${variable} to its program file.`);
  }
  return found;
};

/** Path of a Chromium to test with, or an error that names `CHROME_PATH`. */
export const findChromium = (): string =>
  find({
    title: 'Chromium',
    variable: 'CHROME_PATH',
    look: () => oneOf(CHROMIUM_PLACES),
    packages: ['chromium'],
  });

/** Path of a Firefox to test with, or an error that names `FIREFOX_PATH`. */
export const findFirefox = (): string =>
  find({
    title: 'Firefox',
    variable: 'FIREFOX_PATH',
    look: () => oneOf(FIREFOX_PLACES),
    packages: ['firefox-esr'],
  });

/** WebKitGTK is driven by a program of its own and needs a screen, also one that nobody sees. */
export interface WebKitPrograms {
  readonly driver: string;
  readonly browser: string;
  readonly xvfb: string;
}

const WEBKIT_PACKAGES = ['webkit2gtk-driver', 'xvfb'];

/** Its folder carries the machine's name and the version of its interface. */
const miniBrowser = (): string | undefined => {
  if (!existsSync('/usr/lib')) return undefined;
  const folders = readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu'));
  return oneOf(
    folders.flatMap((name) =>
      ['4.1', '4.0'].map((version) => `/usr/lib/${name}/webkit2gtk-${version}/MiniBrowser`),
    ),
  );
};

/** WebKit's three programs, or an error that names the one that is missing. */
export const findWebKit = (): WebKitPrograms => ({
  driver: find({
    title: 'WebKitWebDriver',
    variable: 'WEBKIT_DRIVER_PATH',
    look: () => oneOf(['/usr/bin/WebKitWebDriver']),
    packages: WEBKIT_PACKAGES,
  }),
  browser: find({
    title: "MiniBrowser, WebKitGTK's browser,",
    variable: 'WEBKIT_BROWSER_PATH',
    look: miniBrowser,
    packages: WEBKIT_PACKAGES,
  }),
  xvfb: find({
    title: 'Xvfb',
    variable: 'XVFB_PATH',
    look: () => oneOf(['/usr/bin/Xvfb']),
    packages: WEBKIT_PACKAGES,
  }),
});

const FINDERS: Readonly<Record<EngineName, () => unknown>> = {
  chromium: findChromium,
  firefox: findFirefox,
  webkit: findWebKit,
};

/** Makes sure that an engine is installed. Throws one clear sentence otherwise. */
export const requireEngine = (name: EngineName): void => void FINDERS[name]();

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(findChromium());
