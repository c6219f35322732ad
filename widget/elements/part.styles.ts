import { css } from './css.ts';

/**
 * How the parts of the sheet look: one stylesheet that the browser reads once. An `i` is a block in
 * the place of words that are not known yet.
 */
export const partStyles = css`
  :host {
    display: block;
  }
  * {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
  }
  svg {
    inline-size: 22px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  i {
    display: inline-block;
    inline-size: 116px;
    block-size: 0.8em;
    border-radius: 5px;
    background: var(--_subtle);
  }
  p,
  small,
  dt {
    color: var(--_muted);
  }
  small {
    display: block;
    font-size: 0.8125em;
  }

  [part='summary'],
  [part='notice'],
  [part='error'],
  .row {
    position: relative;
    border-block-end: 1px solid var(--_line);
  }
  [part='summary'],
  [part='status'] {
    padding: calc(var(--_space) * 5) var(--_pad);
  }
  [part='notice'],
  [part='error'],
  .zone {
    padding: calc(var(--_space) * 4) var(--_pad);
  }
  [part='order-name'],
  [part='fact'] {
    font-size: 0.875em;
  }
  [part='amount'] {
    display: block;
    font-size: 1.625em;
    line-height: 1.25;
    letter-spacing: -0.02em;
  }
  [part='amount'] span {
    font-size: 0.69em;
    margin-inline-start: 0.08em;
  }
  [part='progress'] {
    position: absolute;
    inset: auto 0 -1px;
    block-size: 2px;
    background: var(--_strong);
  }

  [part='status'] {
    display: grid;
    gap: calc(var(--_space) * 4);
  }
  [part='status-icon'] {
    color: var(--_tone);
  }
  [part='status'] [part='status-icon'] {
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    display: grid;
    place-items: center;
  }
  [part='status'] [part='status-icon'],
  [part='notice'],
  [part='error'] {
    background: color-mix(in oklab, var(--_tone) 7%, var(--_surface));
  }
  .complete {
    --_tone: var(--pay-checkout-color-success, light-dark(#11693f, #63cf9a));
  }
  .pending,
  .offline,
  .offline-live {
    --_tone: var(--pay-checkout-color-notice, light-dark(#7a5200, #efc069));
  }
  [part='error'] {
    --_tone: var(--pay-checkout-color-danger, light-dark(#b3261e, #ff9488));
  }
  [part='notice'],
  [part='error'] {
    display: grid;
    grid-template-columns: auto 1fr;
    column-gap: calc(var(--_space) * 3);
    font-size: 0.9375em;
  }
  h3 {
    outline: none;
    font-size: 1em;
  }
  [part='status'] h3 {
    font-size: 1.125em;
  }
  [part='status-text'] {
    margin-block-start: 4px;
    font-size: 0.9375em;
  }
  [part='fact'] {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    padding-block: 9px;
    border-block-start: 1px solid var(--_line);
  }
  dd {
    text-align: end;
  }
  [part='actions'] {
    display: grid;
    gap: 8px;
  }

  button,
  a {
    inline-size: 100%;
    min-block-size: max(44px, var(--pay-checkout-height-button, 52px));
    padding: 10px 16px;
    border: 1px solid var(--_control);
    border-radius: var(--pay-checkout-radius-button, 10px);
    background: none;
    color: inherit;
    font: inherit;
    font-weight: 700;
    letter-spacing: inherit;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 10px;
    text-decoration: none;
    cursor: pointer;
  }
  :is(button, a):focus-visible {
    outline: 2px solid var(--_strong);
    outline-offset: 2px;
  }
  .primary {
    --_button: var(--pay-checkout-color-button, var(--_fill));
    background: var(--_button);
    color: var(--pay-checkout-color-on-button, var(--_on));
    border-color: color-mix(in oklab, var(--_strong) 22%, var(--_button));
  }
  .quiet {
    min-block-size: 44px;
    border-color: transparent;
    color: var(--_muted);
    font-weight: 400;
    text-decoration: underline;
  }
  [aria-disabled='true'] {
    background: var(--_subtle);
    border-color: transparent;
    color: var(--_muted);
    cursor: default;
  }
  [part='hint'] {
    margin-block-start: calc(var(--_space) * 2.5);
    text-align: center;
    text-wrap: balance;
  }
  [part='spinner'] {
    inline-size: 18px;
    block-size: 18px;
    border-radius: 50%;
    border: 2px solid;
    border-block-start-color: transparent;
  }

  @media (prefers-reduced-motion: no-preference) {
    [part='progress'] {
      inline-size: 36%;
      animation: run 1.6s cubic-bezier(0.5, 0.1, 0.4, 0.95) infinite;
    }
    [part='spinner'] {
      animation: turn 0.9s linear infinite;
    }
    @keyframes run {
      from {
        translate: -100%;
      }
      to {
        translate: 280%;
      }
    }
    @keyframes turn {
      to {
        rotate: 1turn;
      }
    }
  }
  @media (forced-colors: active) {
    .primary:not([aria-disabled='true']),
    [part='progress'] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    [aria-disabled='true'] {
      color: GrayText;
    }
    [part='method-icon'],
    [part='status'] [part='status-icon'] {
      border: 1px solid;
    }
  }
`;
