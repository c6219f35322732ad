import { expect } from '@open-wc/testing';
import { SCRIPT_SERVER, serverOf } from './script-address.ts';

describe('the address of the script', () => {
  const own: readonly [string, string][] = [
    ['https://pay.shop.example/widget/pay-checkout.js', 'https://pay.shop.example'],
    ['https://pay.shop.example/widget/pay-checkout.iife.js', 'https://pay.shop.example'],
    ['https://pay.shop.example/widget/pay-checkout.js?v=3#x', 'https://pay.shop.example'],
    ['https://shop.example/pay/widget/pay-checkout.js', 'https://shop.example/pay'],
    ['http://pay.localhost:3001/widget/pay-checkout.js', 'http://pay.localhost:3001'],
    ['https://a.example/widget/widget/pay-checkout.js', 'https://a.example/widget'],
  ];
  for (const [script, server] of own) {
    it(`names the server that ${script} came from.`, () => {
      expect(serverOf(script)).to.equal(server);
    });
  }

  const foreign = [
    '',
    'https://shop.example/assets/index-3f2a.js',
    'https://shop.example/widget/index.js',
    'https://shop.example/pay-checkout.js',
    'file:///srv/node_modules/pay-checkout/dist/npm/index.js',
    'file:///srv/widget/pay-checkout.js',
    'javascript:void(0)/widget/pay-checkout.js',
  ];
  for (const script of foreign) {
    it(`takes no server from ${script || 'an empty address'}.`, () => {
      expect(serverOf(script)).to.equal('');
    });
  }

  it('takes no server from the test page, which is not the built script.', () => {
    expect(SCRIPT_SERVER).to.equal('');
  });
});
