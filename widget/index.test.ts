import { expect } from '@open-wc/testing';
import * as widget from './index.ts';

describe('the entry', () => {
  it('defines the five elements.', () => {
    expect(customElements.get('pay-checkout')).to.equal(widget.PayCheckout);
    expect(customElements.get('pay-summary')).to.equal(widget.PaySummary);
    expect(customElements.get('pay-method-list')).to.equal(widget.PayMethodList);
    expect(customElements.get('pay-button')).to.equal(widget.PayButton);
    expect(customElements.get('pay-status')).to.equal(widget.PayStatus);
  });

  it('gives the class of every event.', () => {
    const events = Object.entries(widget).filter(([name]) => name.endsWith('Event'));
    expect(events).to.have.length(10);
    for (const [name, event] of events) expect(event.prototype, name).to.be.instanceOf(Event);
  });
});
