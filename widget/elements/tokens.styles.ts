import { css } from './css.ts';

/* How much light an accent keeps: below a luminance of .28 it is darkened until white reads on it. */
const keep = css`min(1, max(.178 / y, clamp(0, (y - .28) * 1e7, 1)))`;
/* White where white reads on the accent, ink where it does not. Steep: a softer step leaves grey. */
const white = css`clamp(.009, (.28 - y) * 1e7, 1)`;
/* 1 for an accent that would vanish into a dark sheet: it flips to the light end, with less chroma. */
const dark = css`clamp(0, (.33 - l) * 1e7, 1)`;

/**
 * What every part inherits: the shop's public properties turned into private ones, light and dark.
 * Everything coloured follows from one accent; meanings (danger, notice, success) never do.
 */
export const tokens = css`
  :host {
    color-scheme: light dark;
    --_accent: var(--pay-checkout-color-accent, #16191d);
    --_surface: var(--pay-checkout-color-surface, light-dark(#fff, #1a1c1f));
    --_text: var(--pay-checkout-color-text, light-dark(#16191d, #f1f3f5));
    --_line: var(--pay-checkout-color-line, light-dark(#e2e4e8, #33373d));
    --_subtle: light-dark(#f4f5f6, #25282c);
    --_muted: light-dark(#565c65, #adb3bc);
    --_control: light-dark(#858b95, #7d848e);
    --_lift: light-dark(
      oklch(from var(--_accent) calc(l + clamp(0, (l - 0.95) * 1e7, 1) * (0.24 - l)) c h),
      oklch(
        from var(--_accent) calc(max(l, 0.52) + ${dark} * 0.41) calc(c * (1 - 0.75 * ${dark})) h
      )
    );
    --_fill: color(from var(--_lift) xyz-d65 calc(x * ${keep}) calc(y * ${keep}) calc(z * ${keep}));
    --_on: var(
      --pay-checkout-color-on-accent,
      color(from var(--_lift) xyz-d65 calc(0.95 * ${white}) ${white} calc(1.089 * ${white}))
    );
    --_strong: light-dark(
      oklch(from var(--_lift) min(l, 0.5) min(c, 0.17) h),
      oklch(from var(--_lift) max(l, 0.76) min(c, 0.15) h)
    );
    --_soft: color-mix(in oklab, var(--_strong) 6%, var(--_surface));
    --_tone: var(--_text);
    --_space: var(--pay-checkout-space, 4px);
    --_pad: clamp(var(--_space) * 4, 5.5cqi, var(--_space) * 6);
    color: var(--_text);
    font-family: var(
      --pay-checkout-font,
      'Pretendard Variable',
      Pretendard,
      -apple-system,
      'Malgun Gothic',
      'Noto Sans CJK KR',
      NanumGothic,
      sans-serif
    );
    font-size: var(--pay-checkout-font-size, max(16px, 1rem));
    font-weight: 400;
    line-height: 1.5;
    letter-spacing: -0.006em;
    font-variant-numeric: tabular-nums;
    word-break: keep-all;
    overflow-wrap: anywhere;
    line-break: strict;
    hyphens: auto;
    text-wrap: pretty;
    text-align: start;
    -webkit-text-size-adjust: 100%;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
`;
