import { ENGINE_NAMES } from '../../../tools/browsers.ts';
import type { EngineName } from '../../../tools/browsers.ts';

/** The engines of `E2E_ENGINES`, a list with commas; Chromium alone unless told. */
export function enginesAskedFor(list = process.env['E2E_ENGINES'] ?? ''): readonly EngineName[] {
  const asked = list.split(',').filter((name) => name !== '');
  const unknown = asked.filter((name) => !ENGINE_NAMES.some((known) => known === name));
  if (unknown.length > 0) {
    throw new Error(
      `No engine called ${unknown.join(', ')}. There are: ${ENGINE_NAMES.join(', ')}`,
    );
  }
  return asked.length === 0 ? ['chromium'] : ENGINE_NAMES.filter((name) => asked.includes(name));
}
