import { html, type TemplateResult } from 'lit';

const CARD =
  'M5.5 5.5h13a2.5 2.5 0 0 1 2.5 2.5v8a2.5 2.5 0 0 1-2.5 2.5h-13a2.5 2.5 0 0 1-2.5-2.5V8a2.5 2.5 0 0 1 2.5-2.5z';
const WINDOW =
  'M6.5 5h11a2.5 2.5 0 0 1 2.5 2.5v9a2.5 2.5 0 0 1-2.5 2.5h-11a2.5 2.5 0 0 1-2.5-2.5v-9a2.5 2.5 0 0 1 2.5-2.5zM4 9.5h16';
const CIRCLE = 'M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0z';

/** Our own line drawings on a grid of 24; never a provider's logo. */
const PATHS = {
  card: `${CARD}M3 10h18M7 15h3`,
  transfer: 'M4 9h14.5M15 5.5 18.5 9 15 12.5M20 15H5.5M9 11.5 5.5 15 9 18.5',
  bank: 'M4 9.5 12 5l8 4.5v1H4zM6.5 13v4M12 13v4M17.5 13v4M4 19.5h16',
  shop: 'M4 10.5 5.5 5h13L20 10.5M4 10.5a2.67 2.67 0 0 0 5.33 0 2.67 2.67 0 0 0 5.34 0 2.67 2.67 0 0 0 5.33 0M5.5 13.5V19h13v-5.5',
  phone: 'M9 3.5h6a2 2 0 0 1 2 2v13a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2v-13a2 2 0 0 1 2-2zM11 17.5h2',
  check: 'm6 12.5 4.2 4L18 8',
  clock: `${CIRCLE}M12 7.5V12l3 2`,
  windows:
    'M5.5 8.5h8a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM8.5 5.5V5A1.5 1.5 0 0 1 10 3.5h9A1.5 1.5 0 0 1 20.5 5v8.5A1.5 1.5 0 0 1 19 15h-.5M3.5 12h12',
  blocked: `${WINDOW}M10 12.5l4 4M14 12.5l-4 4`,
  lost: WINDOW,
  alert: `${CIRCLE}M12 8v4.5M12 15.7v.01`,
  back: 'M9.5 6 4.5 11l5 5M5 11h9a5 5 0 0 1 5 5v2',
  receipt: 'M6 3.8h12v16.4l-2-1.4-2 1.4-2-1.4-2 1.4-2-1.4-2 1.4zM9.5 9h5M9.5 13h5',
  empty: `${CARD}M9.5 12h5`,
} as const;

export type Glyph = keyof typeof PATHS;

/** A drawing, hidden from screen readers: words beside it say the same. */
export const glyph = (name: Glyph): TemplateResult =>
  html`<svg class=${name} viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
