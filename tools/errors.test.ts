import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ERRORS } from '../server/protocol/index.ts';

const TABLE = 'server/protocol/errors.ts';

/** Rows of the form `| CODE | fault | what to do |`; the code in backticks. */
const documented = [
  ...readFileSync('docs/errors.md', 'utf8').matchAll(
    /^\| `([A-Z_]+)`\s*\| (\S+)\s*\| (.*?)\s*\|$/gm,
  ),
].map(([, code = '', fault = '', advice = '']) => ({ code, fault, advice }));

/** Words for a code are not a use of it. */
const isSource = (path: string): boolean =>
  path.endsWith('.ts') &&
  !/\.(test|contract|simulator)\.ts$/.test(path) &&
  !path.startsWith('widget/locales/') &&
  path !== TABLE;

const sources = ['server', 'widget']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  .filter(isSource)
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

test('docs/errors.md tells every code of the table, with its fault, and no other.', () => {
  const fromTable = Object.entries(ERRORS).map(([code, { fault }]) => `${code} ${fault}`);
  const fromDocs = documented.map(({ code, fault }) => `${code} ${fault}`);
  assert.deepEqual(fromDocs.toSorted(), fromTable.toSorted());
});

test('Every code is told what to do about it.', () => {
  assert.deepEqual(
    documented.filter(({ advice }) => advice.length < 10).map(({ code }) => code),
    [],
  );
});

test('Every code is used by the server or the widget.', () => {
  const unused = Object.keys(ERRORS).filter((code) => !new RegExp(`\\b${code}\\b`).test(sources));
  assert.deepEqual(unused, []);
});
