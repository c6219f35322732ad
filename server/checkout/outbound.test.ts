import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { freePort } from '../testing/free-port.ts';
import { closed, listening } from '../testing/merchant.ts';
import { sendRequest } from './outbound.ts';

async function against(listener: RequestListener, timeoutMs = 5000) {
  const server = await listening(createServer(listener));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  const outcome = await sendRequest({ method: 'POST', url, headers: {}, body: '{}', timeoutMs });
  await closed(server);
  return outcome;
}

describe('a call to the outside', () => {
  it('is not sent when nobody listens or the name is unknown', async () => {
    const send = (url: string) => sendRequest({ method: 'GET', url, headers: {}, timeoutMs: 5000 });
    const refused = await send(`http://127.0.0.1:${String(await freePort())}/`);
    assert.deepEqual(refused, { kind: 'not-sent', reason: 'ECONNREFUSED' });
    assert.equal((await send('http://no-such-host.invalid/')).kind, 'not-sent');
  });

  it('has no answer when the connection breaks, before or after the headers', async () => {
    const before = await against((req) => req.socket.destroy());
    assert.equal(before.kind, 'no-answer');
    const after = await against((_req, res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write('half', () => res.destroy());
    });
    assert.equal(after.kind, 'no-answer');
  });

  it('has no answer when the time is up', async () => {
    const outcome = await against(() => undefined, 50);
    assert.deepEqual(outcome, { kind: 'no-answer', reason: 'TIMEOUT' });
  });

  it('does not follow a redirect, so that keys stay with whom they are for', async () => {
    let asked = 0;
    const outcome = await against((_req, res) => {
      asked += 1;
      res.writeHead(302, { location: '/elsewhere' }).end();
    });
    assert.equal(outcome.kind === 'answered' && outcome.status, 302);
    assert.equal(asked, 1);
  });

  it('gives up on an answer that never ends', async () => {
    const outcome = await against((_req, res) => {
      const more = (): void => {
        if (!res.destroyed) res.write('x'.repeat(65_536), more);
      };
      more();
    });
    assert.deepEqual(outcome, { kind: 'no-answer', reason: 'ANSWER_TOO_LARGE' });
  });
});
