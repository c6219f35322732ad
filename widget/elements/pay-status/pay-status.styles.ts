import { css } from '../css.ts';

/**
 * The one box inside the sheet: what is to be copied. The button stands under a number that leaves
 * it no room. While it says itself that it has copied, the same words are for screen readers alone.
 */
export const statusStyles = css`
  [part='account'] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: 10px;
    padding: 14px 16px;
    border: 1px solid var(--_line);
    border-radius: var(--pay-checkout-radius-button, 10px);
  }
  [part='account-bank'],
  output {
    flex: 100%;
    font-size: 0.875em;
  }
  b {
    flex: 9 auto;
    font-size: 1.25em;
  }
  [part='copy'] {
    flex: 72px;
    min-block-size: 44px;
    border-color: transparent;
    margin-block-start: 4px;
    padding: 0 4px;
    border-radius: 8px;
    background: var(--_soft);
    color: var(--_strong);
    font-size: 0.875em;
    white-space: nowrap;
  }
  :has(svg) + output {
    position: absolute;
    opacity: 0;
  }
`;
