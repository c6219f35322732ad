import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Router } from 'express';
import { build } from 'vite';

const ENTRIES = {
  '/v2/standard': './tosspayments-sdk-v2.simulator.ts',
  '/v1': './tosspayments-sdk-v1.simulator.ts',
  '/v1/payment': './tosspayments-sdk-v1.simulator.ts',
} as const;

/**
 * Serves stand-ins for the browser SDKs of Toss Payments at the paths of the real ones, as classic
 * scripts that define the same global. They find the buyer's window by their own address, so this
 * has to be mounted where the window is. Made on the first request.
 */
export function sdkRouter(): Router {
  const router = express.Router();
  for (const [path, entry] of Object.entries(ENTRIES)) {
    router.get(path, async (_request, response) => {
      const code = (await bundled()).get(entry);
      response
        .set({
          'Content-Type': 'text/javascript; charset=utf-8',
          'Cache-Control': 'no-cache',
          'Access-Control-Allow-Origin': '*',
          'Cross-Origin-Resource-Policy': 'cross-origin',
        })
        .send(code);
    });
  }
  return router;
}

let scripts: Promise<ReadonlyMap<string, string>> | undefined;

/** Once per process; a failure is not kept. */
function bundled(): Promise<ReadonlyMap<string, string>> {
  scripts ??= bundleAll();
  scripts.catch(() => {
    scripts = undefined;
  });
  return scripts;
}

/** One after the other: each borrows the process's environment. */
async function bundleAll(): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>();
  for (const entry of new Set(Object.values(ENTRIES))) made.set(entry, await bundle(entry));
  return made;
}

async function bundle(entry: string): Promise<string> {
  const { NODE_ENV } = process.env;
  try {
    const built = await build({
      configFile: false,
      envDir: false,
      publicDir: false,
      logLevel: 'silent',
      build: {
        write: false,
        minify: false,
        target: 'es2022',
        lib: {
          entry: fileURLToPath(new URL(entry, import.meta.url)),
          name: 'tossPaymentsSimulator',
          formats: ['iife'],
        },
      },
    });
    const [chunk] = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
    if (chunk?.type !== 'chunk') throw new Error(`${entry} gave no script`);
    return chunk.code;
  } finally {
    // Vite says `production` to the whole process.
    if (NODE_ENV === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = NODE_ENV;
  }
}
