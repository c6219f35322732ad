import { css } from 'lit';

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
    position: relative;
    box-sizing: border-box;
    max-inline-size: 720px;
    display: flex;
    flex-direction: column;
    overflow: clip;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  @container (max-width: 339px) {
    [part='base'] {
      --_pad: calc(var(--_space) * 4);
    }
  }
  @container (min-width: 480px) {
    [part='base'] {
      --_pad: calc(var(--_space) * 6);
    }
  }
`;
