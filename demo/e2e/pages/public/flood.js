// Floods the page around this frame. It is told the attempt, as a frame that spies would know it.
import { shapesOf } from './shapes.js';

const sent = document.querySelector('#sent');
let attemptId;
let rounds = 0;

addEventListener('message', ({ data, source }) => {
  if (source === parent) attemptId = data?.attemptId;
});

function send() {
  for (const shape of shapesOf(attemptId)) parent.postMessage(shape, '*');
  rounds += 1;
  sent.textContent = String(rounds);
}

send();
setInterval(send, 100);
