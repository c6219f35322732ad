import { expect } from '@open-wc/testing';
import type { AttemptId } from '../../server/protocol/index.ts';
import { hintIn, type HintSender } from './hint.ts';

const ORIGIN = 'https://pay.shop.example';
const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const GOOD = { v: 1, type: 'attempt-changed', attemptId: ID };

const throwing = { v: 1, type: 'hello', attemptId: ID };
Object.defineProperty(throwing, 'extra', { enumerable: true, get: () => 'x' });

/** Messages from the right window and origin whose shape is not ours. */
const MISSHAPEN: Record<string, unknown> = {
  undefined: undefined,
  null: null,
  'a number': 1,
  'a text': 'attempt-changed',
  'JSON as text': JSON.stringify(GOOD),
  'an empty text': '',
  true: true,
  'an empty object': {},
  'an array': [GOOD],
  'an array in the order of the fields': [1, 'hello', ID],
  'a map': new Map(Object.entries(GOOD)),
  'a date': new Date(),
  bytes: new Uint8Array(22),
  'no version': { type: 'hello', attemptId: ID },
  'version 0': { ...GOOD, v: 0 },
  'version 2': { ...GOOD, v: 2 },
  'the version as text': { ...GOOD, v: '1' },
  'no type': { v: 1, attemptId: ID },
  'an unknown type': { ...GOOD, type: 'complete' },
  'a type in capitals': { ...GOOD, type: 'HELLO' },
  'a type that is an object': { ...GOOD, type: { toString: () => 'hello' } },
  'a type from the prototype': { ...GOOD, type: 'constructor' },
  'no attempt': { v: 1, type: 'hello' },
  'an attempt that is too short': { ...GOOD, attemptId: ID.slice(1) },
  'an attempt that is too long': { ...GOOD, attemptId: `${ID}A` },
  'an attempt with other characters': { ...GOOD, attemptId: `${ID.slice(2)}/+` },
  'an attempt with a line break after it': { ...GOOD, attemptId: `${ID}\n` },
  'an attempt in an array': { ...GOOD, attemptId: [ID] },
  'a result beside it': { ...GOOD, status: 'complete' },
  'an amount beside it': { ...GOOD, amount: { value: 1, currency: 'KRW' } },
  'an address beside it': { ...GOOD, url: 'https://evil.example' },
  'a further field that is computed': throwing,
  'another attempt': { ...GOOD, attemptId: 'BBBBBBBBBBBBBBBBBBBBBB' },
  'a message of a development tool': { source: 'react-devtools-bridge', payload: {} },
};

const STRANGE_ORIGINS = [
  'https://pay.shop.example.evil.example',
  'https://pay.shop.example:8443',
  'http://pay.shop.example',
  'https://shop.example',
  'https://PAY.shop.example',
  'https://pay.shop.example/',
  'null',
  '',
];

describe('hintIn', () => {
  let frame: HTMLIFrameElement;
  let other: HTMLIFrameElement;
  let sender: HintSender;

  const heard = (
    data: unknown,
    origin = ORIGIN,
    source: Window | null = frame.contentWindow,
  ): string | undefined => hintIn(new MessageEvent('message', { data, origin, source }), sender);

  beforeEach(() => {
    frame = document.body.appendChild(document.createElement('iframe'));
    other = document.body.appendChild(document.createElement('iframe'));
    const source = frame.contentWindow;
    if (!source) throw new Error('A frame in the document has a window.');
    sender = { origin: ORIGIN, source, attemptId: ID as AttemptId };
  });
  afterEach(() => {
    frame.remove();
    other.remove();
  });

  for (const type of ['hello', 'attempt-changed', 'closing']) {
    it(`hears "${type}" from the payment window`, () => {
      expect(heard({ ...GOOD, type })).to.equal(type);
    });
  }

  for (const [what, data] of Object.entries(MISSHAPEN)) {
    it(`does not hear ${what}`, () => {
      expect(heard(data)).to.equal(undefined);
    });
  }

  for (const origin of STRANGE_ORIGINS) {
    it(`does not hear the origin "${origin}"`, () => {
      expect(heard(GOOD, origin)).to.equal(undefined);
    });
  }

  it('does not hear another window of the right origin', () => {
    for (const source of [other.contentWindow, window, null])
      expect(heard(GOOD, ORIGIN, source)).to.equal(undefined);
  });

  it('hears nothing where no window is open', () => {
    sender = { ...sender, source: undefined };
    expect(heard(GOOD)).to.equal(undefined);
    expect(heard(GOOD, ORIGIN, null)).to.equal(undefined);
  });
});
