import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { describe, it } from 'node:test';
import { providerContract } from '../provider.contract.ts';
import { createExampleSimulator, SIMULATOR_KEY } from './example.simulator.ts';
import { example } from './example.ts';
import type { ExampleOptions } from './example.schema.ts';

const KEYS = { secretKey: SIMULATOR_KEY };

await providerContract('example', async () => {
  const simulator = createExampleSimulator();
  const server = createServer(express().use(simulator.router));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/api`;
  const wrong = (options: Partial<ExampleOptions>) => () =>
    example({ ...KEYS, baseUrl, ...options });
  return {
    provider: example({ ...KEYS, baseUrl }),
    providerAt: (elsewhere) => example({ ...KEYS, baseUrl: elsewhere }),
    badOptions: {
      secretKey: wrong({ secretKey: 'short' }),
      baseUrl: wrong({ baseUrl: 'http://example.com' }),
    },
    secrets: [SIMULATOR_KEY],
    decide: async (instruction, decision) => {
      assert.ok(instruction.kind === 'redirect', instruction.kind);
      const init = { method: 'POST', redirect: 'manual' } as const;
      const answer = await fetch(`${instruction.url}/${decision}`, init);
      const url = answer.headers.get('location') ?? '';
      return { httpMethod: 'GET', url, contentType: '', body: new Uint8Array() };
    },
    fault: (step, kind) => {
      assert.ok(step === 'prepare' || step === 'approve' || step === 'query', step);
      simulator.fault(step, kind);
    },
    timesTaken: simulator.timesTaken,
    passTime: simulator.passTime,
    reset: simulator.reset,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});

describe('example', () => {
  it('takes the callback of another payment for nothing', () => {
    const provider = example({ ...KEYS, baseUrl: 'https://pay.example' });
    const record = {
      attemptId: 'AAAAAAAAAAAAAAAAAAAAAA',
      orderId: 'A-1001',
      line: 'order',
      providerOrderId: 'A-1001-7f3k9q',
      method: 'wallet',
      buyerRef: 'b7f3k9q',
      orderName: '머그컵',
      amount: { value: 15_000, currency: 'KRW' },
      taxFreeAmount: 0,
      device: 'desktop',
      locale: 'ko',
      providerState: { id: 'mine' },
    } as const;
    const callback = (id: string) =>
      ({
        httpMethod: 'GET',
        leg: 'return',
        query: [
          ['id', id],
          ['result', 'ok'],
        ],
        contentType: '',
        body: new Uint8Array(),
      }) as const;
    const kinds = ['mine', 'theirs'].map((id) => provider.readCallback(callback(id), record).kind);
    assert.deepEqual(kinds, ['authenticated', 'rejected']);
  });
});
