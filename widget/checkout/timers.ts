/** Starts the alarm where it is wanted and not set yet, and stops it where it is not wanted. */
export type Alarm = (isWanted: boolean, ms: number) => void;

/** A timer that follows from what is: said again and again, it is set once and never forgotten. */
export function alarm(run: () => void): Alarm {
  let id: ReturnType<typeof setTimeout> | undefined;
  const ring = (): void => {
    id = undefined;
    run();
  };
  return (isWanted, ms) => {
    if (isWanted) id ??= setTimeout(ring, ms);
    else {
      clearTimeout(id);
      id = undefined;
    }
  };
}
