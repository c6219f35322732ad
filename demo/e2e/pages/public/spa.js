// A single-page shop: the address changes, the document stays, and the element comes and goes.
const view = document.querySelector('#view');

function draw() {
  const isAway = new URL(location.href).searchParams.get('view') === 'other';
  if (isAway) {
    const text = document.createElement('p');
    text.textContent = '다른 쪽이에요.';
    view.replaceChildren(text);
    return;
  }
  const checkout = document.createElement('pay-checkout');
  for (const [name, value] of Object.entries(JSON.parse(view.dataset.checkout))) {
    checkout.setAttribute(name, value);
  }
  view.replaceChildren(checkout);
}

function go(place) {
  const address = new URL(location.href);
  if (place) address.searchParams.set('view', place);
  else address.searchParams.delete('view');
  history.pushState(null, '', address);
  draw();
}

document.querySelector('#away').addEventListener('click', () => go('other'));
document.querySelector('#home').addEventListener('click', () => go());
addEventListener('popstate', draw);
draw();
