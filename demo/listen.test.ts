import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, it } from 'node:test';
import { listen, originOf, PortTakenError, probePorts } from './listen.ts';

describe('listening on the loopback', () => {
  it('serves on the port it tells and frees it when closed', async () => {
    const server = await listen((_request, response) => response.end('here'), { port: 0 });
    const answer = await fetch(`http://127.0.0.1:${server.port}/`);
    assert.equal(await answer.text(), 'here');
    await server.close();
    assert.deepEqual(await probePorts([server.port]), [server.port]);
  });

  it('names the port that another program uses', async () => {
    const server = await listen((_request, response) => response.end(), { port: 0 });
    await assert.rejects(
      () => probePorts([0, server.port]),
      (error) => error instanceof PortTakenError && error.port === server.port,
    );
    await server.close();
  });

  it('finds as many different ports as are asked for', async () => {
    const ports = await probePorts([0, 0, 0, 0]);
    assert.equal(new Set(ports).size, 4);
    assert.ok(ports.every((port) => port > 0));
  });

  it('closes although a request hangs', async () => {
    const requests = new EventEmitter();
    const server = await listen(() => requests.emit('arrived'), { port: 0 });
    const arrived = once(requests, 'arrived');
    const hanging = fetch(`http://127.0.0.1:${server.port}/`).then(
      () => 'answered',
      () => 'cut',
    );
    await arrived;
    await server.close();
    assert.equal(await hanging, 'cut');
  });
});

describe('an origin', () => {
  it('refuses connections while it is shut, and comes back at the same port', async () => {
    const [port = 0] = await probePorts([0]);
    const origin = originOf((_request, response) => response.end('here'), { port });
    const ask = async () => (await fetch(`http://127.0.0.1:${port}/`)).text();
    await assert.rejects(ask);
    for (let turn = 0; turn < 2; turn += 1) {
      await origin.open();
      await origin.open();
      assert.equal(await ask(), 'here');
      await origin.shut();
      await origin.shut();
      await assert.rejects(ask);
    }
  });
});
