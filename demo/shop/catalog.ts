import * as z from 'zod';
import type { NewOrder, Order } from '../orders.ts';

/** A colour a piece can be had in. The colours themselves stand in the style sheet. */
export const GLAZES = {
  celadon: '비색',
  cream: '미색',
  ink: '먹색',
} as const;
export type GlazeId = keyof typeof GLAZES;

export type DrawingId = 'mug' | 'plate' | 'vase' | 'cups';

export interface Product {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  /** In won. */
  readonly price: number;
  readonly lead: string;
  readonly drawing: DrawingId;
  readonly glaze: GlazeId;
  /** What one counts it with: 개, 점, 벌. */
  readonly unit: string;
}

export const PRODUCTS: readonly Product[] = [
  {
    id: 'celadon-mug',
    kind: '그릇 · 머그',
    name: '청자 머그',
    price: 24_000,
    lead: '비색 유약을 두 번 입혀 1,250도에서 구웠어요. 손에 닿는 아래쪽은 흙빛 그대로 남겼어요.',
    drawing: 'mug',
    glaze: 'celadon',
    unit: '개',
  },
  {
    id: 'round-plate',
    kind: '그릇 · 접시',
    name: '둥근 접시',
    price: 32_000,
    lead: '물레 자국을 지우지 않고 유약을 얇게 입혔어요. 지름 24센티미터, 과일 한 접시가 넉넉해요.',
    drawing: 'plate',
    glaze: 'cream',
    unit: '개',
  },
  {
    id: 'branch-vase',
    kind: '꽃병',
    name: '가지 꽃병',
    price: 58_000,
    lead: '가지 하나를 꽂으려고 목을 좁게 지었어요. 높이 21센티미터, 바닥에는 천을 덧댔어요.',
    drawing: 'vase',
    glaze: 'ink',
    unit: '점',
  },
  {
    id: 'tea-cups',
    kind: '차 도구 · 찻잔',
    name: '찻잔 한 쌍',
    price: 36_000,
    lead: '높이가 조금 다른 잔 둘을 한 벌로 묶었어요. 잔을 쥐는 자리가 얇아 식기 전에 알맞아요.',
    drawing: 'cups',
    glaze: 'celadon',
    unit: '벌',
  },
];

export const findProduct = (id: string): Product | undefined =>
  PRODUCTS.find((product) => product.id === id);

export const MAX_QUANTITY = 9;

/** What the product page sends when the buyer changes the picks. It carries no price. */
export const PicksSchema = z.strictObject({
  productId: z.string(),
  glaze: z.enum(['celadon', 'cream', 'ink']),
  quantity: z.int().min(1).max(MAX_QUANTITY),
});
export type Picks = z.infer<typeof PicksSchema>;

/** What the product page starts with. */
export const firstPicks = (product: Product): Picks => ({
  productId: product.id,
  glaze: product.glaze,
  quantity: 1,
});

/** The order that these picks come to, at the shop's own price. */
export function orderOf(product: Product, picks: Picks): NewOrder {
  const glaze = picks.glaze === product.glaze ? '' : ` ${GLAZES[picks.glaze]}`;
  return {
    productId: product.id,
    orderName: `${product.name}${glaze} ${picks.quantity}${product.unit}`,
    amount: { value: product.price * picks.quantity, currency: 'KRW' },
    picks: { glaze: picks.glaze, quantity: picks.quantity },
  };
}

/** What was picked in an order of this product; `undefined` in any other. */
export function picksOf(product: Product, order: Order | undefined): Picks | undefined {
  const picks = PicksSchema.safeParse({ productId: order?.productId, ...order?.picks });
  return picks.data?.productId === product.id ? picks.data : undefined;
}

const NUMBER = new Intl.NumberFormat('ko');

/** `48000` → `48,000원`. */
export const won = (value: number): string => `${NUMBER.format(value)}원`;
