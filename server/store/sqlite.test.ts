import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import Database from 'libsql';
import { AttemptIdSchema } from '../protocol/index.ts';
import { migrate } from './sqlite.migrate.ts';
import { MIGRATIONS } from './sqlite.schema.ts';
import { openSqliteStore, type SqliteOptions } from './sqlite.ts';
import { newAttempt, storeContract } from './store.contract.ts';
import { StoreError, type NewAttempt, type SealedRequest, type Store } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-store-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

let made = 0;
const newPath = (): string => join(folder, `${String((made += 1))}.sqlite`);

storeContract('SQLite', () => {
  let offset = 0;
  const store = openSqliteStore({ path: newPath(), clockOffset: () => offset });
  return Promise.resolve({
    store,
    advance: (ms: number) => {
      offset += ms;
    },
    close: () => store.close(),
  });
});

const request = (digest: string, sealed = 'sealed'): SealedRequest => ({
  source: 'callback',
  digest,
  attemptId: 'a',
  channel: 'c',
  sealed,
});

const inserted = async (store: Store, dueIn?: number): Promise<NewAttempt> => {
  const attempt = { ...newAttempt(), state: 'created' as const };
  assert.equal(await store.insert(attempt, { name: 'created', data: {} }, dueIn), true);
  return attempt;
};

