import { css } from 'lit';

const darkTokens = css`
  --_surface: var(--pay-checkout-color-surface, #1a1c1f);
  --_text: var(--pay-checkout-color-text, #f1f3f5);
  --_line: var(--pay-checkout-color-line, #33373d);
  --_subtle: #25282c;
  --_muted: #adb3bc;
  --_faint: #959ca6;
  --_control: #7d848e;
  --_danger: var(--pay-checkout-color-danger, #ff9488);
  --_danger-soft: #35221f;
  --_notice: var(--pay-checkout-color-notice, #efc069);
  --_notice-soft: #2d2616;
  --_success: var(--pay-checkout-color-success, #63cf9a);
  --_success-soft: #182e24;
  color-scheme: dark;
`;

/* A dark accent would vanish into a dark sheet, so it flips to the light end and loses its chroma. */
const darkAccent = css`
  --_lift: oklch(
    from var(--_accent) calc(max(l, 0.52) + clamp(0, (0.33 - l) * 1e7, 1) * 0.41)
      calc(c * (1 - 0.75 * clamp(0, (0.33 - l) * 1e7, 1))) h
  );
  --_strong: oklch(from var(--_lift) max(l, 0.76) min(c, 0.15) h);
  --_soft: color-mix(in oklab, var(--_strong) 10%, var(--_surface));
`;

/* How much light an accent keeps: below a luminance of .28 it is darkened until white reads on it. */
const keep = css`min(1, max(.178 / max(y, .001), clamp(0, (y - .28) * 1e7, 1)))`;
/* 1 where white reads on the accent, 0 where ink does. Steep, because a softer step leaves grey. */
const white = css`clamp(0, (.28 - y) * 1e7, 1)`;

/**
 * What every part inherits: the shop's public properties turned into private ones, light and dark.
 * Everything coloured follows from one accent; meanings (danger, notice, success) never do.
 */
export const tokens = css`
  :host {
    --_accent: var(--pay-checkout-color-accent, #16191d);
    --_surface: var(--pay-checkout-color-surface, #fff);
    --_text: var(--pay-checkout-color-text, #16191d);
    --_line: var(--pay-checkout-color-line, #e2e4e8);
    --_subtle: #f4f5f6;
    --_muted: #565c65;
    --_faint: #6b717a;
    --_control: #858b95;
    --_danger: var(--pay-checkout-color-danger, #b3261e);
    --_danger-soft: #fcefee;
    --_notice: var(--pay-checkout-color-notice, #7a5200);
    --_notice-soft: #fdf4e1;
    --_success: var(--pay-checkout-color-success, #11693f);
    --_success-soft: #e9f5ee;
    --_fill: var(--_accent);
    --_on: var(--pay-checkout-color-on-accent, #fff);
    --_strong: var(--_text);
    --_soft: var(--_subtle);
    --_button: var(--pay-checkout-color-button, var(--_fill));
    --_on-button: var(--pay-checkout-color-on-button, var(--_on));
    --_space: var(--pay-checkout-space, 4px);
    --_pad: calc(var(--_space) * 5);
    --_radius: var(--pay-checkout-radius, 14px);
    --_radius-button: var(--pay-checkout-radius-button, 10px);
    --_height-button: max(44px, var(--pay-checkout-height-button, 52px));
    color: var(--_text);
    font-family: var(
      --pay-checkout-font,
      'Pretendard Variable',
      Pretendard,
      -apple-system,
      BlinkMacSystemFont,
      'Apple SD Gothic Neo',
      'Segoe UI',
      'Malgun Gothic',
      'Noto Sans KR',
      'Noto Sans CJK KR',
      NanumBarunGothic,
      NanumGothic,
      system-ui,
      sans-serif
    );
    font-size: var(--pay-checkout-font-size, max(16px, 1rem));
    font-weight: 400;
    line-height: 1.5;
    letter-spacing: -0.006em;
    font-variant-numeric: tabular-nums lining-nums;
    word-break: keep-all;
    overflow-wrap: anywhere;
    line-break: strict;
    text-align: start;
    -webkit-font-smoothing: antialiased;
    -webkit-text-size-adjust: 100%;
    color-scheme: light;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${darkTokens}
    }
  }
  :host([theme='dark']) {
    ${darkTokens}
  }
  @supports (color: oklch(from red l c h)) {
    :host {
      --_lift: oklch(from var(--_accent) calc(l + clamp(0, (l - 0.95) * 1e7, 1) * (0.24 - l)) c h);
      --_fill: color(
        from var(--_lift) xyz-d65 calc(x * ${keep}) calc(y * ${keep}) calc(z * ${keep})
      );
      --_on: var(
        --pay-checkout-color-on-accent,
        color(
          from var(--_lift) xyz-d65 calc(0.0085 + 0.942 * ${white}) calc(0.009 + 0.991 * ${white})
            calc(0.0105 + 1.0785 * ${white})
        )
      );
      --_strong: oklch(from var(--_lift) min(l, 0.5) min(c, 0.17) h);
      --_soft: color-mix(in oklab, var(--_strong) 6%, var(--_surface));
    }
    @media (prefers-color-scheme: dark) {
      :host(:not([theme='light'])) {
        ${darkAccent}
      }
    }
    :host([theme='dark']) {
      ${darkAccent}
    }
  }
`;
