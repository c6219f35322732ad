// The checkout inside React: drawn, drawn again and made anew by state, heard by an effect.
import { createElement, StrictMode, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.querySelector('#app');
const attributes = JSON.parse(root.dataset.checkout);

const button = (id, text, onClick) =>
  createElement('button', { id, type: 'button', onClick }, text);

function Shop() {
  const [draws, setDraws] = useState(0);
  const [mount, setMount] = useState(0);
  const [locale, setLocale] = useState(attributes.locale ?? 'ko');
  const [told, setTold] = useState([]);
  const element = useRef(null);

  useEffect(() => {
    const { current } = element;
    const hear = ({ detail }) => setTold((before) => [...before, detail.orderId]);
    current.addEventListener('payment-complete', hear);
    return () => current.removeEventListener('payment-complete', hear);
  }, [mount]);

  return createElement(
    'div',
    { 'data-draws': draws },
    createElement('pay-checkout', { ...attributes, key: mount, ref: element, locale }),
    createElement(
      'p',
      { className: 'links' },
      button('re-render', '다시 그리기', () => setDraws(draws + 1)),
      button('re-mount', '새로 만들기', () => setMount(mount + 1)),
      button('change-prop', '말 바꾸기', () => setLocale(locale === 'en' ? 'ko' : 'en')),
    ),
    createElement('output', { id: 'told' }, told.join(' ')),
  );
}

createRoot(root).render(createElement(StrictMode, null, createElement(Shop)));
