#!/usr/bin/env node
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { CheckoutConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { createCheckoutServer } from './server.ts';

const USAGE = `pay-checkout serve [--config pay-checkout.config.js] [--port 4100] [--host ::]

Runs the companion server. The configuration file exports defineConfig({ … }) as its default.
`;

const OPTIONS = {
  config: { type: 'string', default: 'pay-checkout.config.js' },
  port: { type: 'string', default: '4100' },
  host: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof read>['values'];

const read = () => parseArgs({ allowPositionals: true, options: OPTIONS });

async function serve(values: Values): Promise<void> {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be a port number, not ${values.port}`);
  }
  const log = createLogger('info');
  const file = pathToFileURL(resolve(values.config)).href;
  const { default: config } = (await import(file)) as { default: CheckoutConfig };
  const server = await createCheckoutServer(config, {
    port,
    logger: log,
    ...(values.host === undefined ? {} : { host: values.host }),
  });
  log.info({ port: server.port }, 'listening');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info('stopping');
      void server.close().then(() => process.exit(0));
    });
  }
}

async function main(): Promise<void> {
  const { values, positionals } = read();
  if (positionals[0] === 'serve' && !values.help) {
    await serve(values);
    return;
  }
  process.stdout.write(USAGE);
  process.exitCode = values.help ? 0 : 2;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
