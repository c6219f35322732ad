// Each payment has its element, and a line below for what the element cannot say.

/** States in which there is nothing to pay any more, or nobody should until more is known. */
const SETTLED_STATES = new Set(['confirming', 'pending', 'complete']);

/** Of each element whose payment was told of. */
const states = new Map();

/** What the buyer has left with the shop, as long as something can be paid by it. */
async function showHint() {
  const hint = document.querySelector('.hint');
  if (!hint) return;
  const checkouts = [...document.querySelectorAll('pay-checkout')];
  hint.hidden = checkouts.every((checkout) => SETTLED_STATES.has(states.get(checkout)));
  if (hint.hidden || ![...states.values()].includes('complete')) return;
  const response = await fetch(location.href);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const said = page.querySelector('.hint');
  hint.hidden = !said;
  if (said) hint.textContent = said.textContent;
}

for (const checkout of document.querySelectorAll('pay-checkout')) {
  const after = checkout.parentElement.querySelector('.after');

  checkout.addEventListener('payment-state', ({ detail: { state } }) => {
    states.set(checkout, state);
    // The element tells more of the payment that it shows, and has a button to the order's page.
    if (SETTLED_STATES.has(state)) after.replaceChildren();
    // Out of reach, the hint says what it said before.
    showHint().catch(() => {});
  });

  // By now its script has run, or was kept from the page.
  addEventListener('load', () => {
    if (customElements.get('pay-checkout')) return;
    checkout.hidden = true;
    if (after.hasChildNodes()) return;
    after.textContent = '결제 화면을 불러오지 못했어요. 연결을 확인하고 새로 고쳐 주세요.';
  });
}
