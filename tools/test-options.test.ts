import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTestOptions } from './test-options.ts';

const ALL_ENGINES = ['chromium', 'firefox', 'webkit'];

test('Without a word every suite runs, in Chromium, and in CI in all three engines.', () => {
  const everything = { suites: ['server', 'widget', 'e2e'], json: false };
  assert.deepEqual(parseTestOptions([], false), { ...everything, engines: ['chromium'] });
  assert.deepEqual(parseTestOptions([], true), { ...everything, engines: ALL_ENGINES });
});

test('A suite by its name runs in Chromium, also in CI.', () => {
  const options = { suites: ['e2e'], engines: ['chromium'], json: false };
  assert.deepEqual(parseTestOptions(['e2e'], false), options);
  assert.deepEqual(parseTestOptions(['e2e'], true), options);
});

test('Engines are one, several, or all, in an order of their own.', () => {
  const enginesOf = (name: string) => parseTestOptions(['e2e', '--engine', name], false).engines;
  assert.deepEqual(enginesOf('webkit'), ['webkit']);
  assert.deepEqual(enginesOf('firefox,chromium'), ['chromium', 'firefox']);
  assert.deepEqual(enginesOf('all'), ALL_ENGINES);
});

test('A report is written on demand.', () => {
  assert.equal(parseTestOptions(['e2e', '--json'], false).json, true);
});

test('A name that nobody knows is refused with those that there are.', () => {
  assert.throws(() => parseTestOptions(['e3e'], false), /No suite called e3e.*server, widget, e2e/);
  assert.throws(
    () => parseTestOptions(['e2e', '--engine', 'opera'], false),
    /No engine called opera.*chromium, firefox, webkit/,
  );
});

test('What only the end-to-end suite knows is refused without it.', () => {
  assert.throws(() => parseTestOptions(['server', '--json'], false), /suite e2e/);
  assert.throws(() => parseTestOptions(['widget', '--engine', 'all'], false), /suite e2e/);
});
