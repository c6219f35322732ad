import { CREDIT } from '../credit.ts';
import { OWN } from '../lines.ts';
import type { Order } from '../orders.ts';
import { POINTS } from '../points.ts';
import { won } from './catalog.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';

/** What is left of the buyer's money with the shop, in won. */
export interface OwnMoney {
  readonly points: number;
  readonly credit: number;
}

/**
 * What somebody who tries the shop has to know to pay by its own money: as long as one of these
 * orders can be paid, and only of what their lines offer.
 */
export function moneyHint(orders: readonly Order[], money: OwnMoney | undefined): Markup | string {
  const payable = orders.filter(({ state }) => state === 'unpaid');
  if (!money || payable.length === 0) return '';
  const offered = new Set(payable.flatMap(({ line }) => OWN[line]));
  const sentences = [...offered].map((kind) => SENTENCES[kind](won(money[kind])));
  return html`<p class="hint">${sentences.join(' ')}</p>`;
}

const SENTENCES: Readonly<Record<keyof OwnMoney, (left: string) => string>> = {
  points: (left) =>
    `미리 넣어 둔 ${POINTS.name.ko}이 ${left} 남아 있어요. 비밀번호는 ${POINTS.pin}예요.`,
  credit: (left) => `${CREDIT.name.ko}은 ${left} 남아 있어요.`,
};
