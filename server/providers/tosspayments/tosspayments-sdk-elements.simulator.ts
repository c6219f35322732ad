type Style = Readonly<Partial<Record<keyof CSSStyleDeclaration, string>>>;

/** An element with its text and children. Styled through the CSSOM, which every policy allows. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { style = {}, ...properties }: Readonly<Record<string, unknown>> & { readonly style?: Style },
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  Object.assign(made.style, style);
  made.append(...children);
  return made;
}

const DIMMER: Style = {
  position: 'fixed',
  inset: '0',
  zIndex: '2147483647',
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'center',
  background: 'rgba(0, 0, 0, .55)',
};

const CLOSE: Style = {
  position: 'absolute',
  top: '12px',
  right: '12px',
  width: '48px',
  height: '48px',
  border: '0',
  borderRadius: '24px',
  background: '#fff',
  color: '#16191d',
  font: '24px/1 sans-serif',
  cursor: 'pointer',
};

/** How large what stands over the page may be. */
export const PANEL: Style = {
  width: 'min(640px, 100vw)',
  height: 'min(720px, 100vh)',
  border: '0',
  borderRadius: '14px',
  background: '#fff',
};

/**
 * Lays something over the page, with a button to close it.
 *
 * @returns takes it away again and gives the focus back.
 */
export function drawDimmer(id: string, content: HTMLElement, onClose: () => void): () => void {
  const before = document.activeElement;
  const close = element('button', { type: 'button', style: CLOSE, onclick: onClose }, '×');
  close.setAttribute('aria-label', '결제창 닫기');
  const dimmer = element('div', { id, style: DIMMER }, content, close);
  dimmer.setAttribute('role', 'dialog');
  dimmer.setAttribute('aria-modal', 'true');
  dimmer.setAttribute('aria-label', '모의 토스페이먼츠 결제창');
  document.body.append(dimmer);
  close.focus();
  return () => {
    dimmer.remove();
    if (before instanceof HTMLElement) before.focus();
  };
}
