import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import express from 'express';
import { listen, probePorts } from '../listen.ts';
import type { Listening } from '../listen.ts';
import { OrderBook } from '../orders.ts';
import { storefrontPages } from './pages.ts';
import { frameworkBundles } from './pages/bundle.ts';
import { VIEWS } from './pages/views.ts';

const PAY_URL = 'http://pay.localhost:4100';
/** Before anything was bundled. */
const { NODE_ENV } = process.env;
const book = new OrderBook();
let shopUrl: string;
let server: Listening;

before(async () => {
  const [port = 0] = await probePorts([0]);
  shopUrl = `http://localhost:${port}`;
  const places = { shopUrl, payUrl: PAY_URL, simulatorUrl: 'http://127.0.0.1:4200' };
  server = await listen(express().use(storefrontPages(places, book)), { port });
});
after(() => server.close());

/** Where a page is in the end, and what it says there. */
async function open(path: string) {
  const response = await fetch(`${shopUrl}/e2e/${path}`);
  const { status, headers, url } = response;
  const order = new URL(url).searchParams.get('order') ?? '';
  return { status, headers, url, order, text: await response.text() };
}

const tagsOn = (text: string): readonly string[] => text.match(/<pay-checkout[^>]*>/g) ?? [];

const policyOf = (headers: Headers): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );

const WITHOUT_ORDER = ['thanks', 'flood'];

