import { type CSSResult, unsafeCSS } from 'lit';

/**
 * Styles of an element, and pieces of them. Takes nothing but our own pieces, as the types have it;
 * the library's tag checks that once more in the browser, in words that are 0.1 KB of the script.
 */
export const css = (texts: TemplateStringsArray, ...pieces: readonly CSSResult[]): CSSResult =>
  unsafeCSS(String.raw(texts, ...pieces));
