/**
 * Builds everything that runs in a browser:
 *
 * - `dist/widget/pay-checkout.js` and `.iife.js`: the one-file scripts for a plain tag
 * - `dist/npm/index.js`: for bundlers, with lit and zod left to the shop's own bundle
 * - `dist/widget/window.js`, `result.js`: classic scripts that the server writes into its pages
 * - `dist/widget/launchers/<id>.js`: the same of each `server/providers/<id>/<id>.launcher.ts`
 * - `dist/widget/manifest.json`: integrity values and sizes
 * - `dist/widget/licenses.md`: notices of the libraries inside
 */
import { createHash } from 'node:crypto';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';
import { build, mergeConfig } from 'vite';
import type { UserConfig } from 'vite';
import shared from '../vite.config.ts';
import { squeezeLiterals } from './squeeze.ts';

const WIDGET_DIR = 'dist/widget';
const NPM_DIR = 'dist/npm';
const SCRIPT_ENTRY = 'widget/script.ts';
const PACKAGE_ENTRY = 'widget/index.ts';
const PROVIDERS_DIR = 'server/providers';
const LAUNCHER_ENDING = '.launcher.ts';

interface ManifestEntry {
  readonly integrity: string;
  readonly bytes: number;
  readonly gzip: number;
}

/** Nobody bundles these again, so the hints for bundlers inside them are dead weight. */
const withoutHints = { output: { comments: false } };

const moduleScript: UserConfig = {
  build: {
    lib: { entry: SCRIPT_ENTRY, formats: ['es'], fileName: () => 'pay-checkout.js' },
    // The notices of lit and zod, which their licences ask for, beside the scripts.
    license: { fileName: 'licenses.md' },
    rolldownOptions: withoutHints,
  },
};

const classicScript: UserConfig = {
  // A classic script has no address of its own in the language; document.currentScript tells it.
  define: { 'import.meta.url': 'undefined' },
  build: {
    lib: {
      entry: SCRIPT_ENTRY,
      name: 'PayCheckout',
      formats: ['iife'],
      fileName: () => 'pay-checkout.iife.js',
    },
    rolldownOptions: withoutHints,
  },
};

const npmPackage: UserConfig = {
  build: {
    outDir: NPM_DIR,
    lib: { entry: PACKAGE_ENTRY, formats: ['es'], fileName: () => 'index.js' },
    rolldownOptions: { external: [/^lit/, /^@lit\//, /^zod/] },
  },
};

/** A classic script that the server writes into a page. */
interface InlineScript {
  readonly entry: string;
  /** What it leaves on `window`. */
  readonly global: string;
  /** Below the widget's folder. */
  readonly file: string;
}

const PAGE_SCRIPTS = ['window', 'result'].map((name) => ({
  entry: `widget/window/${name}.ts`,
  global: `payCheckout_${name}`,
  file: `${name}.js`,
}));

/** `server/providers/<id>/<id>.launcher.ts` of whichever providers have one. */
const findLaunchers = async (): Promise<readonly InlineScript[]> => {
  const paths = await readdir(PROVIDERS_DIR, { recursive: true });
  return paths
    .filter((path) => path.endsWith(LAUNCHER_ENDING) && path.split(sep).length === 2)
    .map((path) => ({
      entry: join(PROVIDERS_DIR, path),
      global: 'payLauncher',
      file: `launchers/${basename(path, LAUNCHER_ENDING)}.js`,
    }));
};

/** Written into a page, so a source map comment would point at nothing. */
const inlineScript = ({ entry, global, file }: InlineScript): UserConfig => ({
  build: {
    sourcemap: false,
    lib: { entry, name: global, formats: ['iife'], fileName: () => file },
    rolldownOptions: withoutHints,
  },
});

const bundle = (config: UserConfig): Promise<unknown> =>
  build({ configFile: false, plugins: [squeezeLiterals()], ...mergeConfig(shared, config) });

/** A second pass over the bundler's own: some 200 bytes (gzip) that its minifier leaves. */
const minifyAgain = async (name: string): Promise<void> => {
  const path = join(WIDGET_DIR, name);
  const content = await readFile(`${path}.map`, 'utf8');
  const { code, map } = await minify(await readFile(path, 'utf8'), {
    module: name === 'pay-checkout.js',
    ecma: 2020,
    compress: { passes: 4, unsafe_arrows: true, keep_fargs: false },
    sourceMap: { content, filename: name },
  });
  if (code === undefined || typeof map !== 'string') throw new Error(`${name} came out empty.`);
  await writeFile(path, code);
  await writeFile(`${path}.map`, map);
};

/** A page would end the script early, whatever stands around the words. */
const assertInlineable = async ({ file }: InlineScript): Promise<void> => {
  const code = await readFile(join(WIDGET_DIR, file), 'utf8');
  if (/<\/script|<!--/i.test(code)) {
    throw new Error(`${file} holds "</script" or "<!--" and cannot be written into a page.`);
  }
};

const describe = async (file: string): Promise<ManifestEntry> => {
  const content = await readFile(join(WIDGET_DIR, file));
  return {
    integrity: `sha384-${createHash('sha384').update(content).digest('base64')}`,
    bytes: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
  };
};

const writeManifest = async (): Promise<void> => {
  const found = await readdir(WIDGET_DIR, { recursive: true });
  const files = found
    .filter((path) => path.endsWith('.js'))
    .map((path) => path.split(sep).join('/'))
    .sort();
  const entries = await Promise.all(files.map(async (file) => [file, await describe(file)]));
  const manifest = JSON.stringify(Object.fromEntries(entries), null, 2);
  await writeFile(join(WIDGET_DIR, 'manifest.json'), `${manifest}\n`);
};

/** Builds into `dist/`, from the repository's top folder. Throws when a bundle cannot be built. */
export const buildWidget = async (): Promise<void> => {
  // Vite chooses lit's production build by this, whatever the caller's shell says.
  process.env['NODE_ENV'] = 'production';
  await Promise.all([WIDGET_DIR, NPM_DIR].map((dir) => rm(dir, { recursive: true, force: true })));
  const inlined = [...PAGE_SCRIPTS, ...(await findLaunchers())];
  const bundles = [moduleScript, classicScript, npmPackage, ...inlined.map(inlineScript)];
  await Promise.all(bundles.map(bundle));
  await Promise.all(['pay-checkout.js', 'pay-checkout.iife.js'].map(minifyAgain));
  await Promise.all(inlined.map(assertInlineable));
  await writeManifest();
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const start = performance.now();
  await buildWidget();
  console.log(`Built the widget in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