describe('the storefront pages', () => {
  for (const page of VIEWS.keys()) {
    it(`answer at ${page}, and note events before any other script runs`, async () => {
      const { status, text } = await open(page);
      assert.equal(status, 200);
      const [first = ''] = /<script[^>]*>/.exec(text) ?? [];
      assert.equal(first, '<script src="/e2e/assets/heard.js">');
    });
  }

  for (const page of [...VIEWS.keys()].filter((name) => !WITHOUT_ORDER.includes(name))) {
    it(`place an order for ${page} and keep it in the address`, async () => {
      const { order, url, text } = await open(page);
      assert.equal(book.find(order)?.line, 'order');
      assert.ok(text.includes(order), 'the page names its order');
      const again = await fetch(url);
      assert.deepEqual([again.redirected, again.url], [false, url]);
    });
  }

  it('place nothing where nothing is paid', async () => {
    const before = book.orders().length;
    for (const page of WITHOUT_ORDER) {
      const { text } = await open(page);
      assert.deepEqual(tagsOn(text), [], page);
    }
    assert.equal(book.orders().length, before);
  });

  it('give the element the attributes of the query, escaped', async () => {
    const { text } = await open(
      'plain?order=A-1&presentation=redirect&method=kakaopay&locale=en&return-url=/e2e/thanks?"<b>',
    );
    assert.deepEqual(tagsOn(text), [
      '<pay-checkout order-id="A-1" line="order" presentation="redirect" return-url="/e2e/thanks?&quot;&lt;b&gt;" method="kakaopay" locale="en" >',
    ]);
  });

  it('pay the fee of the order on the line of the fee', async () => {
    const { order, text } = await open('plain?line=delivery-fee');
    assert.match(tagsOn(text).join(), new RegExp(`order-id="${order}-fee" line="delivery-fee"`));
    assert.equal(book.find(`${order}-fee`)?.line, 'delivery-fee');
  });

  it('show an order and its fee, or one order twice', async () => {
    const two = await open('two');
    assert.deepEqual(
      tagsOn(two.text).map((tag) => / order-id="([^"]+)" line="([^"]+)"/.exec(tag)?.slice(1)),
      [
        [two.order, 'order'],
        [`${two.order}-fee`, 'delivery-fee'],
      ],
    );
    const [first, second, ...more] = tagsOn((await open('same-twice')).text);
    assert.ok(first, 'an element');
    assert.deepEqual([second, more], [first, []]);
  });

  it('load the build that was asked for', async () => {
    const scriptsOf = async (query: string) =>
      (await open(`plain?${query}`)).text.match(/\/widget\/[\w.-]+/g) ?? [];
    assert.deepEqual(await scriptsOf(''), ['/widget/pay-checkout.js']);
    assert.deepEqual(await scriptsOf('script=classic'), ['/widget/pay-checkout.iife.js']);
    assert.deepEqual(await scriptsOf('script=none'), []);
    const { text } = await open('twice-loaded');
    assert.deepEqual(text.match(/\/widget\/[^"]+/g), [
      '/widget/pay-checkout.js',
      '/widget/pay-checkout.iife.js',
      '/widget/pay-checkout.iife.js?copy=2',
    ]);
  });

  it('refuse a wish that they do not know', async () => {
    for (const query of [
      'coop=yes',
      'coep=yes',
      'csp=loose',
      'script=all',
      'order=A-1&order=A-2',
    ]) {
      assert.equal((await open(`plain?${query}`)).status, 400, query);
    }
    assert.equal((await open('nowhere')).status, 404);
  });

  it('frame the shop in a page of another site', async () => {
    const { url, order, text } = await open(
      'framed?coop=same-origin&coep=require-corp&sandbox=allow-scripts',
    );
    assert.equal(new URL(url).hostname, '127.0.0.1');
    const frames = text.replaceAll('&amp;', '&').match(/src="http[^"]+\/e2e\/plain[^"]*"/g) ?? [];
    assert.equal(frames.length, 2);
    for (const frame of frames) {
      assert.ok(frame.startsWith(`src="${shopUrl}/`), frame);
      assert.match(frame, /coep=require-corp/);
      assert.doesNotMatch(frame, /coop=/);
    }
    assert.match(frames.join(), new RegExp(`order=${order}`));
    assert.match(text, /sandbox="allow-scripts"/);
    assert.doesNotMatch(text, /\/widget\//);
  });

  it('are flooded from another site', async () => {
    const { text } = await open('foreign-messages');
    const [, frame = ''] = /src="(http[^"]+\/e2e\/flood[^"]*)"/.exec(text) ?? [];
    assert.equal(new URL(frame).hostname, '127.0.0.1');
    assert.equal((await fetch(frame.replaceAll('&amp;', '&'))).status, 200);
  });
});

describe('the headers of a page', () => {
  it('are those of the query and no others', async () => {
    for (const [coop, coep] of [
      [undefined, undefined],
      ['same-origin', undefined],
      ['same-origin-allow-popups', 'credentialless'],
      ['noopener-allow-popups', 'require-corp'],
      [undefined, 'require-corp'],
    ] as const) {
      const wishes = Object.entries({ coop, coep }).filter((wish) => wish[1] !== undefined);
      const { headers } = await open(
        `plain?${new URLSearchParams(wishes as [string, string][]).toString()}`,
      );
      assert.deepEqual(
        [
          headers.get('cross-origin-opener-policy') ?? undefined,
          headers.get('cross-origin-embedder-policy') ?? undefined,
        ],
        [coop, coep],
      );
      assert.equal(headers.get('content-security-policy'), null);
    }
  });

  it('are there on the way to the page already', async () => {
    const { status, headers } = await fetch(
      `${shopUrl}/e2e/plain?coop=same-origin&coep=require-corp`,
      {
        redirect: 'manual',
      },
    );
    assert.equal(status, 303);
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.equal(headers.get('cross-origin-embedder-policy'), 'require-corp');
    assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin');
  });

  it('are the strictest policy when asked', async () => {
    const { headers, text } = await open('plain?csp=strict');
    assert.deepEqual(policyOf(headers), {
      'default-src': "'none'",
      'script-src': `${PAY_URL} 'self'`,
      'connect-src': PAY_URL,
      'style-src': "'none'",
      'img-src': "'self'",
      'require-trusted-types-for': "'script'",
      'trusted-types': 'lit-html',
      'report-uri': '/e2e/reports',
    });
    assert.doesNotMatch(text, /stylesheet|<style|style=|<script>|\son\w+=/);
  });

  it('allow what a page has beside the checkout, and nothing more', async () => {
    const framed = policyOf((await open('framed?csp=strict')).headers);
    assert.equal(framed['frame-src'], shopUrl);
    const flooded = policyOf((await open('foreign-messages?csp=strict')).headers);
    assert.equal(flooded['frame-src'], shopUrl.replace('localhost', '127.0.0.1'));
    const vue = policyOf((await open('vue?csp=strict')).headers);
    assert.equal(vue['trusted-types'], 'lit-html vue');
    const twice = policyOf((await open('twice-loaded?csp=strict')).headers);
    assert.equal(twice['trusted-types'], "lit-html 'allow-duplicates'");
  });

  it('let the pages and their scripts into a page that embeds with coep', async () => {
    for (const path of ['plain', 'assets/heard.js', 'bundles/react.js']) {
      const { headers } = await open(path);
      assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin', path);
    }
  });
});

describe('the collector of reports', () => {
  it('keeps what browsers report until it is emptied', async () => {
    const report = { 'csp-report': { 'effective-directive': 'style-src' } };
    const send = (method: string, body?: string) =>
      fetch(`${shopUrl}/e2e/reports`, {
        method,
        headers: { 'content-type': 'application/csp-report' },
        ...(body === undefined ? {} : { body }),
      });
    assert.equal((await send('POST', JSON.stringify(report))).status, 204);
    assert.deepEqual(await (await send('GET')).json(), [report]);
    await send('DELETE');
    assert.deepEqual(await (await send('GET')).json(), []);
  });
});

describe('the bundles of the frameworks', () => {
  it('have React with its strict checks, and Vue with the element known as one', async () => {
    const react = await open('bundles/react.js');
    assert.match(react.headers.get('content-type') ?? '', /javascript/);
    assert.match(react.text, /react-dom-client\.development/);
    assert.doesNotMatch(react.text, /process\.env/);
    const vue = await open('bundles/vue.js');
    assert.match(vue.text, /createElementBlock\("pay-checkout"/);
    assert.doesNotMatch(vue.text, /resolveComponent\("pay-checkout"|process\.env/);
  });

  it('are made once, and leave the process as it was', async () => {
    const [one, other] = await Promise.all([frameworkBundles(), frameworkBundles()]);
    assert.equal(one, other);
    assert.equal(process.env['NODE_ENV'], NODE_ENV);
    assert.equal((await open('bundles/angular.js')).status, 404);
  });
});