/** Opens the file as another program would. */
const withFile = <T>(path: string, work: (db: Database.Database) => T): T => {
  const db = new Database(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
};

const refused = (options: SqliteOptions, says: RegExp): void => {
  assert.throws(
    () => openSqliteStore(options),
    (error) =>
      error instanceof StoreError &&
      error.message.startsWith(options.path) &&
      says.test(error.message),
  );
};

const isStoreError =
  (says: RegExp) =>
  (error: unknown): boolean =>
    error instanceof StoreError && says.test(error.message) && error.cause !== undefined;

/** A process of its own that runs `script` and then stays until it is killed. */
const child = (script: string): ChildProcess =>
  spawn(
    process.execPath,
    [
      '--import',
      import.meta.resolve('tsx'),
      '--input-type=module',
      '--eval',
      `${script}; setInterval(() => undefined, 1000);`,
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );

const here = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);

const killed = async (process: ChildProcess): Promise<void> => {
  process.kill('SIGKILL');
  await once(process, 'exit');
};

describe('the SQLite file', () => {
  it('is opened again with everything in it', async () => {
    const path = newPath();
    const first = openSqliteStore({ path });
    await first.keepRequest(request('1'));
    await first.close();
    const second = openSqliteStore({ path });
    assert.equal((await second.requests('a')).length, 1);
    await second.close();
  });

  it('has everything in the one file when it was closed', async () => {
    const [path, copy] = [newPath(), newPath()];
    const store = openSqliteStore({ path });
    await store.keepRequest(request('1'));
    await store.close();
    copyFileSync(path, copy);
    const copied = openSqliteStore({ path: copy });
    assert.equal((await copied.requests('a')).length, 1);
    await copied.close();
  });

  it('answers nothing any more when it was closed, and may be closed twice', async () => {
    const store = openSqliteStore({ path: newPath() });
    const { id } = await inserted(store);
    await store.find(id);
    await store.close();
    await assert.rejects(store.find(id), isStoreError(/not open/));
    await assert.rejects(store.lease(id, 'me', 1000), isStoreError(/not open/));
    await store.close();
  });

  it('loses nothing when another program held it for too long and then let go', async () => {
    const path = newPath();
    const store = openSqliteStore({ path, busyTimeout: 20 });
    const other = new Database(path);
    const busy = isStoreError(/held by another program.*locked/);
    other.exec('BEGIN IMMEDIATE');
    await assert.rejects(store.claimNotices(10, 1000), busy);
    await assert.rejects(store.claimDue('me', 1000, 10), busy);
    await assert.rejects(store.keepRequest(request('1')), busy);
    await assert.rejects(store.lease('a', 'me', 1000), { code: 'STORE_UNAVAILABLE' });
    other.exec('COMMIT');
    await store.keepRequest(request('2'));
    await store.claimNotices(10, 1000);
    await store.claimDue('me', 1000, 10);
    await store.keepRequest(request('3'));
    const rows = other.prepare('SELECT digest FROM inbox ORDER BY id').all();
    assert.deepEqual(
      rows.map((row) => (row as { digest: string }).digest),
      ['2', '3'],
    );
    other.close();
    await store.close();
  });

  it('frees the work of a process that died when it is opened again, and has it looked at', async () => {
    const path = newPath();
    const dead = openSqliteStore({ path });
    const [held, claimed] = [await inserted(dead, 60_000), await inserted(dead, 0)];
    const [free, never] = [await inserted(dead, 60_000), await inserted(dead)];
    assert.equal(await dead.lease(held.id, 'dead', 3_600_000), true);
    assert.equal((await dead.claimDue('dead', 3_600_000, 10)).length, 1);
    assert.equal(await dead.lease(never.id, 'dead', 3_600_000), true);
    const wasDueAt = (await dead.find(claimed.id))?.dueAt;
    await dead.close();

    const next = openSqliteStore({ path });
    assert.equal((await next.find(claimed.id))?.dueAt, wasDueAt);
    const due = await next.claimDue('next', 1000, 10);
    assert.deepEqual(due, [
      { id: claimed.id, channel: 'kakaopay', line: 'order', claims: 2 },
      { id: held.id, channel: 'kakaopay', line: 'order', claims: 1 },
    ]);
    assert.equal(await next.lease(free.id, 'next', 1000), true);
    assert.equal(await next.lease(never.id, 'next', 1000), true);
    assert.equal((await next.find(never.id))?.dueAt, undefined);
    await next.close();
  });

  it('that was written while the clock was ahead is looked at all the same once it is opened', async () => {
    const path = newPath();
    const year = 365 * 24 * 3_600_000;
    const ahead = openSqliteStore({ path, clockOffset: () => year });
    const attempt = await inserted(ahead, 10_000);
    assert.equal(await ahead.lease(attempt.id, 'a', 1000, 10_000), true);
    await ahead.release(attempt.id, 'a');
    await ahead.close();
    const next = openSqliteStore({ path });
    const { dueAt = Infinity, readAt } = (await next.find(attempt.id)) ?? { readAt: 0 };
    assert.ok(dueAt <= readAt + 5 * 24 * 3_600_000, String(dueAt - readAt));
    assert.equal(await next.lease(attempt.id, 'b', 1000, 10_000), false, 'a hint of just now');
    await next.close();
  });

  it('with one damaged row hands out all the same, and puts off what it cannot read', async () => {
    const path = newPath();
    const store = openSqliteStore({ path });
    const [damaged, sound] = [await inserted(store, -2000), await inserted(store, -1000)];
    withFile(path, (db) => {
      db.prepare("UPDATE attempt SET progress = '{' WHERE id = @id").run({ id: damaged.id });
    });
    const ids = async () => (await store.claimDue('me', 60_000, 10)).map(({ id }) => id);
    assert.deepEqual(await ids(), [damaged.id, sound.id]);
    await assert.rejects(store.find(damaged.id), SyntaxError);
    await store.postpone(damaged.id, 'me', 60_000);
    await store.release(sound.id, 'me');
    assert.deepEqual(await ids(), [sound.id]);
    await store.close();
  });

  it('keeps a write-ahead log, so that readers never hold up a payment', async () => {
    const path = newPath();
    const store = openSqliteStore({ path });
    withFile(path, (db) => {
      assert.deepEqual(db.pragma('journal_mode'), [{ journal_mode: 'wal' }]);
    });
    await store.close();
  });

  it('refuses to change or delete an event, whoever asks', async () => {
    const path = newPath();
    const store = openSqliteStore({ path });
    await inserted(store);
    withFile(path, (db) => {
      assert.throws(() => db.exec("UPDATE event SET name = 'x'"), /append-only/);
      assert.throws(() => db.exec('DELETE FROM event'), /append-only/);
    });
    await store.close();
  });

  it('deletes a thousand old requests at a time, so that no payment waits for long', async () => {
    let offset = 0;
    const store = openSqliteStore({ path: ':memory:', clockOffset: () => offset });
    for (let at = 0; at < 1001; at += 1) {
      await store.keepRequest({ ...request(String(at)), attemptId: String(at) });
    }
    offset = 2000;
    const purged = [await store.purge(1000), await store.purge(1000), await store.purge(1000)];
    assert.deepEqual(purged, [1000, 1, 0]);
    await store.close();
  });
});

describe('a SQLite file that cannot be used is refused with what to do', () => {
  it('when it belongs to another program, and is left as it was', () => {
    const path = newPath();
    withFile(path, (db) => db.exec('CREATE TABLE invoice (id INTEGER)'));
    const before = readFileSync(path);
    refused({ path }, /belongs to another program\. Choose another file/);
    assert.deepEqual(readFileSync(path), before);
    assert.equal(existsSync(`${path}.lock`), false);
  });

  it('when another program has marked it as its own, even while it is empty', () => {
    const path = newPath();
    withFile(path, (db) => db.exec('PRAGMA application_id = 7'));
    refused({ path }, /belongs to another program/);
  });

  it('when a newer version wrote it', async () => {
    const path = newPath();
    await openSqliteStore({ path }).close();
    withFile(path, (db) => db.exec('PRAGMA user_version = 999'));
    refused({ path }, /newer pay-checkout\. Update this server/);
  });

  it('when a version from before the first release wrote it, and is left as it was', async () => {
    const path = newPath();
    await openSqliteStore({ path }).close();
    withFile(path, (db) => db.exec('PRAGMA user_version = 1'));
    refused({ path }, /by a pre-release.*choose a new file/);
    withFile(path, (db) => {
      assert.deepEqual(db.pragma('user_version'), [{ user_version: 1 }]);
    });
  });

  it('when it is no database, or a damaged one', async () => {
    const path = newPath();
    writeFileSync(path, 'a letter to the bank\n'.repeat(500));
    refused({ path }, /not a database.*put a backup back/);
    const damaged = newPath();
    await openSqliteStore({ path: damaged }).close();
    const bytes = readFileSync(damaged);
    writeFileSync(damaged, bytes.fill(0x41, 100, 4096));
    refused({ path: damaged }, /is damaged.*put a backup back/);
  });

  it('when it is a folder, or lies in something that is none', () => {
    const path = newPath();
    mkdirSync(path);
    refused({ path }, /cannot be opened and written\. Let the user of this server/);
    const file = newPath();
    writeFileSync(file, '');
    refused({ path: join(file, 'a.sqlite') }, /cannot be opened and written/);
  });

  it('when this user may not write the file, or its folder', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    const path = join(closed, 'a.sqlite');
    await openSqliteStore({ path }).close();
    rmSync(`${path}.lock`);
    chmodSync(folder, 0o755);
    chmodSync(path, 0o444);
    chmodSync(closed, 0o777);
    asNobody(() => {
      refused({ path }, /cannot be opened and written.*readonly/);
    });
    chmodSync(closed, 0o555);
    asNobody(() => {
      refused({ path }, /cannot be opened and written/);
      refused({ path: join(closed, 'new.sqlite') }, /cannot be opened and written.*EACCES/);
    });
    chmodSync(closed, 0o755);
  });

  it('when there is room for no page', () => {
    refused({ path: newPath(), maxPages: 1 }, /no room left.*Make room/);
    assert.throws(() => openSqliteStore({ path: newPath(), maxPages: 0 }), /maxPages/);
  });
});

