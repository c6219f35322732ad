import type { BuyerOptions } from './engine.ts';

/** A common Android phone, in CSS pixels. */
const PHONE = { width: 390, height: 844 } as const;

/** The size of the page that was asked for, if any was. */
export const viewportOf = ({ viewport, phone }: BuyerOptions): BuyerOptions['viewport'] =>
  viewport ?? (phone === true ? PHONE : undefined);
