/** Looks at what `npm run build:widget` built, which `npm test` does first. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import ts from 'typescript';
import * as z from 'zod';
import { FAILPOINT_VARIABLE } from '../server/testing/failpoints.ts';

const read = (file: string): string => readFileSync(`dist/${file}`, 'utf8');

const ManifestSchema = z.record(
  z.string(),
  z.object({ integrity: z.string(), bytes: z.int(), gzip: z.int() }),
);

const namesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) =>
    path.split(sep).join('/'),
  );

const scripts = namesUnder('dist/widget').filter((file) => file.endsWith('.js'));
const launchers = scripts.filter((file) => file.startsWith('launchers/'));

test('The manifest names every script, with the integrity value of its bytes.', () => {
  const manifest = ManifestSchema.parse(JSON.parse(read('widget/manifest.json')));
  assert.deepEqual(Object.keys(manifest).toSorted(), scripts.toSorted());
  for (const [file, { integrity, bytes }] of Object.entries(manifest)) {
    const content = readFileSync(`dist/widget/${file}`);
    const hash = createHash('sha384').update(content).digest('base64');
    assert.equal(integrity, `sha384-${hash}`);
    assert.equal(bytes, content.length);
  }
});

test('The one-file scripts hold the production build of lit, and all they need.', () => {
  for (const file of ['pay-checkout.js', 'pay-checkout.iife.js']) {
    const code = read(`widget/${file}`);
    assert.doesNotMatch(code, /dev mode/);
    assert.doesNotMatch(code, /\bprocess\.env\b/);
    assert.doesNotMatch(code, /\bfrom\s*["'`]|\bimport\s*[("'`]/);
  }
});

test('The scripts for our own pages can be written into them.', () => {
  for (const file of ['window.js', 'result.js', ...launchers]) {
    assert.doesNotMatch(read(`widget/${file}`), /<\/script|<!--|sourceMappingURL|\bexport\b/i);
  }
});

test('Every launcher of a provider is built, under the name of its provider.', () => {
  const sources = namesUnder('server/providers').filter((path) => path.endsWith('.launcher.ts'));
  assert.ok(sources.length > 0, 'no provider has a launcher');
  const built = sources.map((path) => {
    const [id = '', file = ''] = path.split('/');
    assert.equal(file, `${id}.launcher.ts`);
    return `launchers/${id}.js`;
  });
  assert.deepEqual(launchers.toSorted(), built.toSorted());
});

test('A launcher is a classic script that leaves one function on the page, and takes nothing else.', () => {
  for (const file of launchers) {
    const page = createContext({});
    runInContext(read(`widget/${file}`), page);
    assert.deepEqual(Object.keys(page), ['payLauncher'], file);
    assert.equal(runInContext('typeof payLauncher.launch', page), 'function', file);
  }
});

test('The scripts for the storefront hold no launcher.', () => {
  for (const file of ['pay-checkout.js', 'pay-checkout.iife.js']) {
    assert.doesNotMatch(read(`widget/${file}`), /payLauncher|requestPayment/);
  }
});

test('The package for bundlers leaves lit and zod outside, and is safe to import in Node.', async () => {
  assert.match(read('npm/index.js'), /from\s*["'`]lit/);
  const widget: unknown = await import(new URL('../dist/npm/index.js', import.meta.url).href);
  assert.ok(typeof widget === 'object' && widget !== null && 'PayCheckout' in widget);
});

test('No file of the published server knows of failpoints, or takes in one of the testing folder.', () => {
  const { config } = ts.readConfigFile('server/tsconfig.json', ts.sys.readFile) as {
    config: unknown;
  };
  const published = ts.parseJsonConfigFileContent(config, ts.sys, 'server').fileNames;
  assert.ok(published.some((file) => file.endsWith('server/start-checkout.ts')));
  const isKnowing = (text: string): boolean =>
    text.includes(FAILPOINT_VARIABLE) || /from '[^']*\/testing\//.test(text);
  const knowing = published.filter((file) => isKnowing(readFileSync(file, 'utf8')));
  assert.deepEqual(knowing, []);
});