/** The superuser may write everything, so permissions are proven as somebody else. */
function asNobody(work: () => void): void {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('one SQLite file', () => {
  const USED = /is used by another server\. One SQLite file serves one process/;

  it('serves one store of a process, until that is closed', async () => {
    const path = newPath();
    const first = openSqliteStore({ path });
    refused({ path }, USED);
    await first.keepRequest(request('1'));
    await first.close();
    await openSqliteStore({ path }).close();
  });

  it('serves one store by whatever name it is opened', async () => {
    const [path, name] = [newPath(), newPath()];
    const first = openSqliteStore({ path });
    symlinkSync(path, name);
    refused({ path: name }, USED);
    await first.close();
  });

  it('serves one process, until that dies, however it dies', async () => {
    const path = newPath();
    const holder = child(`
      const { openSqliteStore } = await import(${here('./sqlite.ts')});
      globalThis.store = openSqliteStore({ path: ${JSON.stringify(path)} });
      process.send('holding');`);
    assert.deepEqual((await once(holder, 'message'))[0], 'holding');
    refused({ path }, USED);
    await killed(holder);
    const store = openSqliteStore({ path });
    assert.equal((await store.keepRequest(request('1')))?.times, 1);
    await store.close();
  });

  it('is not held by who failed to open it', async () => {
    const path = newPath();
    await openSqliteStore({ path }).close();
    withFile(path, (db) => db.exec('PRAGMA user_version = 999'));
    refused({ path }, /newer/);
    withFile(path, (db) => db.exec(`PRAGMA user_version = ${String(MIGRATIONS.at(-1)?.to)}`));
    await openSqliteStore({ path }).close();
  });

  it('gives a second view to who shares it, which takes nobody’s work away', async () => {
    const path = newPath();
    const store = openSqliteStore({ path });
    const { id } = await inserted(store, 60_000);
    await store.lease(id, 'me', 60_000);
    const view = openSqliteStore({ path, shared: true });
    assert.equal((await view.find(id))?.id, id);
    assert.equal(await view.lease(id, 'other', 60_000), false);
    await view.close();
    refused({ path }, USED);
    await store.release(id, 'me');
    await store.close();
  });

  it('is neither made nor brought to another version by who shares it', () => {
    const path = newPath();
    refused({ path, shared: true }, /ENOENT/);
    assert.equal(existsSync(path), false);
    writeFileSync(path, '');
    refused({ path, shared: true }, /no server has opened it yet/);
    assert.equal(readFileSync(path).length, 0);
  });
});

describe('on a full disk', () => {
  const LARGE = 'x'.repeat(20_000);
  const FULL = isStoreError(/no room left.*nothing is lost, and payments wait/);

  it('nothing is half written, reads go on, and so do writes when there is room again', async () => {
    const path = newPath();
    const full = openSqliteStore({ path, maxPages: 40 });
    const attempt = await inserted(full);
    const kept = await full.keepRequest(request('small'));
    const moved = {
      id: attempt.id,
      version: 1,
      from: 'created',
      to: 'ready',
      holdsOrder: true,
      progress: attempt.progress,
      event: { name: 'prepared', data: {} },
      dueIn: 1000,
    } as const;
    await assert.rejects(full.change({ ...moved, notice: { payload: LARGE.repeat(20) } }), FULL);
    await assert.rejects(full.keepRequest(request('large', LARGE.repeat(20))), FULL);
    const progress = { ...attempt.progress, message: LARGE.repeat(20) };
    const large = { ...newAttempt(), progress };
    await assert.rejects(full.insert(large, { name: 'created', data: {} }), FULL);
    assert.equal(await full.find(large.id), undefined);
    const untouched = await full.find(attempt.id);
    assert.deepEqual(
      [untouched?.version, untouched?.state, untouched?.holdsOrder, untouched?.dueAt],
      [1, 'created', false, undefined],
    );
    assert.equal((await full.timeline(attempt.id)).length, 1);
    assert.deepEqual(await full.notices(attempt.id), []);
    assert.deepEqual(await full.requests('a'), [kept]);
    assert.equal(await full.change({ ...moved, notice: { payload: 'small' } }), 'done');
    await full.close();

    const roomy = openSqliteStore({ path, maxPages: 1000 });
    assert.equal((await roomy.find(attempt.id))?.version, 2);
    assert.equal((await roomy.keepRequest(request('large', LARGE.repeat(20))))?.times, 1);
    await roomy.close();
  });

  it('the same store goes on by itself when old requests were deleted', async () => {
    let offset = 0;
    const store = openSqliteStore({ path: newPath(), maxPages: 60, clockOffset: () => offset });
    const fill = async (): Promise<number> => {
      for (let at = 0; at < 100; at += 1) {
        const large = {
          ...request(`${String(offset)}.${String(at)}`, LARGE),
          attemptId: String(at),
        };
        const outcome = await store.keepRequest(large).catch((error: unknown) => error);
        if (FULL(outcome)) return at;
      }
      return 100;
    };
    const fitted = await fill();
    assert.ok(fitted > 0 && fitted < 100, `${String(fitted)} fitted`);
    offset = 2000;
    assert.equal(await store.purge(1000), fitted);
    assert.equal(await fill(), fitted);
    await store.close();
  });
});

describe('a migration', () => {
  const NEXT = {
    from: MIGRATIONS.at(-1)?.to ?? 0,
    to: (MIGRATIONS.at(-1)?.to ?? 0) + 1,
    sql: "ALTER TABLE attempt ADD COLUMN note TEXT; UPDATE attempt SET note = 'carried over'",
  };

  const notes = (path: string): unknown =>
    withFile(path, (db) => db.prepare('SELECT note FROM attempt').all());

  it('leaves an empty file empty when the server is killed while it makes the first schema', async () => {
    const path = newPath();
    const victim = child(`
      const { openSqliteStore } = await import(${here('./sqlite.ts')});
      openSqliteStore({
        path: ${JSON.stringify(path)},
        onMigration: () => process.kill(process.pid, 'SIGKILL'),
      });`);
    assert.deepEqual(await once(victim, 'exit'), [null, 'SIGKILL']);
    withFile(path, (db) => {
      assert.deepEqual(db.prepare('SELECT name FROM sqlite_schema').all(), []);
    });
    const store = openSqliteStore({ path });
    assert.equal((await store.keepRequest(request('1')))?.times, 1);
    await store.close();
  });

  it('leaves the old version whole when it is killed before its commit, and goes through the next time', async () => {
    const path = newPath();
    const store = openSqliteStore({ path });
    const { id } = await inserted(store);
    await store.close();
    const victim = child(`
      const { default: Database } = await import(${JSON.stringify(import.meta.resolve('libsql'))});
      const { migrate } = await import(${here('./sqlite.migrate.ts')});
      migrate(new Database(${JSON.stringify(path)}), {
        path: ${JSON.stringify(path)},
        migrations: [${JSON.stringify(NEXT)}],
        onMigration: () => process.kill(process.pid, 'SIGKILL'),
      });`);
    assert.deepEqual(await once(victim, 'exit'), [null, 'SIGKILL']);
    assert.throws(() => notes(path), /no such column/);
    const again = openSqliteStore({ path });
    assert.equal((await again.find(id))?.id, id);
    await again.close();
    withFile(path, (db) => {
      migrate(db, { path, migrations: [...MIGRATIONS, NEXT] });
    });
    assert.deepEqual(notes(path), [{ note: 'carried over' }]);
    refused({ path }, /newer/);
  });

  it('lets attempts in a file of before share an order id at the provider from then on', async () => {
    const path = newPath();
    const before = MIGRATIONS.slice(0, 1);
    withFile(path, (db) => {
      migrate(db, { path, migrations: before });
    });
    const store = openSqliteStore({ path });
    const shared = { providerOrderId: 'A-1001' };
    for (const id of ['AAAAAAAAAAAAAAAAAAAAAA', 'BBBBBBBBBBBBBBBBBBBBBB']) {
      const attempt = { ...newAttempt(), id: AttemptIdSchema.parse(id), ...shared };
      assert.equal(await store.insert(attempt, { name: 'created', data: {} }), true);
    }
    assert.equal((await store.findByProviderOrder('kakaopay', 'A-1001'))?.id[0], 'B');
    await store.close();
  });

  it('goes from version to version, each with its number, and stops before one that fails', () => {
    const path = newPath();
    const steps = [
      { from: 0, to: 1, sql: 'CREATE TABLE a (id INTEGER)' },
      { from: 1, to: 2, sql: 'CREATE TABLE b (id INTEGER); CREATE TABLE b (id INTEGER)' },
    ];
    const seen: number[] = [];
    withFile(path, (db) => {
      assert.throws(() => {
        migrate(db, { path, migrations: steps, onMigration: ({ to }) => seen.push(to) });
      }, /already exists/);
      assert.deepEqual(seen, [1]);
      assert.deepEqual(db.pragma('user_version'), [{ user_version: 1 }]);
      assert.deepEqual(db.prepare('SELECT name FROM sqlite_schema').all(), [{ name: 'a' }]);
    });
  });
});
