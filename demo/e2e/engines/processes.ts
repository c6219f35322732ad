import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A program that runs beside the tests and ends with them, however they end. */
export interface Running {
  readonly stdio: ChildProcess['stdio'];
  stop(): Promise<void>;
}

/** Starts a program; what it writes goes nowhere, unless a fourth channel is asked for. */
export function startProgram(
  path: string,
  args: readonly string[],
  { env = {}, channel = false }: { env?: NodeJS.ProcessEnv; channel?: boolean } = {},
): Running {
  const child = spawn(path, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'ignore', channel ? 'pipe' : 'ignore'],
  });
  const kill = () => {
    child.kill();
  };
  process.once('exit', kill);
  return {
    stdio: child.stdio,
    stop: async () => {
      process.off('exit', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      kill();
      await ended;
    },
  };
}

export interface Display {
  /** Of the kind `:7`. */
  readonly name: string;
  stop(): Promise<void>;
}

/** A screen that nobody sees, for browsers that cannot do without. Takes a free number. */
export async function startDisplay(xvfb: string): Promise<Display> {
  const args = ['-displayfd', '3', '-screen', '0', '1366x900x24', '-nolisten', 'tcp'];
  const running = startProgram(xvfb, args, { channel: true });
  const channel = running.stdio[3];
  if (!channel) throw new Error('Xvfb has no channel to tell its display by.');
  const [number] = (await once(channel, 'data')) as [Buffer];
  return { name: `:${number.toString().trim()}`, stop: () => running.stop() };
}
