import type { Mutation } from './mutation.ts';

const SCHEMA = 'server/store/sqlite.schema.ts';
const ATTEMPTS = 'server/store/sqlite.attempts.ts';
const BOXES = 'server/store/sqlite.boxes.ts';
const STORE_TEST = 'server/store/sqlite.test.ts';
const ATTEND_TEST = 'server/checkout/attend.test.ts';

/** What the store promises, and all else rests on. */
export const STORE_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the compare-and-set does not compare the version',
    edits: [
      {
        file: ATTEMPTS,
        from: 'WHERE id = @id AND version = @version AND state = @from',
        to: 'WHERE id = @id AND state = @from',
      },
    ],
    caughtBy: {
      file: STORE_TEST,
      titles: ['changes an attempt only from the version and the state that were read'],
    },
  },
  {
    name: 'the compare-and-set does not compare the state',
    edits: [
      {
        file: ATTEMPTS,
        from: 'WHERE id = @id AND version = @version AND state = @from',
        to: 'WHERE id = @id AND version = @version',
      },
    ],
    caughtBy: {
      file: STORE_TEST,
      titles: ['changes an attempt only from the version and the state that were read'],
    },
  },
  {
    name: 'two attempts may hold one order',
    edits: [
      { file: SCHEMA, from: 'CREATE UNIQUE INDEX one_holder', to: 'CREATE INDEX one_holder' },
    ],
    caughtBy: {
      file: STORE_TEST,
      titles: ['lets one attempt hold a line and order, and leaves the other untouched'],
    },
  },
  {
    name: 'the lease is always given',
    edits: [
      {
        file: ATTEMPTS,
        from: 'WHERE id = @id AND lease_until <= ${NOW}',
        to: 'WHERE id = @id',
      },
    ],
    caughtBy: {
      file: ATTEND_TEST,
      titles: ['is done by one at a time, and the others do not wait'],
    },
  },
  {
    name: 'the notice is written after its change was committed',
    edits: [
      {
        file: ATTEMPTS,
        from: 'change: (change) => statements.commit(() => applyChange(statements, change)).catch(heldOrRethrow),',
        to: `change: async (change) => {
    const { notice, ...rest } = change;
    const outcome = await statements.commit(() => applyChange(statements, rest)).catch(heldOrRethrow);
    if (notice && outcome === 'done')
      await statements.commit(() => statements.run(NOTICE, { id: change.id, payload: notice.payload }));
    return outcome;
  },`,
      },
    ],
    caughtBy: {
      file: STORE_TEST,
      titles: ['nothing is half written, reads go on, and so do writes when there is room again'],
    },
  },
  {
    name: 'notices of one attempt overtake each other',
    edits: [
      {
        file: BOXES,
        from: `
    AND NOT EXISTS (SELECT 1 FROM outbox AS older WHERE older.attempt_id = next.attempt_id
      AND older.seq < next.seq AND older.delivered_at IS NULL)`,
        to: '',
      },
    ],
    caughtBy: {
      file: STORE_TEST,
      titles: ['tells of an attempt in the order in which things happened'],
    },
  },
  {
    name: 'the same request is kept twice',
    edits: [
      { file: SCHEMA, from: 'digest TEXT NOT NULL UNIQUE', to: 'digest TEXT NOT NULL' },
      {
        file: BOXES,
        from: '  ${AGAIN}\n',
        to: '',
      },
    ],
    caughtBy: {
      file: STORE_TEST,
      titles: ['keeps a request as it is, counts the very same one, and knows what was settled'],
    },
  },
  {
    name: 'an event can be changed',
    edits: [
      {
        file: SCHEMA,
        from: 'CREATE TRIGGER event_kept BEFORE UPDATE ON event',
        to: 'CREATE TRIGGER event_kept BEFORE UPDATE ON event WHEN false',
      },
    ],
    caughtBy: {
      file: STORE_TEST,
      titles: ['refuses to change or delete an event, whoever asks'],
    },
  },
];
