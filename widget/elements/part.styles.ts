import { css } from 'lit';

/** What every part of the sheet starts from: boxes, glyphs, buttons. */
export const partStyles = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  svg {
    display: block;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  button,
  a[part] {
    appearance: none;
    font: inherit;
    letter-spacing: inherit;
    inline-size: 100%;
    min-block-size: var(--_height-button);
    padding: 10px 16px;
    border: 1px solid var(--_control);
    border-radius: var(--_radius-button);
    background: var(--_surface);
    color: var(--_text);
    font-weight: 700;
    line-height: 1.375;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 10px;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
  }
  .primary {
    background: var(--_button);
    color: var(--_on-button);
    border-color: color-mix(in oklab, var(--_strong) 22%, var(--_button));
  }
  .quiet {
    border-color: transparent;
    background: none;
    color: var(--_muted);
    font-weight: 400;
    min-block-size: 44px;
    text-decoration: underline 1px var(--_control);
    text-underline-offset: 4px;
  }
  :is(button, a):focus-visible {
    outline: 2px solid var(--_strong);
    outline-offset: 2px;
  }
  @media (forced-colors: active) {
    .primary:is([aria-busy='true'], :not([aria-disabled='true'])) {
      background: Highlight;
      color: HighlightText;
      border-color: Highlight;
      forced-color-adjust: none;
    }
    :is(button, a):focus-visible {
      outline: 3px solid CanvasText;
    }
    .quiet {
      border: 0;
    }
  }
`;

/** A grey block in the place of what is not known yet. No shimmer: it only breathes. */
export const skeletonStyles = css`
  .skeleton {
    display: block;
    border-radius: 5px;
    background: color-mix(in oklab, var(--_text) 9%, var(--_surface));
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.55;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .skeleton {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .skeleton {
      background: GrayText;
      forced-color-adjust: none;
    }
  }
`;
