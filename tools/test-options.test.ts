import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTestOptions } from './test-options.ts';

const ALL_ENGINES = ['chromium', 'firefox', 'webkit'];

test('Without a word every suite runs, in Chromium.', () => {
  const everything = { suites: ['server', 'widget', 'e2e'], json: false };
  assert.deepEqual(parseTestOptions([]), { ...everything, engines: ['chromium'] });
});

test('A suite by its name runs in Chromium.', () => {
  const options = { suites: ['e2e'], engines: ['chromium'], json: false };
  assert.deepEqual(parseTestOptions(['e2e']), options);
});

test('Engines are one, several, or all, in an order of their own.', () => {
  const enginesOf = (name: string) => parseTestOptions(['e2e', '--engine', name]).engines;
  assert.deepEqual(enginesOf('webkit'), ['webkit']);
  assert.deepEqual(enginesOf('firefox,chromium'), ['chromium', 'firefox']);
  assert.deepEqual(enginesOf('all'), ALL_ENGINES);
});

test('A report is written on demand.', () => {
  assert.equal(parseTestOptions(['e2e', '--json']).json, true);
});

test('A name that nobody knows is refused with those that there are.', () => {
  assert.throws(() => parseTestOptions(['e3e']), /No suite called e3e.*server, widget, e2e/);
  assert.throws(
    () => parseTestOptions(['e2e', '--engine', 'opera']),
    /No engine called opera.*chromium, firefox, webkit/,
  );
});

test('What only the end-to-end suite knows is refused without it.', () => {
  assert.throws(() => parseTestOptions(['server', '--json']), /suite e2e/);
  assert.throws(() => parseTestOptions(['widget', '--engine', 'all']), /suite e2e/);
});
