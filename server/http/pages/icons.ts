import { html, type Html } from './html.ts';

const glyph = (path: Html, size: number): Html =>
  html`<svg
    width="${size}"
    height="${size}"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${path}
  </svg>`;

/** A tile of 48 px on purpose: WebKit paints a page that still streams only with one this large. */
export const shopMark: Html = html`<svg width="48" height="48" viewBox="0 0 48 48" aria-hidden="true"><rect width="48" height="48" rx="10"/><path transform="translate(12 12)" d="M4.5 9.5v10h15v-10M3.5 8l1.6-3.5h13.8L20.5 8a2.4 2.4 0 0 1-4.25 1.5 2.75 2.75 0 0 1-4.25 0 2.75 2.75 0 0 1-4.25 0A2.4 2.4 0 0 1 3.5 8ZM9.5 19.5v-5h5v5"/></svg>`;
export const checkGlyph: Html = glyph(html`<path d="m5.5 12.5 4.3 4.3 8.7-9.6" />`, 22);
export const clockGlyph: Html = glyph(
  html`<circle cx="12" cy="12" r="8" /><path d="M12 7.5V12l3 2" />`,
  22,
);
export const alertGlyph: Html = glyph(
  html`<circle cx="12" cy="12" r="8" /><path d="M12 8v4.5M12 15.8v.1" />`,
  22,
);
export const backGlyph: Html = glyph(html`<path d="m9 7-4 4 4 4M5 11h9a5 5 0 0 1 5 5v1" />`, 22);
