import * as z from 'zod/mini';

/** 128 random bits in base64url, made by the browser at the click. Also the nonce of messages. */
export const AttemptIdSchema = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{22}$/))
  .brand<'AttemptId'>();
export type AttemptId = z.infer<typeof AttemptIdSchema>;

export const LocaleSchema = z.enum(['ko', 'en']);
export type Locale = z.infer<typeof LocaleSchema>;

/** How the payment window is shown. What the provider is told is the {@link Device}. */
export const PresentationSchema = z.enum(['popup', 'redirect']);
export type Presentation = z.infer<typeof PresentationSchema>;

/** What the buyer holds; providers have another page for each. */
export const DeviceSchema = z.enum(['desktop', 'mobile', 'in-app']);
export type Device = z.infer<typeof DeviceSchema>;
