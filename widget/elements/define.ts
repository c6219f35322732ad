/**
 * Gives a tag its class, unless the page has one already: a shop may well load the script twice,
 * and in two versions. The first wins.
 */
export const define = (tag: string, element: CustomElementConstructor): void => {
  if (!customElements.get(tag)) customElements.define(tag, element);
};
