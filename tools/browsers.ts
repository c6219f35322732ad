import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
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

const hasKoreanFont = (): boolean => {
  try {
    return execFileSync('fc-list', [':lang=ko'], { encoding: 'utf8' }).trim() !== '';
  } catch {
    return false;
  }
};

const installed = (): string | undefined => USUAL_PLACES.find((path) => existsSync(path));

const missingPackages = (): string[] => [
  ...(installed() === undefined ? ['chromium'] : []),
  ...(hasKoreanFont() ? [] : ['fonts-nanum', 'fontconfig']),
];

const installWithApt = (): void => {
  const packages = missingPackages();
  if (packages.length === 0 || !canUseApt()) return;
  console.log(`Installing ${packages.join(', ')}`);
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...packages);
};

/**
 * Path of a Chromium to test with: `CHROME_PATH`, else one of the usual places, else, as root on
 * Debian, the one it installs, with a Korean font where none is there (its letters are empty boxes
 * otherwise). Throws an error that names `CHROME_PATH`.
 */
export const findChromium = (): string => {
  const named = process.env['CHROME_PATH'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROME_PATH is ${named}, but no such file exists.`);
    return named;
  }
  installWithApt();
  const found = installed();
  if (found === undefined) {
    throw new Error('No Chromium found. Install one, or set CHROME_PATH to its program file.');
  }
  return found;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(findChromium());
