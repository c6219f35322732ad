import type { Request, Response } from 'express';
import type { Attempt } from '../checkout/attempt.ts';
import { endInWindow } from '../checkout/cancel.ts';
import { providerOf, type Checkout } from '../checkout/checkout.ts';
import { openLaunch } from '../checkout/open-launch.ts';
import { prepare } from '../checkout/prepare.ts';
import { faultOf } from '../checkout/provider-call.ts';
import { AttemptIdSchema, LaunchOutcomeSchema } from '../protocol/index.ts';
import type { Provider } from '../providers/provider.ts';
import {
  bearerOf,
  localeOf,
  namedMethod,
  sendRefusal,
  type PageScripts,
  type RouteContext,
} from './context.ts';
import { newNonce, pageHeaders } from './headers.ts';
import type { Html } from './pages/html.ts';
import {
  windowPageFail,
  windowPageLeave,
  windowPagePerform,
  windowPageStart,
  type WindowPage,
} from './pages/window-page.ts';
import { sendProblem } from './problem.ts';

/** `GET /launch/:attempt`: the payment window's page, streamed; prepare runs while it paints. */
export const launch =
  (context: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const { checkout } = context;
    const locale = localeOf(req.query['locale']);
    const id = AttemptIdSchema.safeParse(req.params['attempt']);
    if (!isNavigation(req)) {
      sendRefusal(checkout, res, { code: 'NAVIGATION_REQUIRED', locale });
      return;
    }
    const opened = id.success
      ? await openLaunch(checkout, id.data, req.query, req.get('cookie'))
      : ({ kind: 'refused', code: 'LINK_INVALID' } as const);
    if (opened.kind === 'refused') sendRefusal(checkout, res, { ...opened, locale });
    else if (opened.kind === 'past') res.redirect(303, checkout.links.result(opened.attempt.id));
    else await streamWindow(context, res, opened.attempt);
  };

/** A page that the buyer is going to see; not a prefetch, a frame or a script's request. */
function isNavigation(req: Request): boolean {
  const isAhead = `${req.get('sec-purpose') ?? ''}${req.get('purpose') ?? ''}`.includes('prefetch');
  const [mode, dest] = [req.get('sec-fetch-mode'), req.get('sec-fetch-dest')];
  return !isAhead && (mode ?? 'navigate') === 'navigate' && (dest ?? 'document') === 'document';
}

async function streamWindow(
  { checkout, scripts }: RouteContext,
  res: Response,
  attempt: Attempt,
): Promise<void> {
  const { config, links } = checkout;
  const nonce = newNonce();
  const provider = providerOf(checkout, attempt);
  const { origins } = provider ?? {};
  pageHeaders(res, { nonce, referrer: 'strict-origin', ...(origins ? { origins } : {}) });
  res.set('X-Accel-Buffering', 'no');
  const { line, method, snapshot } = attempt;
  const start = windowPageStart({
    attempt,
    launch: attempt.progress.launches,
    shopName: config.shop.name,
    ...namedMethod(checkout, { line, method, locale: snapshot.locale }),
    nonce,
    script: scripts.window,
    ...sdkOf(provider, scripts),
    confirmsHere: provider?.confirmsHere === true,
    token: links.launchToken(attempt.id),
    outcomeUrl: links.outcome(attempt.id),
  });
  res.status(200).write(start.text);
  res.end((await lastChunk(checkout, attempt, nonce)).text);
}

/** Static facts, as everything in the first chunk: what prepare will answer is not known yet. */
function sdkOf(
  provider: Provider | undefined,
  { launchers }: PageScripts,
): Pick<WindowPage, 'sdk'> {
  const launcher = provider && launchers.get(provider.id);
  return provider?.sdk && launcher !== undefined
    ? { sdk: { src: provider.sdk.src, launcher } }
    : {};
}

/** Status and headers have left by now, so a fault must still end in a page that says something. */
async function lastChunk(checkout: Checkout, attempt: Attempt, nonce: string): Promise<Html> {
  try {
    const prepared = await prepare(checkout, attempt.id);
    switch (prepared.kind) {
      case 'instruction':
        return windowPagePerform(nonce, prepared.instruction);
      case 'unanswered':
        return windowPageFail(nonce);
      case 'over':
        return windowPageLeave(nonce, checkout.links.result(attempt.id));
    }
  } catch (error) {
    checkout.log.error({ attemptId: attempt.id, ...faultOf(error) }, 'launch failed');
    return windowPageFail(nonce);
  }
}

/** `POST /launch/:attempt/outcome`: the window's buyer gave up before any provider's request. */
export const launchOutcome =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const id = AttemptIdSchema.safeParse(req.params['attempt']);
    const said = LaunchOutcomeSchema.safeParse(req.body);
    if (!id.success || !checkout.links.holds('launch', id.data, bearerOf(req))) {
      sendProblem(res, 'LINK_INVALID');
    } else if (!said.success) {
      sendProblem(res, 'REQUEST_INVALID');
    } else {
      const isCurrent = await endInWindow(checkout, id.data, said.data);
      if (isCurrent) res.json({ v: 1, next: checkout.links.result(id.data) });
      else sendProblem(res, 'WINDOW_REPLACED');
    }
  };
