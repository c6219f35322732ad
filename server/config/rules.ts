import type { Provider, ProviderMethod } from '../providers/provider.ts';
import type { ApprovalSettings, CheckedConfig, LineSettings } from './schema.ts';

/** A key that does not fit the others, and why. */
interface WrongPart {
  readonly path: readonly string[];
  readonly message: string;
}

/** What no key can show by itself: how channels, lines and methods fit together. */
export const wrongParts = (config: CheckedConfig): readonly WrongPart[] => [
  ...Object.entries(config.channels).flatMap(([name, channel]) =>
    within(['channels', name], wrongChannel(channel, config.publicUrl)),
  ),
  ...Object.entries(config.lines).flatMap(([name, line]) =>
    within(['lines', name], wrongLine(config, line)),
  ),
];

const within = (
  place: readonly string[],
  parts: readonly (WrongPart | undefined)[],
): readonly WrongPart[] =>
  parts.flatMap((part) => (part ? [{ ...part, path: [...place, ...part.path] }] : []));

const wrong = (path: string | undefined, message: string): WrongPart => ({
  path: path === undefined ? [] : path.split('.'),
  message,
});

const isHere = (url: string): boolean =>
  /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname);

const wrongChannel = ({ facts, query, onlyHere }: Provider, publicUrl: string) => [
  // What moved in the window, and whether it did, only a query can tell.
  facts.approvedAtCallback && !query
    ? wrong(undefined, 'takes money in its window and cannot be asked about it')
    : undefined,
  onlyHere !== undefined && !isHere(publicUrl)
    ? wrong(undefined, `${onlyHere}: only for a publicUrl of this machine`)
    : undefined,
];

const wrongLine = (config: CheckedConfig, line: LineSettings) => [
  wrongApproval(line.approve, line, 'approve'),
  wrongTickets(config, line),
  wrongRelay(config, line),
  ...Object.entries(line.methods).flatMap(([id, { channel, method, approve: own }]) => [
    wrongMethod(
      config.channels[channel],
      { method, approve: own ?? line.approve },
      `methods.${id}`,
    ),
    own && wrongApproval(own, line, `methods.${id}.approve`),
  ]),
];

function wrongApproval(
  approve: ApprovalSettings,
  { notify }: LineSettings,
  path: string,
): WrongPart | undefined {
  if (approve.mode === 'direct') {
    // What was confirmed must be released when it ends without money.
    return approve.confirm !== undefined && notify === undefined
      ? wrong('notify', 'is needed where confirm is set: it tells how what was confirmed ended')
      : undefined;
  }
  // A doubt needs somebody who can end it: we never approve, cancel or give back here.
  return approve.status === undefined && !approve.idempotent
    ? wrong(`${path}.status`, 'is needed unless the backend is idempotent')
    : undefined;
}

const wrongTickets = ({ ticketSecrets }: CheckedConfig, { order }: LineSettings) =>
  order === 'order-ticket' && ticketSecrets.length === 0
    ? wrong('order', 'order-ticket needs ticketSecrets')
    : undefined;

/** A cookie is the storefront's own only where we are served from the very same origin. */
const wrongRelay = (
  { publicUrl, storefronts }: CheckedConfig,
  { relayCookies }: LineSettings,
): WrongPart | undefined =>
  relayCookies.length > 0 && storefronts.some((origin) => origin !== new URL(publicUrl).origin)
    ? wrong('relayCookies', 'only where publicUrl and every storefront share one origin')
    : undefined;

interface ChosenWay {
  readonly method: string | undefined;
  readonly approve: ApprovalSettings;
}

function wrongMethod(
  channel: Provider | undefined,
  { method, approve }: ChosenWay,
  path: string,
): WrongPart | undefined {
  const because = (message: string): WrongPart => wrong(path, message);
  if (!channel) return because('names a channel that is not in channels');
  const names = Object.keys(channel.methods);
  if (method === undefined && names.length !== 1) {
    return because(`must name a method of ${channel.id}: ${names.join(', ')}`);
  }
  if (method !== undefined && !names.includes(method)) {
    return because(`${channel.id} has no method ${method}, only ${names.join(', ')}`);
  }
  const why = cannotBeApproved(channel, channel.methods[method ?? names[0] ?? ''], approve);
  return why === undefined ? undefined : because(why);
}

/** Why this provider's money cannot be taken in this way. */
function cannotBeApproved(
  { id, facts, approve }: Provider,
  method: ProviderMethod | undefined,
  settings: ApprovalSettings,
): string | undefined {
  if (settings.mode === 'direct') {
    return approve ? undefined : `${id} cannot approve: use mode forward`;
  }
  if (facts.approvedAtCallback) {
    return `${id} takes money in its window: nothing is left to forward`;
  }
  // That a deposit came is learnt from nothing else.
  return method?.type === 'virtual-account' && settings.status === undefined
    ? 'issues accounts, so its forward needs a status'
    : undefined;
}
