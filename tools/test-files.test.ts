import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { SUITES, testFiles } from './test-files.ts';

const suites = SUITES.map((suite) => testFiles(suite, ['chromium']));

test('Every test file belongs to one suite.', () => {
  const all = ['widget', 'server', 'tools', 'demo'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.test.ts'))
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
  );
  assert.deepEqual(suites.flat().toSorted(), all.toSorted());
});

test('A launcher is tested in a browser, and what stands beside it is not.', () => {
  const [server = [], widget = []] = suites;
  const launcher = 'server/providers/tosspayments/tosspayments.launcher.test.ts';
  assert.ok(widget.includes(launcher), 'the widget suite leaves it out');
  assert.ok(!server.includes(launcher), 'Node is to run it');
  assert.ok(server.includes('server/providers/tosspayments/tosspayments.test.ts'), 'left out');
  assert.ok(server.includes('server/http/launcher.test.ts'), 'left out for its name');
});
