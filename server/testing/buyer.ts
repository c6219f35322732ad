import { randomBytes } from 'node:crypto';
import {
  AttemptViewSchema,
  LaunchInstructionSchema,
  SessionSchema,
  type AttemptView,
  type LaunchInstruction,
  type Presentation,
  type Session,
} from '../protocol/index.ts';
import { STOREFRONT } from './harness.ts';
import { navigate } from './navigate.ts';

/** A buyer without a browser: the requests that the widget, the window and the provider's page make. */
export interface Buyer {
  readonly session: Session;
  readonly attemptId: string;
  /** The window page's HTML, whole; as often as wanted, and in either presentation. */
  launch(presentation?: Presentation): Promise<{ status: number; html: string }>;
  /** What the window page would do. */
  instruction(html: string): LaunchInstruction;
  /** Where it would go. */
  instructionUrl(html: string): string;
  /** Presses a button of the simulator's page; answers the callback address it redirects to. */
  decide(windowUrl: string, decision: 'approve' | 'cancel' | 'fail'): Promise<string>;
  follow(url: string): Promise<Response>;
  view(): Promise<AttemptView>;
  cancel(): Promise<{ status: number; body: unknown }>;
}

export const newAttemptId = (): string => randomBytes(16).toString('base64url');

export const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: STOREFRONT, ...headers },
    body: JSON.stringify(body),
  });

export async function openSession(
  url: string,
  orderId: string,
  more: { readonly returnUrl?: string } = {},
): Promise<Session> {
  const body = { v: 1, orderId, line: 'order', locale: 'ko', ...more };
  const response = await post(`${url}/v1/sessions`, body);
  return SessionSchema.parse(await response.json());
}

export async function newBuyer(
  url: string,
  orderId: string,
  attemptId = newAttemptId(),
  method = 'kakaopay',
  returnUrl?: string,
): Promise<Buyer> {
  const session = await openSession(url, orderId, returnUrl === undefined ? {} : { returnUrl });
  const authorization = `Bearer ${session.sessionToken}`;
  const launchUrl = (presentation: Presentation): string => {
    const { sessionToken } = session;
    const query = { session: sessionToken, method, presentation, device: 'desktop', locale: 'ko' };
    return `${url}/launch/${attemptId}?${new URLSearchParams(query).toString()}`;
  };
  return {
    session,
    attemptId,
    launch: async (presentation = 'popup') => {
      const page = await navigate(launchUrl(presentation));
      return { status: page.status, html: page.body };
    },
    instruction: instructionIn,
    instructionUrl: (html) => (instructionIn(html) as { url: string }).url,
    decide: async (windowUrl, decision) => {
      await fetch(windowUrl);
      const response = await fetch(windowUrl.replace(/\/(info|mInfo|aInfo)$/, '/decision'), {
        method: 'POST',
        body: new URLSearchParams({ decision }),
        redirect: 'manual',
      });
      const callback = response.headers.get('location');
      if (callback === null) throw new Error('the provider sends the buyer nowhere');
      return callback;
    },
    follow: (callback) => fetch(callback, { redirect: 'manual' }),
    view: async () => {
      const response = await fetch(`${url}/v1/attempts/${attemptId}`, {
        headers: { authorization },
      });
      return AttemptViewSchema.parse(await response.json());
    },
    cancel: async () => {
      const response = await fetch(`${url}/v1/attempts/${attemptId}/cancel`, {
        method: 'POST',
        headers: { authorization, origin: STOREFRONT },
      });
      return { status: response.status, body: await response.json() };
    },
  };
}

function instructionIn(html: string): LaunchInstruction {
  const said = /payWindow\.perform\((\{.*\})\)/.exec(html)?.[1];
  if (said === undefined) throw new Error('the window page carries no instruction');
  return LaunchInstructionSchema.parse(JSON.parse(said));
}

/** From the session to the callback address of an approval, not yet called. */
export async function authenticate(buyer: Buyer): Promise<string> {
  const { html } = await buyer.launch();
  return buyer.decide(buyer.instructionUrl(html), 'approve');
}
