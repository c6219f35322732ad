import { fixture, html } from '@open-wc/testing';
import type { CheckoutView } from '../checkout/context.ts';
import './stage.ts';
import type { PayStage } from './stage.ts';

/** A sheet of a phone's width that shows a view. */
export const fixtureStage = async (view: CheckoutView, theme = 'light'): Promise<PayStage> => {
  const stage = await fixture<PayStage>(
    html`<pay-stage theme=${theme} style="inline-size: 360px"></pay-stage>`,
  );
  await stage.show(view);
  return stage;
};

/** One element of a part, by selector; the test ends here if it is not there. */
export const inside = (part: Element | null, selector: string): HTMLElement => {
  const found = part?.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!found)
    throw new Error(`${selector} is not in ${part?.localName ?? 'a part that is not there'}`);
  return found;
};

/** What an element says, white space put together as it is drawn. */
export const textOf = (element: Element | null | undefined): string =>
  (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
