import type { ContextCallback } from '@lit/context';
import { checkoutContext, type CheckoutView } from '../../checkout/context.ts';

/**
 * The giving half of the context protocol: answers the parts inside `host` that ask for the view,
 * all of which stay for the next one. The library's own provider can also hand its parts on to
 * another provider, which is 0.4 KB of the script and never happens here.
 *
 * @param current the view of this moment
 * @returns tells the parts that stayed of the next one
 */
export function provideView(
  host: HTMLElement,
  current: () => CheckoutView,
): (view: CheckoutView) => void {
  const parts = new Map<ContextCallback<CheckoutView>, () => void>();
  host.addEventListener('context-request', (event) => {
    const { context, callback } = event;
    if (context !== checkoutContext) return;
    event.stopPropagation();
    const leave = (): void => void parts.delete(callback);
    parts.set(callback, leave);
    callback(current(), leave);
  });
  return (view) => parts.forEach((leave, tell) => tell(view, leave));
}
