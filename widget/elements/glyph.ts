import { html, type TemplateResult } from 'lit';

const CIRCLE = 'M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0z';

/** Our own line drawings on a grid of 24; never a provider's logo. */
const PATHS = {
  window: 'M4 5h16v14H4zM4 9.5h16',
  clock: `${CIRCLE}M12 7.5V12l3 2`,
  alert: `${CIRCLE}M12 8v4.5M12 15.7v.01`,
  check: 'M6 12.5l4 4L18 8',
  back: 'M9 6l-5 5 5 5M5 11h15',
};

export type Glyph = keyof typeof PATHS;

/** A drawing, hidden from screen readers: words beside it say the same. */
export const glyph = (name: Glyph): TemplateResult =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
