import type { LaunchInstruction } from '../../server/protocol/index.ts';
import { page } from './page.ts';

/**
 * Goes where the provider is, by a redirect or a form. An SDK is launched by `launch-sdk.ts`.
 *
 * @returns whether it could
 */
export function perform(instruction: LaunchInstruction): boolean {
  if (instruction.kind === 'redirect') page.replace(instruction.url);
  else if (instruction.kind === 'form') page.submit(formOf(instruction));
  else return false;
  return true;
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
