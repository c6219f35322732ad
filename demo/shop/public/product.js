// The storefront's own part: picks become orders, and the checkout is told which one it is for.
// What was paid is never decided here; the shop's backend hears that from the companion server.

const product = document.querySelector('.product');
const picks = document.querySelector('.picks');
const checkout = document.querySelector('pay-checkout');
const quantity = picks.elements.quantity;
const steps = picks.querySelectorAll('[data-step]');
const after = document.querySelector('.after');
/** What the buyer has with the shop; it is on the page of an order that can be paid. */
const hint = document.querySelector('.hint');

/**
 * States in which no payment of the order is under way, so the picks may change. Left for the
 * provider or back from there (`redirecting`, `returning`) somebody may be paying.
 */
const FREE_STATES = new Set(['idle', 'loading', 'failed', 'canceled', 'expired']);

/** States in which there is nothing to pay any more, or nobody should until more is known. */
const SETTLED_STATES = new Set(['confirming', 'pending', 'complete']);

let locked = picks.dataset.orderState !== 'unpaid';
let latestRequest = 0;
/** The order is told to the checkout by a ticket of the shop's, not by its number. */
const isTicketed = checkout.hasAttribute('order-ticket');

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
    const response = await fetch(isTicketed ? '/api/orders?ticket' : '/api/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(currentPicks()),
    });
    if (!response.ok) throw new Error(`The shop answered ${response.status}.`);
    const order = await response.json();
    if (request !== latestRequest) return;
    takeOrder(order);
    checkout.removeAttribute('disabled');
  } catch {
    if (request !== latestRequest) return;
    after.textContent = '고른 것을 주문에 담지 못했어요. 연결을 확인하고 다시 골라 주세요.';
  }
}

/** The address names the order, so that a reload and a redirect come back to this one. */
function takeOrder({ orderId, ticket }) {
  const address = new URL(location.href);
  address.searchParams.set('order', orderId);
  history.replaceState(history.state, '', address);
  if (isTicketed) checkout.setAttribute('order-ticket', ticket);
  else checkout.setAttribute('order-id', orderId);
  checkout.setAttribute('return-url', address.pathname + address.search);
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
checkout.addEventListener('payment-state', ({ detail: { state, orderId } }) => {
  lock(!FREE_STATES.has(state));
  if (hint) hint.hidden = SETTLED_STATES.has(state);
  // The element tells more of the account that it shows.
  if (state === 'pending') after.replaceChildren();
  if (state === 'complete') thank(orderId);
});

/** Also to a buyer who comes back to an order that was paid before. */
function thank(orderId) {
  const link = document.createElement('a');
  link.href = `/thanks/${encodeURIComponent(orderId)}`;
  link.textContent = '주문 확인하기';
  after.replaceChildren('주문이 공방에 닿았어요. ', link);
}

// By now its script has run, or was kept from the page.
addEventListener('load', () => {
  if (customElements.get('pay-checkout')) return;
  checkout.hidden = true;
  if (after.hasChildNodes()) return;
  after.textContent = '결제 화면을 불러오지 못했어요. 연결을 확인하고 새로 고쳐 주세요.';
});

drawPicks();

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
