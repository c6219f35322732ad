import { v2Error } from './tosspayments-sdk-errors.simulator.ts';
import { isFields } from './tosspayments-sdk-shapes.simulator.ts';

/** What objects of the v2 SDK are made with. */
export interface Keys {
  readonly base: string;
  readonly clientKey: string;
  readonly customerKey: string;
}

const CLIENT_KEY = /^(test|live)_(g?)ck_\w+$/;

/**
 * Widgets have client keys of their own kind.
 *
 * @throws SdkError
 */
export function clientKeyOf(key: unknown, use: 'payment' | 'widgets'): string {
  const parts = typeof key === 'string' ? CLIENT_KEY.exec(key) : null;
  if (!parts) throw v2Error('InvalidClientKeyError');
  const isForWidgets = parts[2] === 'g';
  if (isForWidgets && use === 'payment') throw v2Error('NotSupportedWidgetKeyError');
  if (!isForWidgets && use === 'widgets') throw v2Error('NotSupportedAPIIndividualKeyError');
  return parts[0];
}

/** @throws SdkError */
export function customerKeyOf(params: unknown): string {
  const key = isFields(params) ? params['customerKey'] : undefined;
  if (typeof key !== 'string') throw v2Error('InvalidCustomerKeyError');
  if (/^(test|live)_g?sk_/.test(key)) throw v2Error('InsecureKeyUsageError');
  if (!/^[A-Za-z0-9\-_=.@]{2,50}$/.test(key)) throw v2Error('InvalidCustomerKeyError');
  return key;
}
