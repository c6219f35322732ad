// Counts what the frame sends, tells it the attempt, and sends the same from the page's own origin.
import { shapesOf } from './shapes.js';

const frame = document.querySelector('#flood');
let attemptId;

/** Messages that this page has got so far, by where they came from. */
const flooded = { foreign: 0, own: 0 };
Object.assign(window, { flooded });

addEventListener('message', ({ source }) => {
  flooded[source === frame.contentWindow ? 'foreign' : 'own'] += 1;
});

document.addEventListener('payment-state', ({ detail }) => {
  attemptId = detail.attemptId;
  frame.contentWindow.postMessage({ attemptId }, '*');
});

document.querySelector('#send-own').addEventListener('click', () => {
  const { origin } = new URL(frame.dataset.server);
  for (const data of shapesOf(attemptId)) {
    window.postMessage(data, location.origin);
    // A script of the page can even forge the origin, but not the window that it comes from.
    dispatchEvent(new MessageEvent('message', { data, origin, source: window }));
  }
});
