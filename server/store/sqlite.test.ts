import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import Database from 'libsql';
import { openSqliteStore } from './sqlite.ts';
import { storeContract } from './store.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-store-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

storeContract('SQLite', () => {
  let offset = 0;
  const store = openSqliteStore({
    path: join(folder, 'contract.sqlite'),
    clockOffset: () => offset,
  });
  return Promise.resolve({
    store,
    advance: (ms: number) => {
      offset += ms;
    },
    close: () => store.close(),
  });
});

describe('the SQLite file', () => {
  it('is opened again with everything in it', async () => {
    const path = join(folder, 'again.sqlite');
    const request = {
      attemptId: 'a',
      channel: 'c',
      httpMethod: 'GET',
      leg: 'l',
      rawQuery: 'q=1',
      contentType: '',
      body: new Uint8Array(),
    };
    const first = openSqliteStore({ path });
    await first.keepRequest(request);
    await first.close();
    const second = openSqliteStore({ path });
    assert.equal((await second.requests('a')).length, 1);
    await second.close();
  });

  it('loses nothing when another program held it for too long and then let go', async () => {
    const path = join(folder, 'busy.sqlite');
    const store = openSqliteStore({ path, busyTimeout: 20 });
    const other = new Database(path);
    const request = (rawQuery: string) => ({
      attemptId: 'a',
      channel: 'c',
      httpMethod: 'GET',
      leg: 'l',
      rawQuery,
      contentType: '',
      body: new Uint8Array(),
    });
    other.exec('BEGIN IMMEDIATE');
    await assert.rejects(store.claimNotices(10, 1000), /locked|busy/i);
    await assert.rejects(store.keepRequest(request('1')), /locked|busy/i);
    await assert.rejects(store.lease('a', 'me', 1000), /locked|busy/i);
    other.exec('COMMIT');
    assert.ok(await store.keepRequest(request('2')));
    await store.claimNotices(10, 1000);
    assert.ok(await store.keepRequest(request('3')));
    const rows = other.prepare('SELECT raw_query FROM inbox ORDER BY id').all();
    assert.deepEqual(
      rows.map((row) => (row as { raw_query: string }).raw_query),
      ['2', '3'],
    );
    other.close();
    await store.close();
  });

  it('frees the work of a process that died when it is opened again', async () => {
    const path = join(folder, 'lease.sqlite');
    const dead = openSqliteStore({ path });
    const db = new Database(path);
    db.exec(`INSERT INTO attempt VALUES ('a',1,'created','s','order','o','p','c','m',1,'KRW',0,
      '{}','{}',NULL,0,0,0)`);
    db.close();
    assert.equal(await dead.lease('a', 'dead', 60_000), true);
    await dead.close();
    const next = openSqliteStore({ path });
    assert.equal(await next.lease('a', 'next', 60_000), true);
    await next.close();
  });

  it('of another program is refused and left as it was', () => {
    const path = join(folder, 'other.sqlite');
    const other = new Database(path);
    other.exec('CREATE TABLE invoice (id INTEGER)');
    other.close();
    const before = readFileSync(path);
    assert.throws(() => openSqliteStore({ path }), /belongs to another program/);
    assert.deepEqual(readFileSync(path), before);
  });

  it('of a newer version is refused with what to do', async () => {
    const path = join(folder, 'newer.sqlite');
    await openSqliteStore({ path }).close();
    const db = new Database(path);
    db.exec('PRAGMA user_version = 999');
    db.close();
    assert.throws(() => openSqliteStore({ path }), /newer pay-checkout/);
  });

  it('keeps a write-ahead log, so that readers never hold up a payment', async () => {
    const path = join(folder, 'sync.sqlite');
    const store = openSqliteStore({ path });
    const db = new Database(path);
    assert.deepEqual(db.pragma('journal_mode'), [{ journal_mode: 'wal' }]);
    db.close();
    await store.close();
  });

  it('refuses to change or delete an event, whoever asks', async () => {
    const path = join(folder, 'events.sqlite');
    await openSqliteStore({ path }).close();
    const db = new Database(path);
    db.exec(`INSERT INTO attempt VALUES ('a',1,'ready','s','order','o','p','c','m',1,'KRW',0,'{}','{}',NULL,0,0,0);
      INSERT INTO event VALUES ('a',1,0,'created',NULL,'created','{}')`);
    assert.throws(() => db.exec("UPDATE event SET name = 'x'"), /append-only/);
    assert.throws(() => db.exec('DELETE FROM event'), /append-only/);
    db.close();
  });
});
