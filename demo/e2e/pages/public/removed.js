// Does to the element what scripts of a shop may do to it at any moment.
const [here, there] = ['#here', '#there'].map((id) => document.querySelector(id));
let checkout = document.querySelector('pay-checkout');

/** A new element as the page first wrote it. */
function renewed() {
  const fresh = document.createElement('pay-checkout');
  for (const { name, value } of checkout.attributes) {
    if (name !== 'state') fresh.setAttribute(name, value);
  }
  checkout.replaceWith(fresh);
  return fresh;
}

const DEEDS = {
  remove: () => checkout.remove(),
  add: () => here.append(checkout),
  renew: () => (checkout = renewed()),
  move: () => (checkout.parentElement === there ? here : there).append(checkout),
  'change-order': () => checkout.setAttribute('order-id', there.dataset.otherOrder),
  'change-locale': () =>
    checkout.setAttribute('locale', checkout.getAttribute('locale') === 'en' ? 'ko' : 'en'),
};
for (const [id, deed] of Object.entries(DEEDS)) {
  document.getElementById(id).addEventListener('click', deed);
}
