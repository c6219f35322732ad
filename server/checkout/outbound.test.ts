import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { HttpRequest } from '../providers/provider.ts';
import { freePort } from '../testing/free-port.ts';
import { closed, listening } from '../testing/merchant.ts';
import { sendRequest } from './outbound.ts';

type Part = Pick<HttpRequest, 'method' | 'body' | 'exact'>;

/** Both ways out keep the same promises. */
const WAYS: Readonly<Record<string, Part>> = {
  'by fetch': { method: 'POST', body: '{}' },
  'to the byte': { method: 'POST', exact: { query: 'a=%zz', body: Buffer.from('{}') } },
  'to the byte, by GET': { method: 'GET', exact: { query: '', body: Buffer.alloc(0) } },
};

for (const [way, part] of Object.entries(WAYS)) {
  const sent = (url: string, timeoutMs = 5000) =>
    sendRequest({ ...part, url, headers: {}, timeoutMs });
  const against = async (listener: RequestListener, timeoutMs?: number) => {
    const server = await listening(createServer(listener));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
    const outcome = await sent(url, timeoutMs);
    await closed(server);
    return outcome;
  };

  describe(`a call to the outside, ${way},`, () => {
    it('is not sent when nobody listens or the name is unknown', async () => {
      const refused = await sent(`http://127.0.0.1:${String(await freePort())}/`);
      assert.deepEqual(refused, { kind: 'not-sent', reason: 'ECONNREFUSED' });
      assert.equal((await sent('http://no-such-host.invalid/')).kind, 'not-sent');
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

    it('has no answer when the time is up, before or after the headers', async () => {
      const outcome = await against(() => undefined, 50);
      assert.deepEqual(outcome, { kind: 'no-answer', reason: 'TIMEOUT' });
      const begun = await against((_req, res) => {
        res.writeHead(200, { 'content-length': '100' });
        res.write('half');
      }, 100);
      assert.equal(begun.kind, 'no-answer');
    });

    it('has no answer when the line is to be used for something else', async () => {
      const outcome = await against((req) => {
        req.socket.end(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
        );
      });
      assert.equal(outcome.kind, 'no-answer');
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
}

describe('a request to the byte', () => {
  it('takes a connection of its own, so that a stale one is never mistaken for a call under way', async () => {
    const ports: (number | undefined)[] = [];
    const server = await listening(
      createServer((req, res) => {
        ports.push(req.socket.remotePort);
        res.end();
      }),
    );
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
    for (let times = 0; times < 2; times += 1) {
      const exact = { query: '', body: new Uint8Array() };
      await sendRequest({ method: 'GET', url, headers: {}, exact, timeoutMs: 5000 });
    }
    await closed(server);
    assert.equal(new Set(ports).size, 2);
  });

  it('is not sent where no line can be had in time, and TLS that is refused counts as none', async () => {
    const server = await listening(createServer(() => assert.fail('a plain request came')));
    const url = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
    const exact = { query: '', body: new Uint8Array() };
    const outcome = await sendRequest({ method: 'GET', url, headers: {}, exact, timeoutMs: 5000 });
    await closed(server);
    assert.equal(outcome.kind, 'not-sent');
  });
});
