import type { ErrorCode } from '../../protocol/index.ts';

export interface Said {
  readonly title: string;
  readonly text: string;
}

/** The sentences of the pages that the server draws; those of the widget are its own. */
export interface PageWords {
  readonly windowTitle: (method: string, shop: string) => string;
  readonly moving: (method: string) => Said;
  readonly failed: (method: string) => Said;
  readonly replaced: Said;
  readonly closeAndGoBack: string;
  readonly retry: string;
  readonly closeWindow: string;
  readonly checkNow: string;
  readonly backTo: (shop: string) => string;
  readonly noScript: string;
  readonly confirming: Said;
  readonly complete: Said;
  readonly pending: Said;
  readonly declined: (method: string) => Said;
  readonly notPaid: Said;
  readonly held: Said;
  readonly canceled: Said;
  readonly expired: Said;
  readonly open: Said;
  readonly providerSays: (method: string) => string;
  readonly facts: Readonly<Record<'amount' | 'method' | 'order' | 'at' | 'trace', string>>;
  readonly refusals: Partial<Readonly<Record<ErrorCode, Said>>> & { readonly LINK_INVALID: Said };
}
