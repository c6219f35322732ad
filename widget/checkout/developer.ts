/** Says something to whoever builds the page; nothing of it is for the buyer. */
export const tellDeveloper = (text: string): void => {
  // eslint-disable-next-line no-console -- the page's developer reads nothing else
  console.warn(`pay-checkout: ${text}`);
};
