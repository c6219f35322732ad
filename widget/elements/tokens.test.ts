import { expect, fixture, html } from '@open-wc/testing';
import { LitElement, unsafeCSS } from 'lit';
import { define } from './define.ts';
import { tokens } from './tokens.styles.ts';

const NAMES = ['fill', 'on', 'strong', 'soft', 'surface', 'text', 'muted'] as const;
type Name = (typeof NAMES)[number];

/** Shows every colour as CIE XYZ, in which `y` is the luminance that contrast is made of. */
class ColourProbe extends LitElement {
  static override styles = [
    tokens,
    ...NAMES.map((name) =>
      unsafeCSS(`#${name} { color: color(from var(--_${name}) xyz-d65 x y z) }`),
    ),
  ];

  override render() {
    return NAMES.map((name) => html`<i id=${name}></i>`);
  }

  /** Relative luminance of one colour, as WCAG counts it. */
  luminance(name: Name): number {
    const dot = this.renderRoot.querySelector(`#${name}`);
    const [, , y] =
      /^color\(xyz-d65 (\S+) (\S+) /.exec(dot ? getComputedStyle(dot).color : '') ?? [];
    return Number(y);
  }

  contrast(a: Name, b: Name): number {
    const [dark, light] = [this.luminance(a), this.luminance(b)].sort((x, y) => x - y);
    return ((light ?? NaN) + 0.05) / ((dark ?? NaN) + 0.05);
  }
}

define('colour-probe', ColourProbe);

const STEPS = Array.from({ length: 16 }, (_, step) => step.toString(16).repeat(2));
const ACCENTS = STEPS.flatMap((r) => STEPS.flatMap((g) => STEPS.map((b) => `#${r}${g}${b}`)));

const PAIRS: readonly (readonly [Name, Name, number])[] = [
  ['on', 'fill', 4.5],
  ['strong', 'surface', 4.5],
  ['strong', 'soft', 4.5],
  ['text', 'soft', 4.5],
  ['muted', 'soft', 4.5],
];

describe('colours', () => {
  for (const theme of ['light', 'dark']) {
    it(`can be read with any of ${ACCENTS.length} accents, ${theme}.`, async function () {
      this.timeout(60_000);
      const probe = await fixture<ColourProbe>(html`<colour-probe theme=${theme}></colour-probe>`);
      for (const accent of ACCENTS) {
        probe.style.setProperty('--pay-checkout-color-accent', accent);
        for (const [a, b, needed] of PAIRS) {
          expect(probe.contrast(a, b), `${a} on ${b}, ${accent}`).to.be.at.least(needed);
        }
      }
    });
  }

  it('of an accent that would vanish into the sheet flip to the other end.', async () => {
    const probe = await fixture<ColourProbe>(html`<colour-probe theme="dark"></colour-probe>`);
    expect(probe.luminance('fill')).to.be.above(0.7);
    probe.setAttribute('theme', 'light');
    probe.style.setProperty('--pay-checkout-color-accent', '#ffffff');
    expect(probe.luminance('fill')).to.be.below(0.1);
  });
});
