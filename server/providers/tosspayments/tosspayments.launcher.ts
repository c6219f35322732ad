import type { LaunchEnd } from '../../protocol/index.ts';

/** Nothing where the SDK leaves the page. */
type End = LaunchEnd | undefined;

type Members = Readonly<Record<string, unknown>>;

/** What the two SDKs are called with; they share the name of their global and little else. */
type Call =
  | { version: 'v2'; clientKey: string; customerKey: string; request: Members }
  | { version: 'v1'; clientKey: string; method: string; request: Members };

/** What the global gives for a client key, as far as it is called here; v2 has `payment`. */
type Toss =
  | {
      readonly payment?: (of: { readonly customerKey: string }) => {
        readonly requestPayment: (request: Members) => Promise<unknown>;
      };
      readonly requestPayment?: (method: string, request: Members) => Promise<unknown>;
    }
  | null
  | undefined;

/**
 * Opens the window of Toss Payments with `data` of `tosspayments.sdk.ts`. The SDK leaves the page for
 * it and comes back by `successUrl` and `failUrl`, so it tells of little here but failures.
 *
 * Types: `@tosspayments/tosspayments-sdk` 2.8.1 (v2), `@tosspayments/payment__types` 1.69.1 (v1).
 * Errors: docs.tosspayments.com/sdk/v2/error-codes.
 */
export async function launch(sdk: unknown, data: Members): Promise<End> {
  const call = readCall(data);
  if (!call) return failed('DATA_INVALID');
  if (typeof sdk !== 'function') return failed('SDK_REPLACED');
  try {
    return await pay((sdk as (clientKey: string) => Toss)(call.clientKey), call);
  } catch (error) {
    return endOf(error);
  }
}

/**
 * Both versions define the same global, and where a page holds both, one has taken the other's place.
 * v2 also has the methods of v1, which only throw.
 */
async function pay(toss: Toss, call: Call): Promise<End> {
  if (call.version === 'v2') {
    if (typeof toss?.payment !== 'function') return failed('SDK_REPLACED');
    await toss.payment({ customerKey: call.customerKey }).requestPayment(call.request);
  } else {
    const isOther = typeof toss?.payment === 'function';
    if (isOther || typeof toss?.requestPayment !== 'function') return failed('SDK_REPLACED');
    await toss.requestPayment(call.method, call.request);
  }
  return undefined;
}

function readCall({ version, clientKey, customerKey, method, request }: Members): Call | undefined {
  if (typeof clientKey !== 'string' || !isRequest(request)) return undefined;
  if (version === 'v2' && typeof customerKey === 'string') {
    return { version, clientKey, customerKey, request };
  }
  return version === 'v1' && typeof method === 'string'
    ? { version, clientKey, method, request }
    : undefined;
}

/** Without both addresses the SDK would settle a promise with the payment instead of leaving. */
function isRequest(request: unknown): request is Members {
  if (typeof request !== 'object' || request === null) return false;
  const { successUrl, failUrl } = request as Members;
  return typeof successUrl === 'string' && typeof failUrl === 'string';
}

const CANCELS: ReadonlySet<unknown> = new Set(['USER_CANCEL', 'PAY_PROCESS_CANCELED']);

/** Shops that run the SDK look at the name of a cancel as well as at its code. */
function endOf(error: unknown): End {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  if (CANCELS.has(code) || name === 'UserCancelError') return { kind: 'canceled' };
  return failed(typeof code === 'string' ? code : 'SDK_FAILED');
}

const failed = (code: string) => ({ kind: 'failed', code }) as const;
