import type { LaunchInstruction } from '../../server/protocol/index.ts';
import { PayWindow } from './pay-window.ts';

/** What the page's last chunk calls, once the provider has answered the server. */
export interface PayWindowGlobal {
  perform(instruction: LaunchInstruction): void;
  fail(): void;
}

declare global {
  interface Window {
    payWindow: PayWindowGlobal;
  }
}

customElements.define('pay-window', PayWindow);

const element = (): PayWindow | null => document.querySelector<PayWindow>('pay-window');

window.payWindow = {
  perform: (instruction) => element()?.perform(instruction),
  fail: () => element()?.fail(),
};
