// The checkout inside Vue: shown, hidden and made anew by state, heard by the template.
import { createApp } from 'vue';
import { render } from './vue.template';

const root = document.querySelector('#app');
const attributes = JSON.parse(root.dataset.checkout);

createApp({
  render,
  data: () => ({
    attributes,
    draws: 0,
    mount: 0,
    isShown: true,
    locale: attributes.locale ?? 'ko',
    told: [],
  }),
}).mount(root);
