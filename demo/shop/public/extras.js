// Each payment has its element, and a line below for what the element cannot say.

for (const checkout of document.querySelectorAll('pay-checkout')) {
  const after = checkout.parentElement.querySelector('.after');

  /** Also to a buyer who comes back to what was paid before. */
  checkout.addEventListener('payment-state', ({ detail: { state, orderId } }) => {
    if (state !== 'complete') return;
    const link = document.createElement('a');
    link.href = `/thanks/${encodeURIComponent(orderId)}`;
    link.textContent = '확인하기';
    after.replaceChildren('결제를 받았어요. ', link);
  });

  // By now its script has run, or was kept from the page.
  addEventListener('load', () => {
    if (customElements.get('pay-checkout')) return;
    checkout.hidden = true;
    if (after.hasChildNodes()) return;
    after.textContent = '결제 화면을 불러오지 못했어요. 연결을 확인하고 새로 고쳐 주세요.';
  });
}
