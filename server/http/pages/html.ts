/** Markup that is safe to send: every value in it was escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | undefined | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);

function render(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escape(String(value));
}

/** Escapes every value; put attributes in double quotes. `undefined` writes nothing. */
export const html = (strings: TemplateStringsArray, ...values: Value[]): Html =>
  new Html(strings.map((part, at) => part + render(values[at])).join(''));

/** A value as a literal inside a script: no sequence of it can end the script. */
export const scriptLiteral = (value: unknown): Html =>
  new Html(
    JSON.stringify(value).replace(
      /[<>\u2028\u2029]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );

/** A script of ours, with the nonce of this answer. */
export const inlineScript = (nonce: string, source: Html): Html =>
  new Html(`<script nonce="${escape(nonce)}">${source.text}</script>`);
