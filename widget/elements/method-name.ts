import type { Method } from '../../server/protocol/index.ts';
import type { CheckoutView } from '../checkout/context.ts';
import type { Words } from '../locales/words.ts';

/** The method that is being paid with, else the chosen one. */
export const methodOf = ({ methods, method, result }: CheckoutView): Method | undefined =>
  methods.find(({ id }) => id === result?.method) ?? method;

/** How a sentence names that method. */
export const methodName = (view: CheckoutView, words: Words): string => {
  const method = methodOf(view);
  return method ? words.methodName(method.label, method.type === 'wallet') : words.anyMethod;
};
