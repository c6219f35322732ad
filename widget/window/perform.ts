import type { LaunchInstruction } from '../../server/protocol/index.ts';
import { page } from './page.ts';

/** Goes where the provider is; the kinds that stay in this page are `#launch`ed by `pay-window.ts`. */
export function perform(
  instruction: Extract<LaunchInstruction, { kind: 'redirect' | 'form' }>,
): void {
  if (instruction.kind === 'redirect') page.replace(instruction.url);
  else page.submit(formOf(instruction));
}

function formOf({ url, fields, charset }: Extract<LaunchInstruction, { kind: 'form' }>) {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = url;
  form.hidden = true;
  if (charset) form.acceptCharset = charset;
  for (const [name, value] of fields) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  return form;
}
