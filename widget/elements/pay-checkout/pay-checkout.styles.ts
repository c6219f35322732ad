import { css } from '../css.ts';

/** The frame: one sheet, hairlines from edge to edge, no box inside a box. */
export const checkoutStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  :host([hidden]) {
    display: none;
  }
  [part='base'] {
    box-sizing: border-box;
    max-inline-size: 720px;
    overflow: clip;
    border: 1px solid var(--_line);
    border-radius: var(--pay-checkout-radius, 14px);
    background: var(--_surface);
  }
`;
