import type { EngineName } from '../../../tools/browsers.ts';
import { startChromium } from './chromium.ts';
import type { Engine } from './engine.ts';
import { startFirefox } from './firefox.ts';
import { startWebKit } from './webkit.ts';

const STARTS: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  chromium: startChromium,
  firefox: startFirefox,
  webkit: startWebKit,
};

/** Starts a browser that is installed; says which one is missing otherwise. */
export const startEngine = (name: EngineName): Promise<Engine> => STARTS[name]();
