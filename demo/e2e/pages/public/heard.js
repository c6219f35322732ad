// Notes what the checkout tells and what the browser's policy stops, from the first moment on.
{
  const names = [
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
  const heard = [];
  const violations = [];
  Object.assign(window, { heard, violations });

  for (const type of names) {
    document.addEventListener(type, ({ detail }) => {
      const { state, attemptId, orderId, line, amount, code, replayed } = detail;
      const at = performance.now();
      heard.push({ type, state, attemptId, orderId, line, amount, code, replayed, at });
    });
  }
  document.addEventListener('securitypolicyviolation', (event) => {
    const { effectiveDirective: directive, blockedURI: blocked, sourceFile, sample } = event;
    violations.push({ directive, blocked, sourceFile, sample });
  });
}
