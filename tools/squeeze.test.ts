import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { squeeze } from './squeeze.ts';

describe('squeezing the literals of a build', () => {
  it('folds white space that a browser would fold', () => {
    assert.equal(squeeze('css`\n  a {\n    b: c;\n    d: e;\n  }\n`'), 'css` a{b:c;d:e}`');
    assert.equal(squeeze('html`<p\n  class="x"\n>\n  y\n</p>`'), 'html`<p class="x" > y </p>`');
  });

  it('keeps what a literal embeds, and literals inside those too', () => {
    const code = 'html`<a>\n  ${x ? html`<b>\n    c</b>` : y}\n  </a>`';
    assert.equal(squeeze(code), 'html`<a> ${x ? html`<b> c</b>` : y} </a>`');
    assert.equal(squeeze('css`a {\n  ${b}\n  c: d;\n}`'), 'css`a{${b} c:d}`');
    assert.equal(squeeze('css`a{b:f(${c} d ${e} g);}`'), 'css`a{b:f(${c} d ${e} g)}`');
    assert.equal(squeeze('css`${a} ${b}`'), 'css`${a} ${b}`');
    assert.equal(squeeze('css`a { b: ${c}0.5px; }`'), 'css`a{b:${c}0.5px}`');
  });

  const rows: readonly [what: string, css: string, squeezed: string][] = [
    ['blanks beside commas', 'p, a { b: f(c, d) , e }', 'p,a{b:f(c,d),e}'],
    ['blanks inside parentheses', ':is( p , a ) { b: f( c ) }', ':is(p,a){b:f(c)}'],
    ['zeros before points', 'a { b: 0.5em -0.5em 10.5em 0 }', 'a{b:.5em -.5em 10.5em 0}'],
    ['quotes of a word', `[a='b-c'][d="e"] > f { }`, '[a=b-c][d=e] > f{}'],
    ['a last semicolon', 'a { b: c; } d { e: f ; }', 'a{b:c}d{e:f}'],
  ];
  for (const [what, css, squeezed] of rows) {
    it(`drops ${what} from CSS`, () => {
      assert.equal(squeeze(`css\`${css}\``), `css\`${squeezed}\``);
    });
  }

  const kept: readonly [what: string, css: string][] = [
    ['a combinator', 'a > b c + d *{}'],
    ['a pseudo-class of a descendant', 'a :hover b:hover{}'],
    ['blanks around an operator', 'a{b:calc((1px + 2em) * -3 - var(--_c) / 4)}'],
    ['the parenthesis of a media query', '@media (a:b) and (c:d){}'],
    ['strings', `a{b:'c: d, e; } 0.5' "( 'f' )" '\\\\'}`],
    ['a string that looks like an attribute', `a{b:"[c='d']"}`],
    ['strings in attributes', `[a='b c'],[d='0'],[e='']{}`],
    ['addresses', 'a{b:url(c, 0.5: d)}'],
    ['comments', `a{/* don't, b: 0.5 */c:'d, e'}`],
  ];
  for (const [what, css] of kept) {
    it(`keeps ${what}`, () => {
      assert.equal(squeeze(`css\`${css}\``), `css\`${css}\``);
    });
  }

  it('keeps a string or an address around what it embeds', () => {
    const code = 'css`a{b:"c, ${d}: 0.5";e:url(f, ${g}: 0.5)}`';
    assert.equal(squeeze(code), code);
  });

  it('takes nothing but white space from HTML', () => {
    const code = `html\`<p title='a'> b, c: ( 0.5 ) { } ; <i> d</i></p>\``;
    assert.equal(squeeze(code), code);
  });

  it('leaves everything else alone', () => {
    const code = 'const a = `b\n  c`;\nconst d = other`e\n  f`; // g\n';
    assert.equal(squeeze(code), code);
  });
});
