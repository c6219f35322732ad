import type { Import, Module } from './module.ts';

/** One break of a rule, as a sentence. */
export type Finding = string;

/** A rule about one file. `providerIds` are the names of the folders under `server/providers/`. */
export type Rule = (module: Module, providerIds: readonly string[]) => readonly Finding[];

const PROTOCOL = 'server/protocol/';
const PROVIDERS = 'server/providers/';
const PROVIDER_INDEX = `${PROVIDERS}index.ts`;
/** The few files that may name providers: the door of the package, its command and its settings. */
const NAMES_PROVIDERS = /^server\/(index|cli|config)(\.ts$|\/)/;

const isUnder = (path: string | undefined, folder: string): boolean =>
  path?.startsWith(folder) ?? false;

const isTest = (path: string): boolean =>
  /\.(test|contract)\.ts$/.test(path) || path.includes('/testing/');

const isSimulator = (path: string | undefined): boolean => path?.endsWith('.simulator.ts') ?? false;

/** `server/providers/kakaopay/…` → `server/providers/kakaopay/`. */
const providerFolder = (path: string | undefined): string | undefined =>
  /^server\/providers\/[^/]+\//.exec(path ?? '')?.[0];

const refused = (
  module: Module,
  isAllowed: (imported: Import) => boolean,
  reason: string,
): Finding[] =>
  module.imports
    .filter((imported) => !isAllowed(imported))
    .map(({ specifier }) => `${module.path} imports ${specifier}: ${reason}`);

const isWidgetPackage = (specifier: string, path: string): boolean =>
  /^(lit(\/.*)?|@lit\/.+)$/.test(specifier) ||
  (isTest(path) && /^(fast-check|@open-wc\/testing|@web\/test-runner-commands)$/.test(specifier));

const widgetImports: Rule = (module) => {
  if (!isUnder(module.path, 'widget/')) return [];
  return refused(
    module,
    ({ path, specifier, isType }) =>
      path === undefined
        ? isWidgetPackage(specifier, module.path)
        : isUnder(path, 'widget/') || (isUnder(path, PROTOCOL) && (isType || isTest(module.path))),
    "the widget knows itself, lit and the protocol's types",
  );
};

const protocolImports: Rule = (module) => {
  if (!isUnder(module.path, PROTOCOL) || isTest(module.path)) return [];
  return refused(
    module,
    ({ path, specifier }) =>
      path === undefined ? specifier === 'zod/mini' : isUnder(path, PROTOCOL),
    'the protocol knows itself and zod/mini',
  );
};

/** `server/providers/wire.simulator.ts`: what all simulators share, and no provider's own. */
const isSharedSimulator = (path: string): boolean =>
  /^server\/providers\/[^/]+\.simulator\.ts$/.test(path);

const isOpenToProviders = (imported: string, from: string): boolean =>
  isUnder(imported, providerFolder(from) ?? PROVIDERS) ||
  imported === `${PROVIDERS}provider.ts` ||
  isUnder(imported, PROTOCOL) ||
  (isSimulator(from) && isSharedSimulator(imported)) ||
  (isTest(from) && isOpenToProviderTests(imported));

const isOpenToProviderTests = (imported: string): boolean =>
  imported === `${PROVIDERS}provider.contract.ts` ||
  imported === 'server/checkout/outbound.ts' ||
  isUnder(imported, 'server/testing/');

const isProviderPackage = (specifier: string, from: string): boolean =>
  /^(zod|jose|node:(crypto|buffer))$/.test(specifier) || isTest(from) || isSimulator(from);

const providerImports: Rule = (module) => {
  if (providerFolder(module.path) === undefined) return [];
  return refused(
    module,
    ({ path, specifier }) =>
      path === undefined
        ? isProviderPackage(specifier, module.path)
        : isOpenToProviders(path, module.path),
    'a provider knows its folder, provider.ts and the protocol; ctx is its way to the world',
  );
};

const sharedSimulatorsNameNoProvider: Rule = (module) => {
  if (!isSharedSimulator(module.path)) return [];
  return refused(
    module,
    ({ path }) => path === undefined || isSharedSimulator(path),
    'what simulators share knows Express and itself, no provider',
  );
};

const coreNamesNoProvider: Rule = (module) => {
  const { path } = module;
  const isCore = isUnder(path, 'server/') && !isUnder(path, PROVIDERS) && !isTest(path);
  if (!isCore || NAMES_PROVIDERS.test(path)) return [];
  return refused(
    module,
    (imported) => providerFolder(imported.path) === undefined && imported.path !== PROVIDER_INDEX,
    'the core knows provider.ts, never a named provider',
  );
};

const serverLeavesWidget: Rule = (module) => {
  if (!isUnder(module.path, 'server/')) return [];
  return refused(
    module,
    ({ path }) => !isUnder(path, 'widget/') && !isUnder(path, 'tools/'),
    'the server is not built from the widget or the tools',
  );
};

const nobodyImportsDemo: Rule = (module) => {
  if (isUnder(module.path, 'demo/')) return [];
  return refused(module, ({ path }) => !isUnder(path, 'demo/'), 'nobody imports the demo');
};

const simulatorsStayOut: Rule = (module) => {
  const { path } = module;
  if (isTest(path) || isSimulator(path) || isUnder(path, 'demo/')) return [];
  return refused(
    module,
    (imported) => !isSimulator(imported.path),
    'simulators are for tests and the demo',
  );
};

const MAX_FILE_LINES = 250;
const MAX_PROVIDER_LINES = 200;

const fileLength: Rule = ({ path, lines }) => {
  const isProvider = /^server\/providers\/([^/]+)\/\1\.ts$/.test(path);
  const limit = isProvider ? MAX_PROVIDER_LINES : MAX_FILE_LINES;
  return isTest(path) || lines <= limit
    ? []
    : [`${path} has ${String(lines)} lines, more than ${String(limit)}`];
};

const noDefaultExports: Rule = ({ path, hasDefaultExport }) =>
  hasDefaultExport ? [`${path} has a default export`] : [];

const noProviderComparison: Rule = ({ path, comparedWith }, providerIds) => {
  if (providerFolder(path) !== undefined || isTest(path)) return [];
  return comparedWith
    .filter((text) => providerIds.includes(text))
    .map((id) => `${path} compares with '${id}': make it a flag or a verb of the contract`);
};

/** The rules by name, as CONTRIBUTING tells them. */
export const RULES = {
  widgetImports,
  protocolImports,
  providerImports,
  sharedSimulatorsNameNoProvider,
  coreNamesNoProvider,
  serverLeavesWidget,
  nobodyImportsDemo,
  simulatorsStayOut,
  fileLength,
  noDefaultExports,
  noProviderComparison,
} as const satisfies Readonly<Record<string, Rule>>;
export type RuleName = keyof typeof RULES;
