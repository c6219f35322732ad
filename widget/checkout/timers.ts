/** Sets the alarm where it is not set yet; `undefined` stops it. */
export type Alarm = (ms: number | undefined) => void;

/** A timer that follows from what is: said again and again, it is set once and never forgotten. */
export function alarm(run: () => void): Alarm {
  let id: ReturnType<typeof setTimeout> | undefined;
  const ring = (): void => {
    id = undefined;
    run();
  };
  return (ms) => {
    if (ms !== undefined) id ??= setTimeout(ring, ms);
    else {
      clearTimeout(id);
      id = undefined;
    }
  };
}
