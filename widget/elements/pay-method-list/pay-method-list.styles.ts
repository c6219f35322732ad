import { css } from '../css.ts';

/** Rows from edge to edge; the focus ring stands inside its row, where no edge clips it. */
export const methodListStyles = css`
  fieldset {
    border: 0;
    min-inline-size: 0;
  }
  legend {
    position: absolute;
    opacity: 0;
  }
  .row {
    display: grid;
    grid-template-columns: auto 1fr auto;
    align-items: center;
    column-gap: calc(var(--_space) * 3);
    min-block-size: 57px;
    padding: 10px var(--_pad);
    line-height: 1.375;
  }
  label {
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
  }
  input {
    appearance: none;
    inline-size: 20px;
    block-size: 20px;
    border: 1.5px solid var(--_control);
    border-radius: 50%;
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
    border: 6px solid var(--_strong);
  }
  label:has(:disabled) {
    color: var(--_muted);
    cursor: default;
  }
  .row:has(:focus-visible) {
    outline: 2px solid var(--_strong);
    outline-offset: -4px;
  }
  @media (forced-colors: active) {
    :checked {
      border-color: Highlight;
      forced-color-adjust: none;
    }
    .chosen {
      outline: 2px solid Highlight;
      outline-offset: -3px;
    }
    label:has(:disabled) {
      color: GrayText;
    }
  }
`;
