import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as providers from './index.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const IDS = readdirSync(HERE, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Held to the contract like the others, but neither exported nor published. */
const FIXTURE = 'example';
const OFFERED = IDS.filter((id) => id !== FIXTURE);

/** What a provider may reach outside its own folder. */
const SEAMS = new Set(['providers/provider.ts', 'protocol/index.ts']);
const TEST_SEAMS = new Set([...SEAMS, 'providers/provider.contract.ts', 'checkout/outbound.ts']);

/** What simulators share stands beside the folders, and no published file may reach it. */
const isSharedSimulator = (target: string): boolean =>
  /^providers\/[^/]+\.simulator\.ts$/.test(target);

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/\bfrom '([^']+)'|\bimport\(?\s*'([^']+)'/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );

/** Every file of the server that the package could hold. */
const publishedFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /^[\w-]+(\.\w+)?\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/\.(test|contract|simulator|launcher)\.ts$/.test(file))
    .filter((file) => !file.includes(`${sep}testing${sep}`));

const isFor = (role: string, file: string): boolean => basename(file).includes(`.${role}.`);

/** Packages that the published part of a provider may use. */
const isAllowedPackage = (name: string): boolean =>
  name === 'zod' || name === 'jose' || name.startsWith('node:');

describe('the folder of providers', () => {
  it('has a provider at all', () => {
    assert.ok(IDS.includes('kakaopay'));
  });

  it('exports as many providers as it has folders, each by one line', () => {
    assert.deepEqual(Object.keys(providers).sort(), [...OFFERED].sort());
    const lines = readFileSync(join(HERE, 'index.ts'), 'utf8').trim().split('\n');
    assert.equal(lines.length, OFFERED.length);
  });

  it('needs no more for a provider than five files and the line of its export', () => {
    const files = readdirSync(join(HERE, FIXTURE));
    assert.equal(files.length, 5, files.join(', '));
    const settings = readFileSync(resolve(HERE, '..', 'tsconfig.json'), 'utf8');
    assert.ok(settings.includes(`"providers/${FIXTURE}"`), 'the fixture would be published');
    for (const file of publishedFiles(resolve(HERE, '..'))) {
      const named = importsOf(file).filter((name) => name.includes(`providers/${FIXTURE}/`));
      assert.deepEqual(named, [], file);
    }
  });

  for (const id of IDS) {
    const folder = join(HERE, id);
    const files = readdirSync(folder);

    it(`has every part of ${id}`, () => {
      for (const part of [`${id}.ts`, `${id}.schema.ts`, `${id}.simulator.ts`, `${id}.test.ts`]) {
        assert.ok(files.includes(part), `${id}/${part} is missing`);
      }
      assert.ok(files.includes('README.md'), `${id}/README.md is missing`);
    });

    it(`has a README of ${id} that says what an operator needs`, () => {
      const readme = readFileSync(join(folder, 'README.md'), 'utf8');
      for (const heading of ['## Set-up', '## Options', '## Callbacks', '## Unverified']) {
        assert.ok(readme.includes(`\n${heading}`), `${id}/README.md has no "${heading}"`);
      }
    });

    it(`tests ${id} with the shared contract`, () => {
      const test = readFileSync(join(folder, `${id}.test.ts`), 'utf8');
      assert.match(test, /await providerContract\(/);
    });

    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      it(`lets ${id}/${file} reach only what it may`, () => {
        const isTest = isFor('test', file);
        for (const name of importsOf(join(folder, file))) {
          if (!name.startsWith('.')) {
            assert.ok(isTest || isFor('simulator', file) || isAllowedPackage(name), name);
            continue;
          }
          const target = relative(resolve(HERE, '..'), resolve(folder, name)).split(sep).join('/');
          const own = target.startsWith(`providers/${id}/`);
          const shared = isFor('simulator', file) && isSharedSimulator(target);
          const forTests = isTest && (TEST_SEAMS.has(target) || target.startsWith('testing/'));
          assert.ok(own || shared || forTests || SEAMS.has(target), target);
          const published = !isTest && !isFor('simulator', file);
          assert.ok(!published || !isFor('simulator', name), `${name} would be published`);
        }
      });
    }
  }
});
