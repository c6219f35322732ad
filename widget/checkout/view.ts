import type { Amount, Locale, Method, Order } from '../../server/protocol/index.ts';
import { localeOf } from '../locales/locale.ts';
import type { Attempt } from './attempt.ts';
import type { CheckoutActions, CheckoutState, CheckoutView } from './context.ts';
import type { CheckoutHost } from './host.ts';
import { type AttemptState, canStart } from './machine.ts';
import type { SessionState } from './session.ts';

/** What a view is made of. */
export interface ViewParts {
  readonly host: CheckoutHost;
  readonly attempt: Attempt;
  readonly session: SessionState;
  /** Id of the method the buyer or the page chose. */
  readonly chosen: string;
  /** The amount whose difference from the page's the buyer has seen. */
  readonly acknowledged: Amount | undefined;
  readonly actions: CheckoutActions;
}

/** Before the element is on a page. */
export const blankView = (actions: CheckoutActions): CheckoutView => ({
  state: 'loading',
  locale: 'ko',
  methods: [],
  presentation: 'popup',
  disabled: false,
  amountChanged: false,
  slow: false,
  actions,
});

/** One picture of the checkout. While a payment is under way, what it was started with wins. */
export function viewOf(parts: ViewParts): CheckoutView {
  const { host, attempt, session, actions } = parts;
  const { snapshot, askedAt } = attempt;
  const result = snapshot.answer?.result;
  return {
    state: stateOf(snapshot.state, session),
    locale: hostLocale(host),
    ...subjectOf(parts),
    presentation: 'popup',
    disabled: host.disabled,
    ...(session.kind === 'failed' && { problem: session.problem }),
    amountChanged: amountChanged(parts),
    ...(result && { result }),
    slow: snapshot.slow,
    ...(askedAt !== undefined && { askedAt }),
    actions,
  };
}

/** What is paid and how. */
function subjectOf({ host, attempt, session, chosen }: ViewParts): Subject {
  const { launch, snapshot } = attempt;
  const offered = session.kind === 'ready' ? session.session : undefined;
  if (launch && (!offered || !canStart(snapshot.state))) {
    const { shopName, order, method } = launch;
    return { shopName, order, methods: offered ? narrow(offered.methods, host) : [method], method };
  }
  if (!offered) return { methods: [] };
  const methods = narrow(offered.methods, host);
  const method = choice(methods, chosen);
  return { shopName: offered.shop.name, order: offered.order, methods, ...(method && { method }) };
}

interface Subject {
  readonly shopName?: string;
  readonly order?: Order;
  readonly methods: readonly Method[];
  readonly method?: Method;
}

function stateOf(attempt: AttemptState, session: SessionState): CheckoutState {
  if (attempt !== 'idle') return attempt;
  switch (session.kind) {
    case 'none':
    case 'loading':
      return 'loading';
    case 'paid':
      return 'complete';
    case 'in-progress':
      return 'pending';
    default:
      return 'idle';
  }
}

/** The server's list, as far as the page wants it. */
function narrow(methods: readonly Method[], host: CheckoutHost): readonly Method[] {
  const only = idsIn(host.methods);
  const without = idsIn(host.withoutMethods);
  return methods.filter(({ id }) => (only.size === 0 || only.has(id)) && !without.has(id));
}

const idsIn = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/).filter(Boolean));

export const usableMethod = (methods: readonly Method[], id: string): Method | undefined =>
  methods.find((method) => method.id === id && method.unavailable === undefined);

/** Nothing is preselected but what the page names, and the only one that is left. */
function choice(methods: readonly Method[], chosen: string): Method | undefined {
  const [only] = methods;
  return usableMethod(methods, methods.length === 1 && only ? only.id : chosen);
}

function amountChanged({ host, session, acknowledged }: ViewParts): boolean {
  if (session.kind !== 'ready' || host.expectedAmount === undefined) return false;
  const { value, currency } = session.session.order.amount;
  const expected = value === host.expectedAmount && currency === host.currency;
  return !expected && !(acknowledged?.value === value && acknowledged.currency === currency);
}

/** The element's own language, else that of the page around it. */
export const hostLocale = (host: CheckoutHost): Locale =>
  localeOf(host.locale || (host.closest<HTMLElement>('[lang]')?.lang ?? 'ko'));

/** Whether two views draw the same, so that nothing has to be drawn again. */
export function sameView(a: CheckoutView, b: CheckoutView): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)] as (keyof CheckoutView)[]);
  return [...keys].every((key) =>
    key === 'methods' ? sameList(a[key], b[key]) : a[key] === b[key],
  );
}

const sameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((entry, index) => entry === b[index]);
