import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { squeeze } from './squeeze.ts';

describe('squeezing the literals of a build', () => {
  it('folds white space that a browser would fold', () => {
    assert.equal(squeeze('css`\n  a {\n    b: c;\n    d: e;\n  }\n`'), 'css` a{b: c;d: e}`');
    assert.equal(squeeze('html`<p\n  class="x"\n>\n  y\n</p>`'), 'html`<p class="x" > y </p>`');
  });

  it('keeps what a literal embeds, and literals inside those too', () => {
    const code = 'html`<a>\n  ${x ? html`<b>\n    c</b>` : y}\n  </a>`';
    assert.equal(squeeze(code), 'html`<a> ${x ? html`<b> c</b>` : y} </a>`');
    assert.equal(squeeze('css`a {\n  ${b}\n  c: d;\n}`'), 'css`a{${b} c: d}`');
    assert.equal(squeeze('css`a{b:f(${c} d ${e} g);}`'), 'css`a{b:f(${c} d ${e} g)}`');
  });

  it('keeps selectors that need their space', () => {
    assert.equal(
      squeeze('css`\n  :host(:not([x])) a > b {\n    c: d;\n  }\n`'),
      'css` :host(:not([x])) a > b{c: d}`',
    );
  });

  it('leaves everything else alone', () => {
    const code = 'const a = `b\n  c`;\nconst d = other`e\n  f`; // g\n';
    assert.equal(squeeze(code), code);
  });
});
