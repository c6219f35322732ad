#!/usr/bin/env node
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import type { CheckoutConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { createCheckoutServer } from './server.ts';
import { startCheckoutWorker } from './start-checkout.ts';

const USAGE = `pay-checkout serve  [--config pay-checkout.config.js] [--port 4100] [--host ::]
pay-checkout worker [--config pay-checkout.config.js]

serve   runs the companion server, with the worker that settles what was left in doubt
worker  runs that worker alone, without any address; not beside a server on the same SQLite file

The configuration file exports defineConfig({ … }) as its default.
`;

const OPTIONS = {
  config: { type: 'string', default: 'pay-checkout.config.js' },
  port: { type: 'string', default: '4100' },
  host: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof read>['values'];

const read = () => parseArgs({ allowPositionals: true, options: OPTIONS });

function portOf(values: Values): number {
  const port = Number(values.port);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`--port must be a port number, not ${values.port}`);
}

type Stop = () => Promise<void>;

async function serve(values: Values, config: CheckoutConfig, log: Logger): Promise<Stop> {
  const port = portOf(values);
  const server = await createCheckoutServer(config, {
    port,
    logger: log,
    ...(values.host === undefined ? {} : { host: values.host }),
  });
  log.info({ port: server.port }, 'listening');
  return server.close;
}

function work(_values: Values, config: CheckoutConfig, log: Logger): Promise<Stop> {
  const worker = startCheckoutWorker(config, { logger: log });
  log.info('working');
  return Promise.resolve(worker.stop);
}

const COMMANDS = new Map([
  ['serve', serve],
  ['worker', work],
]);

/** Listens from the call on, so that a signal that comes before the start is over is not deadly. */
const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });

async function run(command: typeof serve, values: Values): Promise<void> {
  portOf(values);
  const told = stopSignal();
  const log = createLogger('info');
  const file = pathToFileURL(resolve(values.config)).href;
  const { default: config } = (await import(file)) as { default: CheckoutConfig };
  const stop = await command(values, config, log);
  await told;
  log.info('stopping');
  await stop();
  process.exit(0);
}

async function main(): Promise<void> {
  const { values, positionals } = read();
  const command = COMMANDS.get(positionals[0] ?? '');
  if (command && !values.help) {
    await run(command, values);
    return;
  }
  process.stdout.write(USAGE);
  process.exitCode = values.help ? 0 : 2;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
