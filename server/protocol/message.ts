import * as z from 'zod/mini';
import { AttemptIdSchema } from './ids.ts';

/**
 * What the payment window tells the storefront. A hint to ask the server now, never a result:
 * it carries no outcome, no order and no token.
 */
export const HintMessageSchema = z.strictObject({
  v: z.literal(1),
  type: z.enum(['hello', 'attempt-changed', 'closing']),
  attemptId: AttemptIdSchema,
});
export type HintMessage = z.infer<typeof HintMessageSchema>;
