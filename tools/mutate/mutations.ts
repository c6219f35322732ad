import type { Mutation } from './mutation.ts';
import { CHECKOUT_MUTATIONS } from './mutations.checkout.ts';
import { FORWARD_MUTATIONS } from './mutations.forward.ts';
import { SESSION_MUTATIONS } from './mutations.session.ts';
import { STORE_MUTATIONS } from './mutations.store.ts';

/** Each is a way to lose, double or misreport a payment. */
export const MUTATIONS: readonly Mutation[] = [
  ...STORE_MUTATIONS,
  ...CHECKOUT_MUTATIONS,
  ...FORWARD_MUTATIONS,
  ...SESSION_MUTATIONS,
];
