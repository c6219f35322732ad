import type { Method } from '../../server/protocol/index.ts';
import type { Attempt } from './attempt.ts';
import type { CheckoutView } from './context.ts';
import type { CheckoutHost } from './host.ts';
import { canStart } from './machine.ts';
import { HELD, hostLocale, type SessionKeeper } from './session.ts';

/**
 * One picture of the checkout. While a payment is under way, what it was started with wins.
 *
 * @param chosen id of the method that the buyer chose
 */
export function viewOf(
  host: CheckoutHost,
  attempt: Attempt,
  keeper: SessionKeeper,
  chosen: string | undefined,
): Omit<CheckoutView, 'actions'> {
  const { snapshot, launch, slow } = attempt;
  const { session, problem } = keeper;
  const isFrozen = launch && (!session || !canStart(snapshot.state));
  const offer = isFrozen ? launch.session : session;
  const methods = offer ? narrow(offer.methods, host) : [];
  // Nothing is preselected but what the page names, and the only one that is left.
  const [only] = methods.length === 1 ? methods : [];
  return {
    state: snapshot.state === 'idle' ? stateOf(keeper) : snapshot.state,
    locale: hostLocale(host),
    shopName: offer?.shop.name,
    order: offer?.order,
    methods,
    method: isFrozen ? launch.method : usableMethod(methods, only?.id ?? chosen ?? host.method),
    disabled: host.disabled,
    problem,
    result: snapshot.answer?.result,
    slow,
  };
}

function stateOf({ session, problem }: SessionKeeper): CheckoutView['state'] {
  if (problem) return HELD[problem.code] ?? 'idle';
  return session ? 'idle' : 'loading';
}

/** The server's list, as far as the page wants it. */
const narrow = (methods: readonly Method[], host: CheckoutHost): readonly Method[] =>
  methods.filter(
    ({ id }) => (!host.methods || names(host.methods, id)) && !names(host.withoutMethods, id),
  );

const names = (list: string, id: string): boolean => list.split(/\s+/).includes(id);

export const usableMethod = (methods: readonly Method[], id: string): Method | undefined =>
  methods.find((method) => method.id === id && method.unavailable === undefined);
