import { randomUUID } from 'node:crypto';
import { delay } from '../clock.ts';
import { chooseMethod } from '../config.ts';
import type { LaunchInstruction } from '../protocol/index.ts';
import type { Preparation } from '../providers/provider.ts';
import { advance, type Remark, type Step } from './advance.ts';
import type { Attempt } from './attempt.ts';
import { providerOf, type Checkout } from './checkout.ts';
import { contextOf, faultOf, recordOf } from './provider-call.ts';

/** After so many unanswered tries the provider is taken to be out of reach. */
const MOST_TRIES = 3;
/** Longer than any provider's call time-out. */
const LEASE_MS = 45_000;
const LOOK_AGAIN_MS = 100;

export type Prepared =
  | { readonly kind: 'instruction'; readonly instruction: LaunchInstruction }
  /** The provider did not answer; the same attempt may be tried again. */
  | { readonly kind: 'unanswered' }
  /** The attempt is past its window; see its result. */
  | { readonly kind: 'over' };

/**
 * Stage 1. Once per attempt, whoever asks and how often: the first takes a lease and prepares, the
 * others wait for what it stores.
 */
export async function prepare(checkout: Checkout, id: string): Promise<Prepared> {
  const owner = randomUUID();
  for (let waited = 0; waited < LEASE_MS; waited += LOOK_AGAIN_MS) {
    const attempt = await checkout.store.find(id);
    if (!attempt) return { kind: 'over' };
    if (attempt.state !== 'created') return preparedOf(attempt);
    if (await checkout.store.lease(id, owner, LEASE_MS)) {
      return prepareOnce(checkout, id).finally(() => checkout.store.release(id, owner));
    }
    await delay(checkout.clock, LOOK_AGAIN_MS);
  }
  return { kind: 'unanswered' };
}

async function prepareOnce(checkout: Checkout, id: string): Promise<Prepared> {
  const attempt = await checkout.store.find(id);
  if (attempt?.state !== 'created') return attempt ? preparedOf(attempt) : { kind: 'over' };
  const preparation = await ask(checkout, attempt);
  const advanced = await advance(checkout, id, (at) =>
    at.state === 'created' ? stepOf(preparation, at) : undefined,
  );
  return preparedOf(advanced.attempt);
}

async function ask(checkout: Checkout, attempt: Attempt): Promise<Preparation> {
  const provider = providerOf(checkout, attempt);
  const method = chooseMethod(checkout.config, attempt.line, attempt.method);
  if (!provider || !method) return { outcome: 'unanswered', reason: 'METHOD_UNKNOWN' };
  try {
    return await provider.prepare(recordOf(attempt), contextOf(checkout, attempt));
  } catch (error) {
    checkout.log.error({ attemptId: attempt.id, ...faultOf(error) }, 'prepare failed');
    return { outcome: 'unanswered', reason: 'INTERNAL' };
  }
}

function stepOf(preparation: Preparation, attempt: Attempt): Step | Remark {
  const { prepareTries } = attempt.progress;
  switch (preparation.outcome) {
    case 'prepared': {
      const { instruction, providerState } = preparation;
      return { transition: 'prepared', progress: { instruction, providerState } };
    }
    case 'declined': {
      const { providerCode, message } = preparation;
      const said = message === undefined ? {} : { message };
      return {
        transition: 'prepare-declined',
        progress: { stage: 'prepare', code: 'PREPARE_DECLINED', providerCode, ...said },
        data: { providerCode },
      };
    }
    case 'unanswered': {
      const progress = { prepareTries: prepareTries + 1 };
      const data = { reason: preparation.reason };
      if (progress.prepareTries < MOST_TRIES)
        return { remark: 'prepare-unanswered', progress, data };
      const last = { ...progress, stage: 'prepare', code: 'PREPARE_UNANSWERED' } as const;
      return { transition: 'prepare-declined', progress: last, data };
    }
  }
}

function preparedOf(attempt: Attempt): Prepared {
  const { instruction } = attempt.progress;
  if (attempt.state === 'created') return { kind: 'unanswered' };
  if (attempt.state === 'ready' && instruction) return { kind: 'instruction', instruction };
  return { kind: 'over' };
}
