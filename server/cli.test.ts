import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from './testing/free-port.ts';
import { until } from './testing/until.ts';

const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url));
const SERVER = new URL('./index.ts', import.meta.url).href;

const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-cli-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, said: () => said };
}

const configFile = (name: string, storefronts: string): string => {
  const path = join(folder, name);
  const bytes = Buffer.alloc(32, 1);
  writeFileSync(
    path,
    `import { defineConfig, kakaopay } from '${SERVER}';
     export default defineConfig({
       shop: { name: 'shop' },
       publicUrl: 'http://pay.localhost:1',
       storefronts: ${storefronts},
       storeUrl: 'file:${join(folder, 'cli.sqlite')}',
       secrets: [{ kid: 'a', secret: '${bytes.toString('base64url')}' }],
       hookSecret: 'whsec_${bytes.toString('base64')}',
       channels: { kakaopay: kakaopay({ secretKey: 'k', cid: 'TC0ONETIME' }) },
       lines: {
         order: {
           methods: { kakaopay: { channel: 'kakaopay' } },
           order: 'http://127.0.0.1:1/order',
           approve: { mode: 'direct' },
         },
       },
     });`,
  );
  return path;
};

describe('pay-checkout serve', () => {
  it('listens, and stops in order when it is told to', async () => {
    const port = await freePort();
    const config = configFile('good.ts', "['http://localhost:1']");
    const { child, ended, said } = run('serve', '--config', config, '--port', String(port));
    await until('ready', () =>
      fetch(`http://127.0.0.1:${String(port)}/readyz`).then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
    assert.match(said(), /"msg":"listening"/);
    assert.match(said(), /"msg":"stopping"/);
  });

  it('does not start on a wrong configuration, and names the key', async () => {
    const { ended, said } = run('serve', '--config', configFile('wrong.ts', "['shop']"));
    assert.equal(await ended, 1);
    assert.match(said(), /CONFIG_INVALID/);
    assert.match(said(), /storefronts\.0/);
  });

  it('says in one line what is wrong with its arguments', async () => {
    for (const [args, expected] of [
      [['serve', '--bogus'], /--bogus/],
      [['serve', '--port', 'abc'], /--port must be a port number/],
    ] as const) {
      const { ended, said } = run(...args);
      assert.equal(await ended, 1);
      assert.match(said(), expected);
      assert.doesNotMatch(said(), /\n\s+at /);
    }
  });

  it('says how it is used when it is not told what to do', async () => {
    const { ended, said } = run();
    assert.equal(await ended, 2);
    assert.match(said(), /pay-checkout serve/);
  });
});

describe('pay-checkout worker', () => {
  it('works without any address, and stops in order when it is told to', async () => {
    const config = configFile('worker.ts', "['http://localhost:1']");
    const { child, ended, said } = run('worker', '--config', config);
    await until('the start', () => said().includes('"msg":"working"'));
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
    assert.match(said(), /"msg":"stopping"/);
    assert.equal(said().includes('listening'), false);
  });

  it('stops in order when it is told to before it has started', async () => {
    const config = configFile('early.ts', "['http://localhost:1']");
    appendFileSync(config, "process.kill(process.pid, 'SIGTERM');");
    const { ended, said } = run('worker', '--config', config);
    assert.equal(await ended, 0, said());
    assert.match(said(), /"msg":"working"[^]*"msg":"stopping"/);
  });

  it('is refused beside a server on the same SQLite file, with what to do, and so is a second server', async () => {
    const port = await freePort();
    const config = configFile('both.ts', "['http://localhost:1']");
    const server = run('serve', '--config', config, '--port', String(port));
    await until('the start', () => server.said().includes('listening'));
    for (const args of [['worker'], ['serve', '--port', String(await freePort())]]) {
      const second = run(...args, '--config', config);
      assert.equal(await second.ended, 1);
      assert.match(second.said(), /used by another server/);
      assert.equal(second.said().includes('at '), false, 'one sentence, no stack');
    }
    assert.equal((await fetch(`http://127.0.0.1:${String(port)}/readyz`)).status, 200);
    server.child.kill('SIGTERM');
    assert.equal(await server.ended, 0);
  });
});
