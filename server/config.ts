import { wrongParts } from './config/rules.ts';
import {
  ConfigSchema,
  type ApprovalSettings,
  type CheckedConfig,
  type CheckoutConfig,
} from './config/schema.ts';
import type { Provider } from './providers/provider.ts';

export type {
  ApprovalSettings,
  CheckedConfig,
  CheckoutConfig,
  ForwardSettings,
  LineSettings,
} from './config/schema.ts';

/** The configuration cannot be used. The message names every wrong key. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
}

/** Types and completes a configuration file: `export default defineConfig({ … })`. */
export const defineConfig = (config: CheckoutConfig): CheckoutConfig => config;

/** @throws ConfigError naming each wrong key. */
export function checkConfig(config: unknown): CheckedConfig {
  const read = ConfigSchema.safeParse(config);
  const wrong = read.success ? wrongParts(read.data) : read.error.issues;
  if (read.success && wrong.length === 0) return read.data;
  const lines = wrong.map(({ path, message }) => `  ${path.join('.') || 'config'}: ${message}`);
  throw new ConfigError(`CONFIG_INVALID: the configuration cannot be used.\n${lines.join('\n')}`);
}

export interface ChosenMethod {
  readonly channel: string;
  readonly provider: Provider;
  /** The provider's own name for it. */
  readonly providerMethod: string;
  readonly approve: ApprovalSettings;
}

/** The channel and provider behind a method id of a line, or `undefined`. */
export function chooseMethod(
  config: CheckedConfig,
  line: string,
  id: string,
): ChosenMethod | undefined {
  const settings = Object.hasOwn(config.lines, line) ? config.lines[line] : undefined;
  const chosen = settings && Object.hasOwn(settings.methods, id) ? settings.methods[id] : undefined;
  const provider = chosen && config.channels[chosen.channel];
  if (!provider || !settings) return undefined;
  const providerMethod = chosen.method ?? Object.keys(provider.methods)[0] ?? '';
  const approve = chosen.approve ?? settings.approve;
  return { channel: chosen.channel, provider, providerMethod, approve };
}
