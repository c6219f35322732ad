import type { Checkout } from '../checkout/checkout.ts';
import type { SealAs, SessionClaims } from '../checkout/session-token.ts';
import { chooseMethod } from '../config.ts';
import type { Method, Session } from '../protocol/index.ts';

/** A session as the storefront's page gets it: the order, and how it can be paid. */
export async function sessionAnswer(
  checkout: Checkout,
  claims: SessionClaims,
  as?: SealAs,
): Promise<Session> {
  const { token, expiresAt } = await checkout.sessions.seal(claims, as);
  const { orderId, orderName, amount, url } = claims.order;
  return {
    v: 1,
    sessionToken: token,
    expiresAt,
    shop: { name: checkout.config.shop.name },
    order: { orderId, line: claims.line, orderName, amount, ...(url === undefined ? {} : { url }) },
    methods: methodsOf(checkout, claims),
  };
}

function methodsOf({ config }: Checkout, { line, locale, order }: SessionClaims): Method[] {
  const ids = Object.keys(config.lines[line]?.methods ?? {});
  return ids
    .filter((id) => order.methods?.includes(id) ?? true)
    .flatMap((id) => {
      const chosen = chooseMethod(config, line, id);
      const method = chosen?.provider.methods[chosen.providerMethod];
      return method ? [{ id, type: method.type, label: method.label[locale] }] : [];
    });
}
