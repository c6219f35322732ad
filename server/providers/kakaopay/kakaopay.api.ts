import type * as z from 'zod';
import type { HttpOutcome, ProviderContext } from '../provider.ts';
import {
  ApproveAnswerSchema,
  CancelAnswerSchema,
  ErrorAnswerSchema,
  OrderAnswerSchema,
  ReadyAnswerSchema,
} from './kakaopay.schema.ts';
import type { KakaoPayConfig } from './kakaopay.schema.ts';

/** After how long a call is given up, in milliseconds. */
export const CALL_TIMEOUT = 30_000;

type Verb = 'ready' | 'approve' | 'order' | 'cancel';
type Fields = Readonly<Record<string, string | number>>;

/** What a call to Kakao Pay came to; what it means for the payment is the caller's to say. */
export type KakaoAnswer<T> =
  | { readonly kind: 'ok'; readonly body: T }
  /** HTTP 4xx with Kakao's error body. */
  | { readonly kind: 'refused'; readonly code: number; readonly message?: string }
  /** No answer, or one nobody documented. `reason` never quotes the answer. */
  | { readonly kind: 'unclear'; readonly reason: string }
  | { readonly kind: 'not-sent'; readonly reason: string };

/** Kakao Pay's four calls for a one-time payment: JSON by POST, the key in a header. */
export function kakaoPayApi(config: KakaoPayConfig) {
  const merchant = {
    cid: config.cid,
    ...(config.cidSecret === undefined ? {} : { cid_secret: config.cidSecret }),
  };

  const call =
    <T>(verb: Verb, schema: z.ZodType<T>) =>
    async (fields: Fields, ctx: ProviderContext): Promise<KakaoAnswer<T>> => {
      const outcome = await ctx.http({
        method: 'POST',
        url: `${config.baseUrl}/online/v1/payment/${verb}`,
        headers: {
          authorization: `${config.authorizationScheme} ${config.secretKey}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ ...merchant, ...fields }),
        timeoutMs: CALL_TIMEOUT,
      });
      return readAnswer(verb, schema, outcome);
    };

  return {
    ready: call('ready', ReadyAnswerSchema),
    approve: call('approve', ApproveAnswerSchema),
    order: call('order', OrderAnswerSchema),
    cancel: call('cancel', CancelAnswerSchema),
  };
}
export type KakaoPayApi = ReturnType<typeof kakaoPayApi>;

function readAnswer<T>(verb: Verb, schema: z.ZodType<T>, outcome: HttpOutcome): KakaoAnswer<T> {
  if (outcome.kind === 'not-sent') return outcome;
  if (outcome.kind === 'no-answer') return unclear(`${verb}: ${outcome.reason}`);
  const { status } = outcome;
  const json = parseJson(outcome.body);
  if (status === 200) {
    const answer = schema.safeParse(json);
    return answer.success
      ? { kind: 'ok', body: answer.data }
      : unclear(`${verb}: undocumented answer at ${wrongPaths(answer.error)}`);
  }
  const error = ErrorAnswerSchema.safeParse(json);
  // A 5xx may come from a machine in between that repeats a code it does not know the truth of.
  if (status < 400 || status >= 500 || !error.success) return unclear(`${verb}: HTTP ${status}`);
  const message = error.data.extras?.method_result_message;
  return {
    kind: 'refused',
    code: error.data.error_code,
    ...(message === undefined ? {} : { message }),
  };
}

const unclear = (reason: string) => ({ kind: 'unclear', reason }) as const;

const wrongPaths = (error: z.ZodError): string =>
  error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
