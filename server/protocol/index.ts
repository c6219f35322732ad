/** What crosses between browser and server. No DOM, no Node; the only server path of the widget. */
export {
  AccountSchema,
  AttemptViewSchema,
  DepositSchema,
  LaunchOutcomeSchema,
  PaymentResultSchema,
  ResultStatusSchema,
  StageSchema,
  StatusSchema,
} from './attempt.ts';
export type {
  Account,
  AttemptView,
  Deposit,
  LaunchOutcome,
  PaymentResult,
  ResultStatus,
  Stage,
  Status,
} from './attempt.ts';
export { ERRORS, ProblemSchema } from './errors.ts';
export type { ErrorCode, Fault, Problem } from './errors.ts';
export { AttemptIdSchema, DeviceSchema, LocaleSchema, PresentationSchema } from './ids.ts';
export type { AttemptId, Device, Locale, Presentation } from './ids.ts';
export { LaunchInstructionSchema, LaunchQuerySchema } from './launch.ts';
export type { LaunchEnd, LaunchInstruction, LaunchQuery, Launcher } from './launch.ts';
export { HintMessageSchema } from './message.ts';
export type { HintMessage } from './message.ts';
export { AmountSchema, sameAmount } from './money.ts';
export type { Amount } from './money.ts';
export {
  LineSchema,
  MethodSchema,
  MethodTypeSchema,
  OrderIdSchema,
  OrderSchema,
  ReturnRequestSchema,
  SessionRequestSchema,
  SessionSchema,
} from './session.ts';
export type {
  Method,
  MethodType,
  Order,
  ReturnRequest,
  Session,
  SessionRequest,
} from './session.ts';
