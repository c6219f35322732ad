import type { AttemptEvent } from '../../../server/store/store.ts';
import type { HeardEvent } from './hearing.ts';

interface Moment {
  readonly at: number;
  readonly who: 'page' | 'server';
  readonly what: string;
}

const heardMoments = (heard: readonly HeardEvent[]): readonly Moment[] =>
  heard.map(({ at, type, state = '', replayed }) => ({
    at,
    who: 'page',
    what: `${type} ${state}${replayed === true ? ' (replayed)' : ''}`.trim(),
  }));

const serverMoments = (events: readonly AttemptEvent[]): readonly Moment[] =>
  events.map(({ at, name, from, to }) => ({
    at,
    who: 'server',
    what: from === to ? name : `${name}: ${from ?? '–'} → ${to}`,
  }));

/** What the page heard and what the server noted, in one order, with milliseconds from the first. */
export function drawTimeline(
  heard: readonly HeardEvent[],
  events: readonly AttemptEvent[],
): string {
  const moments = [...heardMoments(heard), ...serverMoments(events)].sort((a, b) => a.at - b.at);
  const start = moments[0]?.at ?? 0;
  return moments
    .map(
      ({ at, who, what }) =>
        `${String(Math.round(at - start)).padStart(7)} ms  ${who.padEnd(6)}  ${what}`,
    )
    .join('\n');
}
