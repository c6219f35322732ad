// Looks into a page for a test, open shadow roots included. `tab.ts` sends it as text with every
// question, so that nothing of it stays in the page.

function* elementsIn(root) {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot) yield* elementsIn(element.shadowRoot);
  }
}

const displayOf = (element) => getComputedStyle(element).display;

const isShown = (element) =>
  displayOf(element) === 'contents' || element.checkVisibility({ visibilityProperty: true });

const SILENT = new Set(['script', 'style', 'template', 'noscript', 'title', 'head']);

const childrenOf = (node) => {
  if (node.shadowRoot) return node.shadowRoot.childNodes;
  const assigned = node.localName === 'slot' ? node.assignedNodes() : [];
  return assigned.length > 0 ? assigned : node.childNodes;
};

function textOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || SILENT.has(node.localName) || !isShown(node))
    return '';
  const inside = [...childrenOf(node)].map(textOf).join('');
  return /^(inline|contents)/.test(displayOf(node)) ? inside : `\n${inside}\n`;
}

const readable = (text) =>
  text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');

const bare = (text) => text.replace(/\s/g, '');

const isSeen = (element) => {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && isShown(element);
};

const BUTTONS = 'button, a[href], summary, input[type=submit], [role=button]';

const nameOf = (element) =>
  bare(element.getAttribute('aria-label') ?? element.value ?? '') || bare(textOf(element));

/** By its whole name if one is called so, else by a part of it. */
function findButton(wanted) {
  const buttons = [...elementsIn(document)].filter((one) => one.matches(BUTTONS) && isSeen(one));
  const name = bare(wanted);
  return (
    buttons.find((one) => nameOf(one) === name) ?? buttons.find((one) => nameOf(one).includes(name))
  );
}

const findSelector = (selector) => {
  for (const element of elementsIn(document)) {
    if (element.matches(selector) && isSeen(element)) return element;
  }
  return undefined;
};

/** The innermost element with this text. */
function findText({ text, within }) {
  const holds = (element) => bare(textOf(element)).includes(bare(text));
  let found = within === undefined ? document.body : findSelector(within);
  if (!found || !holds(found)) return undefined;
  for (;;) {
    const inner = [...childrenOf(found)].find(
      (child) => child.nodeType === Node.ELEMENT_NODE && holds(child),
    );
    if (!inner) return found;
    found = inner;
  }
}

function find(target) {
  if (typeof target === 'string') return findSelector(target);
  return 'button' in target ? findButton(target.button) : findText(target);
}

const parentOf = (node) => node.assignedSlot ?? node.parentNode ?? node.host;

const isWithin = (node, ancestor) => {
  for (let at = node; at; at = parentOf(at)) if (at === ancestor) return true;
  return false;
};

function elementAt(x, y) {
  let found = document.elementFromPoint(x, y);
  for (;;) {
    const inner = found?.shadowRoot?.elementFromPoint(x, y);
    if (!inner || inner === found) return found;
    found = inner;
  }
}

const drawn = (element) => element?.cloneNode(false).outerHTML.slice(0, 120) ?? 'nothing';

/** Where a click on the target would go, or why there can be none yet. */
function aim(target) {
  const element = find(target);
  if (!element) return { because: 'it is not there' };
  if (element.matches(':disabled')) return { because: 'it is disabled' };
  // Nothing of a page scrolls a second time for what is in its place already.
  element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  const { left, top, width, height } = element.getBoundingClientRect();
  const x = Math.round(left + width / 2);
  const y = Math.round(top + height / 2);
  const hit = elementAt(x, y);
  if (isWithin(hit, element)) return { x, y };
  return { because: `it is covered by ${drawn(hit)}` };
}

const has = (target) => find(target) !== undefined;

const text = (selector) => {
  const element = selector === null ? document.body : findSelector(selector);
  return element ? readable(textOf(element)) : '';
};

const setHidden = (hidden) => {
  const define = (name, get) => Object.defineProperty(document, name, { configurable: true, get });
  define('hidden', () => hidden);
  define('visibilityState', () => (hidden ? 'hidden' : 'visible'));
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
};

/** Leaves a mark on this document, to tell it from the next one. */
const mark = (name) => {
  Object.defineProperty(window, '__e2eMark', { configurable: true, value: name });
  return location.href;
};

const isAnother = (name, href) =>
  (window.__e2eMark !== name || location.href !== href) && document.readyState === 'complete';
