// The storefront's own part: picks become orders, and the checkout is told which one it is for.
// What was paid is never decided here; the shop's backend hears that from the companion server.

const product = document.querySelector('.product');
const picks = document.querySelector('.picks');
const checkout = document.querySelector('pay-checkout');
const quantity = picks.elements.quantity;
const steps = picks.querySelectorAll('[data-step]');
const after = document.querySelector('.after');

/** States in which no payment of the order is under way, so the picks may change. */
const FREE_STATES = new Set(['idle', 'loading', 'failed', 'canceled', 'expired']);

let locked = false;
let latestRequest = 0;

const currentPicks = () => ({
  productId: product.dataset.product,
  glaze: picks.elements.glaze.value,
  quantity: Number(quantity.value),
});

function drawPicks() {
  const { glaze, quantity: count } = currentPicks();
  product.querySelector('.hero .drawing').dataset.glaze = glaze;
  picks.elements.glazeName.value = picks.querySelector(':checked').labels[0].textContent.trim();
  for (const step of steps) {
    const next = count + Number(step.dataset.step);
    step.disabled = locked || next < 1 || next > Number(quantity.dataset.max);
  }
  for (const field of picks.querySelectorAll('[name="glaze"]')) field.disabled = locked;
}

/** Other picks are another order. Until the shop has it, the old one cannot be paid by mistake. */
async function changeOrder() {
  drawPicks();
  const request = ++latestRequest;
  checkout.setAttribute('disabled', '');
  after.textContent = '';
  try {
    const response = await fetch('/api/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(currentPicks()),
    });
    if (!response.ok) throw new Error(`The shop answered ${response.status}.`);
    const { orderId } = await response.json();
    if (request !== latestRequest) return;
    checkout.setAttribute('order-id', orderId);
    checkout.removeAttribute('disabled');
  } catch {
    if (request !== latestRequest) return;
    after.textContent = '고른 것을 주문에 담지 못했어요. 연결을 확인하고 다시 골라 주세요.';
  }
}

function lock(value) {
  locked = value;
  drawPicks();
}

picks.addEventListener('submit', (event) => event.preventDefault());
picks.addEventListener('change', changeOrder);
for (const step of steps) {
  step.addEventListener('click', () => {
    quantity.value = String(Number(quantity.value) + Number(step.dataset.step));
    changeOrder();
  });
}

checkout.addEventListener('payment-start', () => lock(true));
checkout.addEventListener('payment-state', (event) => lock(!FREE_STATES.has(event.detail.state)));
checkout.addEventListener('payment-complete', (event) => {
  const link = document.createElement('a');
  link.href = `/thanks/${encodeURIComponent(event.detail.orderId)}`;
  link.textContent = '주문 확인하기';
  after.replaceChildren('주문이 공방에 닿았어요. ', link);
});

const log = document.querySelector('.log ol');
if (log) {
  const events = [
    'checkout-ready',
    'method-change',
    'payment-start',
    'payment-window-blocked',
    'payment-state',
    'payment-pending',
    'payment-complete',
    'payment-cancel',
    'payment-fail',
    'checkout-error',
  ];
  for (const name of events) {
    document.addEventListener(name, (event) => {
      const line = document.createElement('li');
      const title = document.createElement('b');
      title.textContent = name;
      line.append(title, ` ${JSON.stringify(event.detail ?? {})}`);
      log.append(line);
    });
  }
}
