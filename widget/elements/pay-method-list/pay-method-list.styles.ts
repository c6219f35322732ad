import { css } from 'lit';

export const methodListStyles = css`
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
    display: grid;
    gap: 1px;
    background: var(--_line);
    border-block-end: 1px solid var(--_line);
  }
  legend {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .row {
    position: relative;
    display: grid;
    grid-template-columns: auto 1fr auto;
    align-items: center;
    column-gap: calc(var(--_space) * 3);
    min-block-size: 56px;
    padding: 10px var(--_pad);
    background: var(--_surface);
    transition: background-color 120ms ease-out;
  }
  label.row {
    cursor: pointer;
  }
  [part='method-icon'] {
    inline-size: 32px;
    block-size: 32px;
    border-radius: 8px;
    background: var(--_subtle);
    color: var(--_muted);
    display: grid;
    place-items: center;
    font-size: 0.875em;
    font-weight: 700;
    line-height: 1;
    letter-spacing: 0;
  }
  svg {
    inline-size: 22px;
    block-size: 22px;
  }
  [part='method-label'] {
    display: block;
    line-height: 1.375;
    hyphens: auto;
    text-wrap: pretty;
  }
  [part='method-note'] {
    display: block;
    margin-block-start: 1px;
    color: var(--_muted);
    font-size: 0.8125em;
    line-height: 1.3847;
    text-wrap: balance;
  }
  input {
    appearance: none;
    margin: 0;
    inline-size: 20px;
    block-size: 20px;
    border: 1.5px solid var(--_control);
    border-radius: 50%;
    background: var(--_surface);
    cursor: inherit;
    outline: none;
  }
  .chosen {
    background: var(--_soft);
  }
  .chosen [part='method-label'] {
    font-weight: 700;
  }
  .chosen [part='method-icon'] {
    background: var(--_fill);
    color: var(--_on);
  }
  :checked {
    border-color: var(--_strong);
    background: radial-gradient(circle, var(--_on) 0 3.6px, var(--_fill) 4.2px);
  }
  label.row:has(:disabled) {
    cursor: default;
    color: var(--_faint);
  }
  :disabled {
    border-style: dashed;
    background: none;
  }
  /* Inside the row, where no edge clips it, and without rounding the row itself. */
  .row:has(:focus-visible)::after {
    content: '';
    position: absolute;
    inset: 2px;
    border: 2px solid var(--_strong);
    border-radius: 10px;
    pointer-events: none;
  }
  @media (hover: hover) {
    label.row:not(.chosen, :has(:disabled)):hover {
      background: color-mix(in oklab, var(--_text) 3%, var(--_surface));
    }
  }
  .row > .skeleton {
    inline-size: 82px;
    block-size: 12px;
  }
  .row > .skeleton:first-child {
    inline-size: 32px;
    block-size: 32px;
    border-radius: 8px;
  }
  .row > .skeleton:last-child {
    inline-size: 20px;
    block-size: 20px;
    border-radius: 50%;
  }
  @container (min-width: 480px) {
    .two {
      grid-template-columns: 1fr 1fr;
    }
    /* The legend is the first child, so an odd last row is an even one here. */
    .two > :last-child:nth-child(even) {
      grid-column: 1 / -1;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .row {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    fieldset {
      gap: 0;
    }
    .row {
      border-block-end: 1px solid CanvasText;
    }
    [part='method-icon'] {
      border: 1px solid;
    }
    :checked {
      border: 6px solid Highlight;
      background: Canvas;
      forced-color-adjust: none;
    }
    .chosen {
      outline: 2px solid Highlight;
      outline-offset: -3px;
    }
    .row:has(:focus-visible)::after {
      border: 3px solid CanvasText;
    }
    label.row:has(:disabled) {
      color: GrayText;
    }
  }
`;
