/**
 * `npm run drawing`: draws the transition table into `docs/flow.md`, between two comments. The
 * table in the code is the one that counts; a test fails when the page was not drawn anew.
 */
import { pathToFileURL } from 'node:url';
import {
  STATES,
  TRANSITIONS,
  type AttemptState,
  type Transition,
} from '../server/checkout/transitions.ts';
import { redraw, type DrawnPage } from './drawn-page.ts';

export const PAGE = 'docs/flow.md';
export const BEGIN = '<!-- Drawn by npm run drawing. Change server/checkout/transitions.ts. -->';
export const END = '<!-- End of the drawing. -->';

/** One drawing of all would be a ball of wool. */
const PARTS = {
  way: 'From the first launch to an answer',
  doubt: 'Doubts, reversals and a person',
  deposit: 'Deposits into an account',
} as const;
type Part = keyof typeof PARTS;

/** In which drawing a transition stands, and when it happens. */
const WHEN: Readonly<Record<Transition, readonly [Part, string]>> = {
  prepared: ['way', 'The provider answered prepare; what the window has to do is kept.'],
  'prepare-declined': ['way', 'The provider refused, or gave no answer three times.'],
  canceled: [
    'way',
    "The buyer gave up: in the shop's page, in our window, or in the provider's, where the provider agrees. Also instead of `launch-failed` and `authentication-failed` where money can move in the window, since such an end is looked at again.",
  ],
  expired: ['way', 'The time to authenticate and the time to approve have both passed.'],
  authenticated: ['way', 'A callback says success and agrees with the record.'],
  'authentication-failed': [
    'way',
    'A callback says failure, and the provider agrees that its window is over.',
  ],
  'launch-failed': ['way', "The buyer gave up a window that could not open the provider's page."],
  contradicted: ['way', 'A callback says success, but of another amount or another order.'],
  'approval-started': [
    'way',
    'The merchant confirmed, where he is asked. The attempt takes the order; then the provider is called.',
  ],
  'order-held': ['way', 'Another attempt holds this line and order.'],
  'approval-refused': [
    'way',
    'The merchant refused, or the time to approve has passed. Also instead of `order-held` where money can move in the window.',
  ],
  approved: ['way', 'The answer, or a query, says approved, and over our amount.'],
  declined: ['way', 'The answer, or a query, is a refusal that the provider documents.'],
  'deposit-awaited': ['deposit', 'The answer, or a query, names an account to pay into.'],
  doubted: [
    'way',
    'No answer, none that the provider documents, or the server died during the call.',
  ],
  'not-executed': [
    'doubt',
    'No try ever left us until the time to approve was over; or the provider knew of no approval, twice, the second time after the quarantine.',
  ],
  'approved-in-window': ['doubt', 'A query finds an approval that was made in the window.'],
  'reversal-started': [
    'doubt',
    'Money moved that must go back: another amount, another attempt holds the order, found late. Or a doubt has to be undone, or an account is given up.',
  ],
  'deposit-received': ['deposit', 'A query says that the money came.'],
  'deposit-missed': ['deposit', 'It was due, and a query says that nothing came.'],
  'deposit-withdrawn': ['deposit', 'A query says that the provider took the deposit back.'],
  reversed: [
    'doubt',
    "A query says that nothing is left; without a query, the provider's answer to the reversal.",
  ],
  'review-opened': [
    'doubt',
    "Nobody answered in time, or there is no way to give back. Also an account of the merchant's backend that took another amount, or that is over and of which nobody says whether it was paid into.",
  ],
  'operator-approved': ['doubt', 'A person found out that it was paid.'],
  'operator-declined': ['doubt', 'A person found out that no money moved.'],
  'operator-reversed': ['doubt', 'A person saw to it that the money went back.'],
};

/** How sure the end is. Final states are left by nothing, or by a withdrawn deposit alone. */
const KINDS: Readonly<Partial<Record<AttemptState, 'final' | 'ended' | 'money'>>> = {
  approving: 'money',
  unknown: 'money',
  'awaiting-deposit': 'money',
  reversing: 'money',
  review: 'money',
  approved: 'final',
  declined: 'final',
  rejected: 'final',
  canceled: 'ended',
  expired: 'ended',
  reversed: 'ended',
};

const STYLES = [
  'classDef money fill:#fff3cd,stroke:#997404,color:#332701',
  'classDef final fill:#d1e7dd,stroke:#0f5132,color:#051b11,stroke-width:3px',
  'classDef ended fill:#e9ecef,stroke:#495057,color:#212529',
];

const names = Object.keys(TRANSITIONS) as Transition[];

/** Mermaid takes a hyphen for the beginning of an arrow. */
const idOf = (state: AttemptState): string => state.replaceAll('-', '_');

function draw(part: Part): string {
  const drawn = names.filter((name) => WHEN[name][0] === part);
  const seen = new Set(drawn.flatMap((name) => [...TRANSITIONS[name].from, TRANSITIONS[name].to]));
  const states = STATES.filter((state) => seen.has(state));
  const arrows = drawn.flatMap((name) =>
    TRANSITIONS[name].from.map(
      (from) => `${idOf(from)} --> ${idOf(TRANSITIONS[name].to)} : ${name}`,
    ),
  );
  const classes = states.flatMap((state) =>
    KINDS[state] === undefined ? [] : [`class ${idOf(state)} ${KINDS[state]}`],
  );
  const lines = [
    ...states.map((state) =>
      idOf(state) === state ? state : `state "${state}" as ${idOf(state)}`,
    ),
    ...(part === 'way' ? ['[*] --> created'] : []),
    ...arrows,
    ...STYLES,
    ...classes,
  ];
  return ['```mermaid', 'stateDiagram-v2', ...lines.map((line) => `  ${line}`), '```'].join('\n');
}

const code = (state: AttemptState): string => `\`${state}\``;

const rows = (): string[] =>
  names.map((name) => {
    const { from, to } = TRANSITIONS[name];
    return `| \`${name}\` | ${from.map(code).join(', ')} | ${code(to)} | ${WHEN[name][1]} |`;
  });

/** The part of the page that is drawn, with its two comments. */
export const drawing = (): string =>
  [
    BEGIN,
    ...(Object.keys(PARTS) as Part[]).map((part) => `**${PARTS[part]}**\n\n${draw(part)}`),
    ['| transition | from | to | when |', '| --- | --- | --- | --- |', ...rows()].join('\n'),
    END,
  ].join('\n\n');

export const machinePage: DrawnPage = { path: PAGE, begin: BEGIN, end: END, drawing };

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await redraw(machinePage);
