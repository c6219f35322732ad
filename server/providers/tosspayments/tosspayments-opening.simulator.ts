import * as z from 'zod';
import { failure } from './tosspayments-codes.simulator.ts';
import type { Failure } from './tosspayments-codes.simulator.ts';
import { isWebAddress } from './tosspayments-endings.simulator.ts';
import type { Place } from './tosspayments-endings.simulator.ts';
import { checkOrder } from './tosspayments-order.simulator.ts';
import type { WindowOrder } from './tosspayments-records.simulator.ts';

/** The form that the SDK sends. The wire is our own: the real one is not public. */
const FormSchema = z.object({
  sdk: z.enum(['v1', 'v2']),
  clientKey: z.string(),
  customerKey: z.string().default(''),
  target: z.enum(['self', 'iframe']),
  origin: z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text),
  request: z.string(),
});
type Form = z.output<typeof FormSchema>;

const AddressesSchema = z.object({
  orderId: z.string().catch(''),
  successUrl: z.string().optional().catch(''),
  failUrl: z.string().optional().catch(''),
});

/** What the SDK opened the window with. */
export type Opening =
  | { readonly kind: 'order'; readonly order: WindowOrder }
  /** The shop is told what is wrong, where it gave an address for that. */
  | {
      readonly kind: 'wrong';
      readonly place: Place;
      readonly reason: Failure & { readonly orderId: string };
    }
  /** Not even the form can be read: there is nobody to tell. */
  | { readonly kind: 'homeless'; readonly reason: Failure };

/** Reads the form and checks what it asks for, as Toss Payments does when the window opens. */
export function readOpening(body: unknown, clientKeys: readonly string[], now: number): Opening {
  const form = FormSchema.safeParse(body);
  if (!form.success) {
    const fields = form.error.issues.map(({ path }) => path.join('.')).join(', ');
    return { kind: 'homeless', reason: failure('INVALID_REQUEST', fields) };
  }
  const asked = parseJson(form.data.request);
  const addresses = AddressesSchema.safeParse(asked).data ?? { orderId: '' };
  const place: Place = { ...addresses, target: form.data.target, origin: form.data.origin };
  const wrong = (code: string, field?: string): Opening => {
    const { orderId } = addresses;
    return { kind: 'wrong', place, reason: { ...failure(code, field), orderId } };
  };
  const code = objectToSender(form.data, clientKeys) ?? objectToAddresses(place);
  if (code !== undefined) return wrong(code);
  const checked = checkOrder(asked, now);
  if ('code' in checked) return wrong(checked.code, checked.field);
  return {
    kind: 'order',
    order: { target: place.target, origin: place.origin, request: checked.request },
  };
}

function objectToSender(
  { clientKey, customerKey }: Form,
  clientKeys: readonly string[],
): string | undefined {
  if (!clientKeys.includes(clientKey)) return 'INVALID_CLIENT_KEY';
  const isKey = customerKey === '' || /^[A-Za-z0-9\-_=.@]{2,50}$/.test(customerKey);
  return isKey ? undefined : 'INVALID_CUSTOMER_KEY';
}

/** In a frame they may both be missing: then the SDK tells the page by promise. */
function objectToAddresses({ target, successUrl, failUrl }: Place): string | undefined {
  const isByPromise = target === 'iframe' && successUrl === undefined && failUrl === undefined;
  if (isByPromise) return undefined;
  if (successUrl === undefined) return 'INVALID_SUCCESS_URL';
  if (!isWebAddress(successUrl)) return 'INCORRECT_SUCCESS_URL_FORMAT';
  return isWebAddress(failUrl) ? undefined : 'INCORRECT_FAIL_URL_FORMAT';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
