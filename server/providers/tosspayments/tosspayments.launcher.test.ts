import { assert } from '@open-wc/testing';
import { launch } from './tosspayments.launcher.ts';

const URLS = { successUrl: 'https://pay.example/success', failUrl: 'https://pay.example/fail' };
const V2 = {
  version: 'v2',
  clientKey: 'test_ck_1',
  customerKey: '@@ANONYMOUS',
  request: { method: 'CARD', orderId: 'R-1', ...URLS },
};
const V1 = {
  version: 'v1',
  clientKey: 'test_ck_1',
  method: 'CARD',
  request: { orderId: 'R-1', ...URLS },
};

/** Both SDKs as their types have them; each notes what it was called with. */
const fakes = (answer: () => Promise<unknown> = () => Promise.resolve()) => {
  const calls: unknown[] = [];
  const v2 = (clientKey: string) => ({
    payment: ({ customerKey }: { customerKey: string }) => ({
      requestPayment: (request: unknown) => {
        calls.push({ clientKey, customerKey, request });
        return answer();
      },
    }),
    requestPayment: () => {
      throw Object.assign(new Error('v1'), { code: 'V1_METHOD_NOT_SUPPORTED' });
    },
  });
  const v1 = (clientKey: string) => ({
    requestPayment: (method: string, request: unknown) => {
      calls.push({ clientKey, method, request });
      return answer();
    },
  });
  return { calls, v1, v2 };
};

const failed = (code: string) => ({ kind: 'failed', code }) as const;

describe('the launcher of Toss Payments', () => {
  it('calls the v2 SDK as the payment window of an unknown customer', async () => {
    const { calls, v2 } = fakes();
    assert.equal(await launch(v2, V2), undefined);
    const { clientKey, customerKey, request } = V2;
    assert.deepEqual(calls, [{ clientKey, customerKey, request }]);
  });

  it('calls the v1 SDK with the method beside the request', async () => {
    const { calls, v1 } = fakes();
    assert.equal(await launch(v1, V1), undefined);
    const { clientKey, method, request } = V1;
    assert.deepEqual(calls, [{ clientKey, method, request }]);
  });

  it('calls the methods on the objects that they belong to', async () => {
    class Payment {
      readonly asked: unknown[] = [];
      requestPayment(request: unknown): Promise<void> {
        this.asked.push(request);
        return Promise.resolve();
      }
    }
    class Toss {
      readonly payments = [new Payment()];
      payment(): Payment | undefined {
        return this.payments[0];
      }
    }
    const toss = new Toss();
    assert.equal(await launch(() => toss, V2), undefined);
    assert.deepEqual(toss.payments[0]?.asked, [V2.request]);
  });

  it('calls neither SDK where it finds the other version, or something else', async () => {
    const { calls, v1, v2 } = fakes();
    const nothings = [undefined, null, 'TossPayments', {}, () => undefined, () => null, () => ({})];
    for (const sdk of [v1, ...nothings]) {
      assert.deepEqual(await launch(sdk, V2), failed('SDK_REPLACED'));
    }
    for (const sdk of [v2, ...nothings]) {
      assert.deepEqual(await launch(sdk, V1), failed('SDK_REPLACED'));
    }
    assert.deepEqual(calls, []);
  });

  for (const error of [
    { code: 'USER_CANCEL' },
    { code: 'PAY_PROCESS_CANCELED' },
    { name: 'UserCancelError', code: 'SOMETHING_NEW' },
    { name: 'UserCancelError' },
  ]) {
    it(`takes ${JSON.stringify(error)} for a buyer who canceled`, async () => {
      const rejecting = fakes(() => Promise.reject(Object.assign(new Error('x'), error)));
      assert.deepEqual(await launch(rejecting.v2, V2), { kind: 'canceled' });
      assert.deepEqual(await launch(rejecting.v1, V1), { kind: 'canceled' });
    });
  }

  it('hands on the code of every other failure', async () => {
    const rejecting = fakes(() =>
      Promise.reject(Object.assign(new Error('x'), { code: 'UNKNOWN' })),
    );
    assert.deepEqual(await launch(rejecting.v2, V2), failed('UNKNOWN'));
    assert.deepEqual(await launch(rejecting.v1, V1), failed('UNKNOWN'));
  });

  it('hands on what the SDK throws before it has a promise to reject', async () => {
    const wrongKey = () => {
      throw Object.assign(new Error('x'), { code: 'INVALID_CLIENT_KEY' });
    };
    const wrongCustomer = () => ({
      payment: () => {
        throw Object.assign(new Error('x'), { code: 'INVALID_CUSTOMER_KEY' });
      },
    });
    assert.deepEqual(await launch(wrongKey, V2), failed('INVALID_CLIENT_KEY'));
    assert.deepEqual(await launch(wrongKey, V1), failed('INVALID_CLIENT_KEY'));
    assert.deepEqual(await launch(wrongCustomer, V2), failed('INVALID_CUSTOMER_KEY'));
  });

  for (const [name, error] of [
    ['nothing', undefined],
    ['null', null],
    ['a text', 'USER_CANCEL'],
    ['an error without a code', new Error('x')],
    ['a number for a code', { code: 1 }],
  ] as const) {
    it(`calls a failure with ${name} SDK_FAILED`, async () => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as scripts do
      const rejecting = fakes(() => Promise.reject(error));
      assert.deepEqual(await launch(rejecting.v2, V2), failed('SDK_FAILED'));
    });
  }

  const requestOnly = { orderId: 'R-1' };
  for (const [name, data] of [
    ['nothing in it', {}],
    ['another version', { ...V2, version: 'v3' }],
    ['no client key', { ...V2, clientKey: undefined }],
    ['no customer key for v2', { ...V2, customerKey: 1 }],
    ['no method for v1', { ...V1, method: undefined }],
    ['no request', { ...V2, request: undefined }],
    ['null for a request', { ...V1, request: null }],
    ['no address to come back to', { ...V2, request: requestOnly }],
    ['only one address', { ...V1, request: { ...requestOnly, successUrl: URLS.successUrl } }],
  ] as const) {
    it(`calls no SDK with ${name}`, async () => {
      const { calls, v1, v2 } = fakes();
      assert.deepEqual(await launch(v2, data), failed('DATA_INVALID'));
      assert.deepEqual(await launch(v1, data), failed('DATA_INVALID'));
      assert.deepEqual(calls, []);
    });
  }

  it('says nothing while the SDK is at work', async () => {
    const { v2 } = fakes(() => new Promise(() => undefined));
    const settled = await Promise.race([launch(v2, V2), new Response('').text()]);
    assert.equal(settled, '');
  });
});
