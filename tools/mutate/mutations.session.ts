import type { Mutation } from './mutation.ts';

const TICKET = 'server/merchant/order-ticket.ts';
const TICKETS_TEST = 'server/http/tickets.test.ts';
const RELAY_TEST = 'server/http/relay.test.ts';

/** What opens a session, and whose browser may go on with it. */
export const SESSION_MUTATIONS: readonly Mutation[] = [
  {
    name: 'a ticket opens any server',
    edits: [
      { file: TICKET, from: '        audience,\n        typ: TYPE,', to: '        typ: TYPE,' },
    ],
    caughtBy: {
      file: TICKETS_TEST,
      titles: ['is refused for another server', 'is refused for no server'],
    },
  },
  {
    name: 'the algorithm of a ticket is its own choice',
    edits: [
      {
        file: TICKET,
        from: '        algorithms: [ALGORITHM],\n',
        to: `        algorithms: [ALGORITHM, 'HS512'],\n`,
      },
    ],
    caughtBy: { file: TICKETS_TEST, titles: ['is refused by HS512'] },
  },
  {
    name: 'a ticket for one line opens another',
    edits: [
      {
        file: 'server/http/session-route.ts',
        from: 'if (line !== asked.line) return',
        to: `if (line === '') return`,
      },
    ],
    caughtBy: { file: TICKETS_TEST, titles: ['is refused for another line'] },
  },
  {
    name: 'a launch does not ask whose cookies the session was opened with',
    edits: [
      {
        file: 'server/checkout/open-launch.ts',
        from: '!isDigestOf(config, claims.relayed, cookies)',
        to: '!isDigestOf(config, digestOf(config, cookies), cookies)',
      },
      {
        file: 'server/checkout/open-launch.ts',
        from: `import { cookiesOf, isDigestOf,`,
        to: `import { cookiesOf, digestOf, isDigestOf,`,
      },
    ],
    caughtBy: {
      file: RELAY_TEST,
      titles: [
        'is refused and begins no attempt',
        'is refused when the attacker opened his session without any cookie',
      ],
    },
  },
  {
    name: 'a window of another browser goes on with an attempt',
    edits: [
      {
        file: 'server/checkout/relay.ts',
        from: '  return sameText(await openCookies(config, progress.relayed), cookies);\n',
        to: '  return sameText(await openCookies(config, progress.relayed), cookies) || state !== line;\n',
      },
    ],
    caughtBy: {
      file: RELAY_TEST,
      titles: [
        'is refused when it is one of an attempt that he began himself, by session and by token',
        'is not confirmed for an attacker by the browser of a victim',
      ],
    },
  },
];
