import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { TRANSITIONS, type Transition } from '../server/checkout/transitions.ts';
import { redrawn } from './drawn-page.ts';
import { BEGIN, drawing, END, machinePage, PAGE } from './machine-drawing.ts';

const names = Object.keys(TRANSITIONS) as Transition[];
const idOf = (state: string): string => state.replaceAll('-', '_');
const times = (text: string, part: string): number => text.split(part).length - 1;

describe('the drawing of the transition table', () => {
  it('is current in docs/flow.md; npm run drawing makes it so', async () => {
    const page = readFileSync(PAGE, 'utf8');
    assert.equal(page, await redrawn(machinePage, page));
  });

  it('has every arrow of the table once, in one of its parts, and every row', () => {
    const drawn = drawing();
    for (const name of names) {
      const { from, to } = TRANSITIONS[name];
      for (const state of from) {
        const arrow = `  ${idOf(state)} --> ${idOf(to)} : ${name}\n`;
        assert.equal(times(drawn, arrow), 1, arrow);
      }
      assert.equal(times(drawn, `\n| \`${name}\` |`), 1, name);
    }
    const arrows = names.flatMap((name) => TRANSITIONS[name].from).length;
    assert.equal(times(drawn, ' --> '), arrows + 1, 'and the one into created');
  });

  it('cannot be put into a page without its two comments, or with more', async () => {
    await assert.rejects(
      redrawn(machinePage, '# The way of a payment'),
      /needs these two comments/,
    );
    await assert.rejects(
      redrawn(machinePage, `${BEGIN}\n${END}\n${BEGIN}\n${END}`),
      /needs these two comments/,
    );
  });

  it('leaves the rest of the page as it was', async () => {
    const page = await redrawn(machinePage, `# Before\n\n${BEGIN}\nYESTERDAY\n${END}\n\nAfter.\n`);
    assert.ok(page.startsWith(`# Before\n\n${BEGIN}\n`));
    assert.ok(page.endsWith(`${END}\n\nAfter.\n`));
    assert.equal(page.includes('YESTERDAY'), false);
  });
});
