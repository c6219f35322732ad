/**
 * `npm run drawing`: writes the table of signals and answers into `docs/windows.md`, by sending them
 * through the widget's own machine. A test fails when the page was not written anew.
 */
import { pathToFileURL } from 'node:url';
import type { AttemptId, AttemptView, Presentation, Status } from '../server/protocol/index.ts';
import { IDLE, transition, type MachineEvent, type Snapshot } from '../widget/checkout/machine.ts';
import { redraw, type DrawnPage } from './drawn-page.ts';

const ID = 'AAAAAAAAAAAAAAAAAAAAAA' as AttemptId;

const answered = (status: Status, seq: number): MachineEvent => {
  const answer: AttemptView = { v: 1, attemptId: ID, seq, status, pollAfterMs: 0 };
  return { type: 'answered', answer };
};
const press = (presentation: Presentation): MachineEvent => ({
  type: 'press',
  attemptId: ID,
  presentation,
});
const PAYING: readonly MachineEvent[] = [press('popup'), { type: 'opened' }, { type: 'hello' }];
const GONE: readonly MachineEvent[] = [...PAYING, { type: 'closed' }, { type: 'grace-over' }];
const LOST: readonly MachineEvent[] = [...GONE, answered('open', 1)];
const LEFT = press('redirect');
const resumed = (isSeen: boolean): MachineEvent => ({ type: 'resumed', attemptId: ID, isSeen });

/** What can be noticed, and how it is told to the machine. */
const SIGNALS: readonly (readonly [signal: string, events: readonly MachineEvent[]])[] = [
  ['A hint of the window', PAYING],
  ['The window is closed, or cut off', GONE],
  ['The buyer presses *cancel*, and the server answers', [...PAYING, { type: 'cancel' }]],
  ['… *open again*', [...LOST, { type: 'reopen', presentation: 'popup' }, { type: 'opened' }]],
  ['… *continue in this tab*', [...LOST, { type: 'reopen', presentation: 'redirect' }]],
  ['The browser blocks the window', [press('popup'), { type: 'blocked', handled: false }]],
  ['The page comes back as it was left', [LEFT, { type: 'restored' }]],
  ['The page is loaded anew; its window is gone, or was this tab', [resumed(false)]],
  ['The page is loaded anew; its window is found', [resumed(true)]],
];

const STATUSES = ['open', 'confirming', 'pending', 'complete', 'failed', 'canceled'] as const;

const after = (events: readonly MachineEvent[]): Snapshot =>
  events.reduce((now, event) => transition(now, event)[0], IDLE);

function cell(events: readonly MachineEvent[], last: MachineEvent): string {
  const { state, isUnpaid } = after([...events, last]);
  return isUnpaid === true && state === 'returning' ? '`returning`, with a choice' : `\`${state}\``;
}

const row = ([signal, events]: (typeof SIGNALS)[number]): string => {
  const states = STATUSES.map((status) => cell(events, answered(status, 2)));
  return `| ${[signal, ...states, cell(events, { type: 'answered' })].join(' | ')} |`;
};

const BEGIN = '<!-- Written by npm run drawing. Change widget/checkout/machine.ts. -->';
const END = '<!-- End of the table. -->';

const drawing = (): string => {
  const head = ['signal', ...STATUSES.map((status) => `\`${status}\``), 'no answer'];
  const rule = head.map(() => '---');
  const table = [head, rule].map((cells) => `| ${cells.join(' | ')} |`);
  return [BEGIN, [...table, ...SIGNALS.map(row)].join('\n'), END].join('\n\n');
};

export const windowsPage: DrawnPage = {
  path: 'docs/windows.md',
  begin: BEGIN,
  end: END,
  drawing,
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await redraw(windowsPage);
