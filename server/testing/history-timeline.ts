import type { World } from './history-world.ts';

interface Line {
  readonly at: number;
  readonly text: string;
}

/** What happened in a history, ours and the banks', in the order of time: for whoever has to explain it. */
export function timelineOf({ record, channels, ground, start }: World): string {
  const ours = [...record.attempts.values()].flatMap(({ id, events }) =>
    events.map(({ name, to, at }): Line => ({ at, text: `${id.slice(0, 4)} ${name} → ${to}` })),
  );
  const theirs = [...new Set(channels)].flatMap((channel) =>
    ground.banks[channel].calls().map(({ verb, outcome, at, late, providerOrderId }): Line => {
      const attempt = record.byProviderOrder(providerOrderId)?.id.slice(0, 4) ?? 'nobody';
      const text = `  bank: ${verb} of ${attempt}: ${outcome}${late ? ', carried out late' : ''}`;
      return { at, text };
    }),
  );
  return [...ours, ...theirs]
    .sort((one, other) => one.at - other.at)
    .map(({ at, text }) => `${((at - start) / 1000).toFixed(1).padStart(10)} s  ${text}`)
    .join('\n');
}
