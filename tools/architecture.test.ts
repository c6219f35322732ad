import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { findCycles } from './architecture/cycles.ts';
import { parseModule, readModules } from './architecture/module.ts';
import type { Module } from './architecture/module.ts';
import { RULES } from './architecture/rules.ts';
import type { RuleName } from './architecture/rules.ts';

const FOLDERS = ['widget', 'server', 'demo', 'tools'];
const PROVIDERS = 'server/providers';

const providerIds = readdirSync(PROVIDERS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const modules = readModules(FOLDERS);
const ruleNames = Object.keys(RULES) as RuleName[];

const findings = (rule: RuleName, module: Module, ids: readonly string[]): readonly string[] =>
  RULES[rule](module, ids);

describe('The repository keeps its architecture', () => {
  test('The walk found files in every folder.', () => {
    for (const folder of FOLDERS) {
      assert.ok(
        modules.some(({ path }) => path.startsWith(`${folder}/`)),
        `no file under ${folder}/`,
      );
    }
  });

  test('Every imported file of ours exists.', () => {
    const missing = modules.flatMap(({ path, imports }) =>
      imports
        .filter((imported) => imported.path !== undefined && !existsSync(imported.path))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    assert.deepEqual(missing, []);
  });

  for (const rule of ruleNames) {
    test(`Nothing breaks the rule ${rule}.`, () => {
      assert.deepEqual(
        modules.flatMap((module) => findings(rule, module, providerIds)),
        [],
      );
    });
  }

  test('No imports go round in a circle.', () => {
    assert.deepEqual(findCycles(modules), []);
  });
});

interface Example {
  readonly rule: RuleName;
  readonly path: string;
  readonly source: string;
}

const BREAKS: readonly Example[] = [
  {
    rule: 'widgetImports',
    path: 'widget/checkout/client.ts',
    source: `import { launch } from '../../server/checkout/launch.ts';`,
  },
  { rule: 'widgetImports', path: 'widget/index.ts', source: `import * as z from 'zod';` },
  {
    rule: 'widgetImports',
    path: 'widget/checkout/client.ts',
    source: `import { SessionSchema } from '../../server/protocol/index.ts';`,
  },
  { rule: 'widgetImports', path: 'widget/index.ts', source: `import fc from 'fast-check';` },
  { rule: 'widgetImports', path: 'widget/index.ts', source: `await import('node:fs');` },
  { rule: 'protocolImports', path: 'server/protocol/ids.ts', source: `import * as z from 'zod';` },
  {
    rule: 'protocolImports',
    path: 'server/protocol/ids.ts',
    source: `export type { Provider } from '../providers/provider.ts';`,
  },
  {
    rule: 'providerImports',
    path: 'server/providers/kakaopay/kakaopay.ts',
    source: `import { nicepay } from '../nicepay/nicepay.ts';`,
  },
  {
    rule: 'providerImports',
    path: 'server/providers/kakaopay/kakaopay.test.ts',
    source: `import { nicepay } from '../nicepay/nicepay.ts';`,
  },
  {
    rule: 'providerImports',
    path: 'server/providers/kakaopay/kakaopay.ts',
    source: `import { sendRequest } from '../../checkout/outbound.ts';`,
  },
  {
    rule: 'providerImports',
    path: 'server/providers/kakaopay/kakaopay.ts',
    source: `import type { Store } from '../../store/store.ts';`,
  },
  {
    rule: 'providerImports',
    path: 'server/providers/kakaopay/kakaopay.ts',
    source: `import express from 'express';`,
  },
  {
    rule: 'providerImports',
    path: 'server/providers/kakaopay/kakaopay.ts',
    source: `import { plain } from '../wire.simulator.ts';`,
  },
  {
    rule: 'providerImports',
    path: 'server/providers/kakaopay/kakaopay.simulator.ts',
    source: `import '../nicepay/nicepay.simulator.ts';`,
  },
  {
    rule: 'sharedSimulatorsNameNoProvider',
    path: 'server/providers/wire.simulator.ts',
    source: `import { error } from './kakaopay/kakaopay-codes.simulator.ts';`,
  },
  {
    rule: 'coreNamesNoProvider',
    path: 'server/checkout/approve.ts',
    source: `import { kakaopay } from '../providers/kakaopay/kakaopay.ts';`,
  },
  {
    rule: 'coreNamesNoProvider',
    path: 'server/http/router.ts',
    source: `import { kakaopay } from '../providers/index.ts';`,
  },
  {
    rule: 'serverLeavesWidget',
    path: 'server/http/router.ts',
    source: `import type { CheckoutView } from '../../widget/checkout/context.ts';`,
  },
  {
    rule: 'nobodyImportsDemo',
    path: 'server/testing/app.ts',
    source: `export * from '../../demo/demo.ts';`,
  },
  {
    rule: 'simulatorsStayOut',
    path: 'server/cli.ts',
    source: `import { createKakaoPaySimulator } from './providers/kakaopay/kakaopay.simulator.ts';`,
  },
  { rule: 'fileLength', path: 'server/cli.ts', source: 'run();\n'.repeat(251) },
  {
    rule: 'fileLength',
    path: 'server/providers/kakaopay/kakaopay.ts',
    source: 'run();\n'.repeat(201),
  },
  { rule: 'noDefaultExports', path: 'server/cli.ts', source: 'export default 1;' },
  { rule: 'noDefaultExports', path: 'server/cli.ts', source: 'export default class A {}' },
  {
    rule: 'noDefaultExports',
    path: 'server/cli.ts',
    source: 'const a = 1; export { a as default };',
  },
  {
    rule: 'noProviderComparison',
    path: 'server/checkout/approve.ts',
    source: `export const f = (id: string) => id === 'kakaopay';`,
  },
  {
    rule: 'noProviderComparison',
    path: 'demo/shop.ts',
    source: `switch (id) { case 'kakaopay': run(); }`,
  },
];

const KEEPS: readonly Example[] = [
  {
    rule: 'widgetImports',
    path: 'widget/elements/pay-button/pay-button.test.ts',
    source: `import fc from 'fast-check'; import '../../../server/protocol/index.ts'; import 'lit/decorators.js';`,
  },
  {
    rule: 'providerImports',
    path: 'server/providers/kakaopay/kakaopay.test.ts',
    source: `import '../../checkout/outbound.ts'; import '../provider.contract.ts'; import 'express';`,
  },
  {
    rule: 'providerImports',
    path: 'server/providers/kakaopay/kakaopay.simulator.ts',
    source: `import express from 'express'; import { plain } from '../wire.simulator.ts';`,
  },
  {
    rule: 'sharedSimulatorsNameNoProvider',
    path: 'server/providers/plays.simulator.ts',
    source: `import type { Response } from 'express'; import './wire.simulator.ts';`,
  },
  {
    rule: 'coreNamesNoProvider',
    path: 'server/index.ts',
    source: `export * from './providers/index.ts';`,
  },
  {
    rule: 'simulatorsStayOut',
    path: 'demo/demo.ts',
    source: `import '../server/providers/kakaopay/kakaopay.simulator.ts';`,
  },
  { rule: 'fileLength', path: 'server/cli.ts', source: 'run();\n'.repeat(250) },
  { rule: 'fileLength', path: 'server/cli.test.ts', source: 'run();\n'.repeat(900) },
  {
    rule: 'noProviderComparison',
    path: 'server/checkout/approve.ts',
    source: `export const f = (id: string) => id === 'other' || g('kakaopay');`,
  },
];

const firstLine = (source: string): string => source.split('\n')[0] ?? '';

describe('Each rule of the architecture notices its break', () => {
  for (const { rule, path, source } of BREAKS) {
    test(`${rule} refuses in ${path}: ${firstLine(source)}`, () => {
      assert.equal(findings(rule, parseModule(path, source), ['kakaopay']).length, 1);
    });
  }

  for (const { rule, path, source } of KEEPS) {
    test(`${rule} allows in ${path}: ${firstLine(source)}`, () => {
      assert.deepEqual(findings(rule, parseModule(path, source), ['kakaopay']), []);
    });
  }

  test('Every rule has an example that breaks it.', () => {
    const shown = new Set(BREAKS.map(({ rule }) => rule));
    assert.deepEqual(
      ruleNames.filter((rule) => !shown.has(rule)),
      [],
    );
  });

  test('A circle is found, through types too, and named.', () => {
    const circle = [
      parseModule('a.ts', `import { b } from './b.ts';`),
      parseModule('b.ts', `import type { C } from './c.ts';`),
      parseModule('c.ts', `export * from './a.ts';`),
    ];
    assert.deepEqual(findCycles(circle), ['Circle: a.ts → b.ts → c.ts → a.ts']);
    assert.deepEqual(findCycles(circle.slice(0, 2)), []);
  });
});
