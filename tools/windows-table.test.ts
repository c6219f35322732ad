import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { redrawn } from './drawn-page.ts';
import { windowsPage } from './windows-table.ts';

describe('the table of signals and answers', () => {
  it('is current in docs/windows.md; npm run drawing makes it so', async () => {
    const page = readFileSync(windowsPage.path, 'utf8');
    assert.equal(page, await redrawn(windowsPage, page));
  });

  it('says paid in no cell but those where the server does', () => {
    const rows = windowsPage
      .drawing()
      .split('\n')
      .filter((line) => !line.includes('`open`'));
    const [, ...cells] = rows.filter((line) => line.startsWith('|'));
    for (const line of cells) {
      const columns = line.split('|').map((text) => text.trim());
      const paid = columns.flatMap((text, at) => (text === '`complete`' ? [at] : []));
      assert.deepEqual(paid, [5], line);
    }
  });
});
