import type { Point } from './raw-tab.ts';

/** WebDriver's code points for keys that type no letter. */
const KEY_CODES: Readonly<Record<string, string>> = {
  Enter: '\uE007',
  Tab: '\uE004',
  Escape: '\uE00C',
  Space: ' ',
};

/** A mouse that moves to a point and clicks, in the words of WebDriver. */
export const pointerActions = ({ x, y }: Point, times: number): object => ({
  type: 'pointer',
  id: 'mouse',
  parameters: { pointerType: 'mouse' },
  actions: [
    { type: 'pointerMove', duration: 0, origin: 'viewport', x, y },
    ...Array.from({ length: times }, () => [
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ]).flat(),
  ],
});

/** A key that goes down and up. */
export const keyActions = (key: string): object => {
  const value = KEY_CODES[key] ?? key;
  return {
    type: 'key',
    id: 'keyboard',
    actions: [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ],
  };
};
