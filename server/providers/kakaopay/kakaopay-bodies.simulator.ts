import type { Money, SimulatedPayment } from './kakaopay-ledger.simulator.ts';

/** VAT is a tenth on top of the price, so an eleventh of what is paid, unless the shop says other. */
export const money = (
  total: number,
  taxFree: number,
  vat = Math.round((total - taxFree) / 11),
  greenDeposit = 0,
): Money => ({
  total,
  tax_free: taxFree,
  vat,
  point: 0,
  discount: 0,
  green_deposit: greenDeposit,
});

const NOTHING = money(0, 0);

/** What was to be paid, or was taken. */
export function amountOf({ request, approvedAmount }: SimulatedPayment): Money {
  const { total_amount, tax_free_amount, vat_amount, green_deposit } = request;
  return money(approvedAmount ?? total_amount, tax_free_amount, vat_amount, green_deposit);
}

/** What was given back so far. */
export const canceledOf = ({ refunds }: SimulatedPayment): Money =>
  refunds.reduce((sum, refund) => merge(sum, refund.money, 1), NOTHING);

/** What can still be given back. */
export const availableOf = (payment: SimulatedPayment): Money =>
  payment.approvals === 0 ? NOTHING : merge(amountOf(payment), canceledOf(payment), -1);

const merge = (one: Money, other: Money, sign: 1 | -1): Money => ({
  total: one.total + sign * other.total,
  tax_free: one.tax_free + sign * other.tax_free,
  vat: one.vat + sign * other.vat,
  point: one.point + sign * other.point,
  discount: one.discount + sign * other.discount,
  green_deposit: one.green_deposit + sign * other.green_deposit,
});

/** What every answer about a payment begins with. */
export const describe = (cid: string, payment: SimulatedPayment) => ({
  tid: payment.tid,
  cid,
  partner_order_id: payment.request.partner_order_id,
  partner_user_id: payment.request.partner_user_id,
  payment_method_type: payment.request.payment_method_type ?? 'MONEY',
  item_name: payment.request.item_name,
  item_code: payment.request.item_code ?? '',
  quantity: payment.request.quantity,
  amount: amountOf(payment),
  created_at: koreanTime(payment.createdAt),
  ...momentsOf(payment),
});

function momentsOf({ approvedAt, refunds }: SimulatedPayment) {
  const canceledAt = refunds.at(-1)?.at;
  return {
    ...(approvedAt === undefined ? {} : { approved_at: koreanTime(approvedAt) }),
    ...(canceledAt === undefined ? {} : { canceled_at: koreanTime(canceledAt) }),
  };
}

/** Comes with an approval by card. */
export const cardOf = ({ request }: SimulatedPayment) =>
  request.payment_method_type === 'CARD'
    ? {
        card_info: {
          kakaopay_purchase_corp: '비씨카드',
          kakaopay_purchase_corp_code: '104',
          kakaopay_issuer_corp: '수협은행',
          kakaopay_issuer_corp_code: '212',
          bin: '620000',
          card_type: '신용',
          install_month: String(request.install_month ?? 0).padStart(2, '0'),
          approved_id: '12345678',
          card_mid: '123456789',
          interest_free_install: 'N',
          installment_type: 'CARD_INSTALLMENT',
          card_item_code: '',
        },
      }
    : {};

/** Comes with a query, once the buyer has chosen a card. */
export const selectedCardOf = ({ request }: SimulatedPayment) =>
  request.payment_method_type === 'CARD'
    ? {
        selected_card_info: {
          card_bin: '620000',
          install_month: request.install_month ?? 0,
          card_corp_name: '수협은행',
          interest_free_install: 'N',
        },
      }
    : {};

/** Every movement of money, the approval first. */
export function actionsOf(payment: SimulatedPayment): readonly object[] {
  const { aid, approvedAt, refunds, payload } = payment;
  if (aid === undefined || approvedAt === undefined) return [];
  return [
    action('PAYMENT', { aid, at: approvedAt, money: amountOf(payment), payload }),
    ...refunds.map((refund) => action('CANCEL', { payload: undefined, ...refund })),
  ];
}

interface Movement {
  readonly aid: string;
  readonly at: number;
  readonly money: Money;
  readonly payload: string | undefined;
}

const action = (kind: 'PAYMENT' | 'CANCEL', movement: Movement) => ({
  aid: movement.aid,
  approved_at: koreanTime(movement.at),
  amount: movement.money.total,
  point_amount: movement.money.point,
  discount_amount: movement.money.discount,
  green_deposit: movement.money.green_deposit,
  payment_action_type: kind,
  ...echo(movement.payload),
});

/** What the shop sent along comes back as it was. */
export const echo = (payload: string | undefined) => (payload === undefined ? {} : { payload });

/** Kakao writes moments in Korean time and without the zone. */
export const koreanTime = (at: number): string =>
  new Date(at + 9 * 3_600_000).toISOString().slice(0, 19);
