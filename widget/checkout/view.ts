import type { Method } from '../../server/protocol/index.ts';
import type { Attempt } from './attempt.ts';
import { isOffline } from './client.ts';
import type { CheckoutView } from './context.ts';
import type { CheckoutHost } from './host.ts';
import { canStart, isLive } from './machine.ts';
import { choosePresentation, surroundings } from './presentation.ts';
import { HELD, hostLocale, type SessionKeeper } from './session.ts';

/** What a picture of the checkout is made from. */
export interface Sources {
  readonly host: CheckoutHost;
  readonly attempt: Attempt;
  readonly keeper: SessionKeeper;
  /** Id of the method that the buyer chose. */
  readonly chosen: string | undefined;
  /** A buyer came back, and it is not known yet from which payment. */
  readonly isArriving: boolean;
}

/** One picture of the checkout. While a payment is under way, what it was started with wins. */
export function viewOf({
  host,
  attempt,
  keeper,
  chosen,
  isArriving,
}: Sources): Omit<CheckoutView, 'actions'> {
  const { snapshot, launch, slow } = attempt;
  const { session, problem } = keeper;
  const isFrozen = launch && (!session || !canStart(snapshot.state));
  const offer = isFrozen ? launch.session : session;
  const methods = offer ? narrow(offer.methods, host) : [];
  // Nothing is preselected but what the page names, and the only one that is left.
  const [only] = methods.length === 1 ? methods : [];
  return {
    state: snapshot.state === 'idle' ? stateOf(keeper, isArriving) : snapshot.state,
    locale: hostLocale(host),
    shopName: offer?.shop.name,
    order: offer?.order,
    methods,
    method: isFrozen ? launch.method : usableMethod(methods, only?.id ?? chosen ?? host.method),
    disabled: host.disabled,
    problem,
    result: snapshot.answer?.result,
    deposit: snapshot.answer?.deposit,
    presentation:
      isLive(snapshot.state) && launch ? launch.presentation : choiceOf(host).presentation,
    slow,
    unpaid: !!snapshot.isUnpaid,
    offline: isOffline(),
    amountChanged: keeper.isAmountNew,
  };
}

export const choiceOf = ({ presentation }: CheckoutHost) =>
  choosePresentation(presentation, surroundings());

function stateOf({ session, problem }: SessionKeeper, isArriving: boolean): CheckoutView['state'] {
  if (isArriving) return 'returning';
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
