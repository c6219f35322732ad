import { DEFAULT_PORTS, startDemo } from './demo.ts';
import type { Demo, DemoPorts } from './demo.ts';
import { PortTakenError } from './listen.ts';
import { POINTS } from './points.ts';

const VARIABLES = {
  shop: 'PORT_SHOP',
  pay: 'PORT_PAY',
  simulator: 'PORT_SIMULATOR',
  backend: 'PORT_BACKEND',
} as const;
const NAMES = ['shop', 'pay', 'simulator', 'backend'] as const;

function portOf(name: keyof DemoPorts): number {
  const text = process.env[VARIABLES[name]];
  if (text === undefined || text === '') return DEFAULT_PORTS[name];
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${VARIABLES[name]} must be a port number, not ${JSON.stringify(text)}.`);
}

const SIMULATED = `
  Open the shop, pick something and press pay. The window that opens is a simulator:
  approve there, and both the page and the shop's orders show it paid. No money moves.`;

const sandboxed = (notes: readonly string[]): string => `
  The windows that open are the providers' own test systems. No money moves.
${notes.map((note) => `  ${note}`).join('\n')}`;

const welcome = ({ notes, approval, config, ...places }: Demo): string => `
  Shop            ${places.shopUrl}
  Shop's orders   ${places.shopUrl}/orders
  Companion       ${places.payUrl}
  Simulators      ${notes.length > 0 ? 'not used' : places.simulatorUrl}
  Shop's backend  ${approval.url}, approves ${forwarded(config)} and what is paid by points
${notes.length > 0 ? sandboxed(notes) : SIMULATED}
  ${POINTS.name.en}: ${POINTS.balance.toLocaleString('en')}, PIN ${POINTS.pin}.
  Ctrl+C stops everything.
`;

/** The lines that the shop's own backend approves. */
const forwarded = ({ lines }: Demo['config']): string =>
  Object.entries(lines)
    .flatMap(([line, { approve }]) => (approve.mode === 'forward' ? [line] : []))
    .join(', ');

/** `APPROVE=forward`: the shop's own backend approves every line. */
function isForward(): boolean {
  const wanted = process.env['APPROVE'] ?? '';
  if (wanted === '' || wanted === 'direct') return false;
  if (wanted === 'forward') return true;
  throw new Error(`APPROVE must be direct or forward, not ${JSON.stringify(wanted)}.`);
}

/** `PROVIDERS=sandbox`: the providers' test systems instead of the simulators. */
function isSandbox(): boolean {
  const wanted = process.env['PROVIDERS'] ?? '';
  if (wanted === '' || wanted === 'simulators') return false;
  if (wanted === 'sandbox') return true;
  throw new Error(`PROVIDERS must be simulators or sandbox, not ${JSON.stringify(wanted)}.`);
}

/** What to do about a failed start, in the reader's terms. */
function explain(error: unknown, ports: DemoPorts | undefined): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof PortTakenError)) return error.message;
  const name = NAMES.find((known) => ports?.[known] === error.port) ?? 'shop';
  const other = String(error.port + 1);
  return `${error.message} Stop what uses it, or choose another: ${VARIABLES[name]}=${other} npm start`;
}

async function main(): Promise<void> {
  let ports: DemoPorts | undefined;
  try {
    ports = {
      shop: portOf('shop'),
      pay: portOf('pay'),
      simulator: portOf('simulator'),
      backend: portOf('backend'),
    };
    const demo = await startDemo({
      ports,
      ...(isForward() ? { forward: 'all' } : {}),
      ...(isSandbox() ? { sandbox: { env: process.env } } : {}),
    });
    process.stdout.write(welcome(demo));
    const stop = () => void demo.stop().then(() => process.exit(0));
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  } catch (error) {
    process.stderr.write(`${explain(error, ports)}\n`);
    process.exitCode = 1;
  }
}

await main();
