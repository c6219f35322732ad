// Shows a completion that the document is told of, wherever the element may be.
document.addEventListener('payment-complete', ({ detail }) => {
  document.querySelector('#told').textContent = `결제를 마쳤어요: ${detail.orderId}`;
});
