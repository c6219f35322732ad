import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkConfig } from '../config.ts';
import { kakaopay } from '../providers/index.ts';
import { createLife } from './life.ts';

const config = checkConfig({
  shop: { name: 'shop' },
  publicUrl: 'http://pay.localhost',
  storefronts: ['http://localhost'],
  storeUrl: 'file::memory:',
  secrets: [{ kid: 'a', secret: Buffer.alloc(32).toString('base64url') }],
  hookSecret: `whsec_${Buffer.alloc(32).toString('base64')}`,
  channels: { kakaopay: kakaopay({ secretKey: 'k', cid: 'TC0ONETIME' }) },
  lines: {},
});

/** A clock on which nothing rings until it is told to. */
function heldClock() {
  const alarms: { ms: number; ring: () => void }[] = [];
  const clock = {
    now: () => 0,
    after: (ms: number, ring: () => void) => {
      const alarm = { ms, ring };
      alarms.push(alarm);
      return () => void alarms.splice(alarms.indexOf(alarm), 1);
    },
  };
  return { clock, alarms };
}

const deferred = () => {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
};

describe('the end of a server', () => {
  it('waits for what runs, and for what that begins', async () => {
    const life = createLife();
    const { clock, alarms } = heldClock();
    const [callback, approval] = [deferred(), deferred()];
    const begin = async (): Promise<void> => {
      await callback.promise;
      life.background(approval.promise);
    };
    life.background(begin());
    let ended = false;
    const end = life.end({ clock, config }).then(() => {
      ended = true;
    });
    assert.equal(life.isStopping(), true);
    callback.resolve();
    await new Promise(setImmediate);
    assert.equal(ended, false);
    approval.resolve();
    await end;
    assert.deepEqual(alarms, []);
  });

  it('is not held up by work that fails', async () => {
    const life = createLife();
    life.background(Promise.reject(new Error('broken')).catch(() => undefined));
    await life.end({ clock: heldClock().clock, config });
  });

  it('gives up only after the slowest provider must have answered', async () => {
    const life = createLife();
    const { clock, alarms } = heldClock();
    life.background(deferred().promise);
    const end = life.end({ clock, config });
    const [alarm] = alarms;
    assert.ok((alarm?.ms ?? 0) > (config.channels['kakaopay']?.facts.callTimeout ?? Infinity));
    alarm?.ring();
    await end;
  });
});
