import type { ApiAnswer } from '../wire.simulator.ts';

/** What each code means. The list is that of Kakao's older API; the words are ours. */
const MEANINGS: ReadonlyMap<number, string> = new Map([
  [-1, 'internal failure'],
  [-2, 'invalid parameter'],
  [-7, 'service is not available'],
  [-10, 'too many requests'],
  [-401, 'no such key'],
  [-701, 'not authenticated'],
  [-702, 'payment is already done'],
  [-703, 'wrong amount of points'],
  [-704, 'wrong amount'],
  [-705, 'payment method is not supported'],
  [-706, 'partner_order_id differs'],
  [-707, 'partner_user_id differs'],
  [-708, 'pg_token differs'],
  [-710, 'more than can be canceled'],
  [-721, 'no such tid'],
  [-722, 'wrong amounts'],
  [-723, 'payment has expired'],
  [-724, 'wrong amount of a single payment'],
  [-725, 'wrong total amount'],
  [-726, 'wrong order'],
  [-730, 'wrong application'],
  [-731, 'no such cid'],
  [-732, 'no such gid'],
  [-733, 'wrong cid_secret'],
  [-750, 'no such sid'],
  [-751, 'sid is inactive'],
  [-752, 'sid has reached its monthly limit'],
  [-753, 'sid has expired'],
  [-761, 'phone is not registered'],
  [-780, 'approval failure!'],
  [-781, 'cancel failure!'],
  [-783, 'payment is not in a state to approve'],
  [-784, 'payment is not in a state to cancel'],
  [-785, 'payment is already canceled'],
  [-798, 'IP address is not allowed'],
  [-799, 'domain is not allowed'],
  [-803, 'caller is not allowed'],
  [-9798, 'maintenance'],
]);

/** Every code that Kakao has a meaning for. */
export const CODES: readonly number[] = [...MEANINGS.keys()];

/** All others are HTTP 400. Only that of -780 has been seen; these are assumed. */
const STATUS: ReadonlyMap<number, number> = new Map([
  [-401, 401],
  [-10, 429],
  [-1, 500],
  [-7, 503],
  [-9798, 503],
]);

/** What a card company or wallet says; comes with a failed approval. */
const LIMIT_EXCEEDED = {
  method_result_code: 'SIM_LIMIT',
  method_result_message: '한도를 초과했습니다.',
};

/** Error body of the API. A code that Kakao does not have is answered like one that it has. */
export const error = (code: number, detail?: string): ApiAnswer => {
  const meaning = MEANINGS.get(code) ?? 'refused';
  return {
    status: STATUS.get(code) ?? 400,
    json: {
      error_code: code,
      error_message: detail === undefined ? meaning : `${meaning}: ${detail}`,
      ...(code === -780 ? { extras: LIMIT_EXCEEDED } : {}),
    },
  };
};
