import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { checkConfig } from '../config.ts';
import { createEnvelopes, type RawRequest } from './envelope.ts';

const secretOf = (kid: string) => ({ kid, secret: randomBytes(32).toString('base64url') });
const [first, second] = [secretOf('1'), secretOf('2')];
const envelopesWith = (secrets: (typeof first)[]) =>
  createEnvelopes(
    checkConfig({
      shop: { name: 'shop' },
      publicUrl: 'http://pay.localhost',
      storefronts: ['http://localhost'],
      storeUrl: 'file::memory:',
      secrets,
      hookSecret: `whsec_${randomBytes(32).toString('base64')}`,
      channels: {},
      lines: {},
    }),
  );

const RAW: RawRequest = {
  source: 'callback',
  attemptId: 'a',
  channel: 'c',
  httpMethod: 'POST',
  leg: 'return',
  rawQuery: 'b=2&a=%EA&b=1',
  headers: { 'x-signature': 'CANARY' },
  contentType: 'application/x-www-form-urlencoded; charset=euc-kr',
  body: new Uint8Array([0xb0, 0xa1, 0x00, 0xff]),
};

describe('an envelope', () => {
  it('gives a request back byte for byte and shows nothing of it outside', async () => {
    const envelopes = envelopesWith([first]);
    const sealed = await envelopes.seal(RAW);
    assert.deepEqual(await envelopes.open(sealed), RAW);
    const { sealed: text, ...outside } = sealed;
    assert.deepEqual(Object.keys(outside).sort(), ['attemptId', 'channel', 'digest', 'source']);
    assert.equal(Buffer.from(text, 'base64').includes('CANARY'), false);
  });

  it('is the same request when only its headers differ, and another when anything else does', async () => {
    const { seal } = envelopesWith([first]);
    const digestOf = async (more: Partial<RawRequest>) => (await seal({ ...RAW, ...more })).digest;
    const same = await digestOf({ headers: {} });
    assert.equal(same, await digestOf({}));
    for (const other of [
      { attemptId: 'b' },
      { rawQuery: 'b=1&a=%EA&b=2' },
      { leg: 'x' },
      { httpMethod: 'GET' },
      { body: new Uint8Array([0xb0]) },
      { contentType: 'text/plain' },
      { channel: 'd' },
    ]) {
      assert.notEqual(await digestOf(other), same, JSON.stringify(other));
    }
  });

  it('of a webhook is the same before and after we know whom it is about', async () => {
    const { seal } = envelopesWith([first]);
    const webhook = { ...RAW, source: 'webhook' as const };
    const before = await seal({ ...webhook, attemptId: undefined });
    assert.equal(before.digest, (await seal(webhook)).digest);
  });

  it('is opened as long as its secret is in the ring, and never without it', async () => {
    const sealed = await envelopesWith([first]).seal(RAW);
    assert.deepEqual(await envelopesWith([second, first]).open(sealed), RAW);
    await assert.rejects(envelopesWith([second]).open(sealed));
    const [header, key, iv, text = '', tag] = sealed.sealed.split('.');
    const other = `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
    const altered = { ...sealed, sealed: [header, key, iv, other, tag].join('.') };
    await assert.rejects(envelopesWith([first]).open(altered));
  });
});
