import type { CheckoutView } from '../checkout/context.ts';
import { PayCheckout, type CheckoutDriver } from '../elements/pay-checkout/pay-checkout.ts';
import { define } from '../elements/define.ts';
import type { PaymentResult } from '../../server/protocol/index.ts';
import { LOADING, recordingActions } from './view.ts';

const PARTS = ['pay-summary', 'pay-status', 'pay-method-list', 'pay-button'] as const;

class StagedDriver implements CheckoutDriver {
  view: CheckoutView = LOADING;
  readonly calls: string[];

  constructor(calls: string[]) {
    this.calls = calls;
  }

  get result(): PaymentResult | undefined {
    return this.view.result;
  }
  start(): boolean {
    return this.calls.push('start') > 0;
  }
  async cancel(): Promise<void> {
    await Promise.resolve(this.calls.push('cancel'));
  }
  async refresh(): Promise<void> {
    await Promise.resolve(this.calls.push('refresh'));
  }
  reset(): void {
    this.calls.push('reset');
  }
}

/** `<pay-checkout>` as it is drawn, with a view of the test's own choice behind it. */
export class PayStage extends PayCheckout {
  /** What was asked of the controller and of the actions, in order. */
  declare readonly calls: string[];
  declare private staged: StagedDriver;

  protected override createDriver(): CheckoutDriver {
    const calls: string[] = [];
    this.staged = new StagedDriver(calls);
    Object.assign(this, { calls });
    return this.staged;
  }

  /** Shows another view, and resolves when all of it is drawn. */
  async show(view: CheckoutView): Promise<void> {
    this.staged.view = { ...view, actions: recordingActions(this.calls) };
    this.requestUpdate();
    await this.updateComplete;
    for (const tag of PARTS) await this.inner(tag)?.updateComplete;
    // The sheet moves the focus when its parts are drawn, and nobody waits for that but tests.
    await new Promise(requestAnimationFrame);
  }

  /** A part of the sheet, with its shadow root open to the test. */
  inner<K extends (typeof PARTS)[number]>(tag: K): HTMLElementTagNameMap[K] | null {
    return this.renderRoot.querySelector(tag);
  }
}

define('pay-stage', PayStage);

declare global {
  interface HTMLElementTagNameMap {
    'pay-stage': PayStage;
  }
}
