import type { ErrorCode, MethodType } from '../../protocol/index.ts';

export interface Said {
  readonly title: string;
  readonly text: string;
}

/** The sentences of the pages that the server draws; those of the widget are its own. */
export interface PageWords {
  readonly windowTitle: (method: string, shop: string) => string;
  /** A method as sentences name it: wallets by their name, the others as a way to pay. */
  readonly nameOf: (label: string, type: MethodType) => string;
  readonly moving: (method: string) => Said;
  /** Beside `moving` where there is no window to keep open. */
  readonly oneMoment: string;
  readonly failed: (method: string) => Said;
  readonly replaced: Said;
  /** Where there is no provider's page, and a button of ours takes its place; by the bare label. */
  readonly confirm: (label: string) => Said;
  readonly pay: (amount: string) => string;
  /** Before that button can be pressed, and after. */
  readonly paying: Said;
  /** No answer came. It may have been lost on the way back. */
  readonly notAnswered: Said;
  /** The window page that the buyer came back to from the provider's. */
  readonly returned: (method: string) => Said;
  readonly closeAndGoBack: string;
  readonly retry: string;
  readonly goOn: string;
  readonly closeWindow: string;
  readonly checkNow: string;
  readonly backTo: (shop: string) => string;
  readonly noScript: string;
  readonly confirming: Said;
  readonly complete: Said;
  readonly pending: Said;
  /** `day`: the last one to transfer on. */
  readonly awaitingDeposit: (day: string) => Said;
  readonly declined: (method: string) => Said;
  readonly notPaid: Said;
  readonly held: Said;
  /** Money was taken and went back. */
  readonly reversed: Said;
  /** An account that nobody had paid into. */
  readonly accountClosed: Said;
  readonly orderRefused: Said;
  readonly canceled: Said;
  readonly expired: Said;
  readonly open: Said;
  readonly providerSays: (method: string) => string;
  readonly accountHolder: (name: string) => string;
  readonly facts: Readonly<
    Record<'amount' | 'method' | 'order' | 'at' | 'trace' | 'toTransfer' | 'dueAt', string>
  >;
  readonly refusals: Partial<Readonly<Record<ErrorCode, Said>>> & { readonly LINK_INVALID: Said };
}
