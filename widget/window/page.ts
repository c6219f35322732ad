/** Stands in the history entry of a page that came back out of the browser's memory. */
const REVISIT = 'revisit';

/** What the pages do to their own window; in one place, so that tests can watch it. */
export const page = {
  opener: (): Window | null => window.opener as Window | null,
  close: (): void => window.close(),
  reload: (): void => location.reload(),
  /** Asks the server for the page anew; it will know that it is a revisit. */
  revisit: (): void => {
    history.replaceState(REVISIT, '');
    location.reload();
  },
  /** By Back or Forward. */
  isRevisit: (): boolean =>
    history.state === REVISIT ||
    performance
      .getEntriesByType('navigation')
      .some((entry) => (entry as PerformanceNavigationTiming).type === 'back_forward'),
  /** Never leaves an entry behind that Back could stop at. */
  replace: (url: string): void => location.replace(url),
  /** As `form.submit()`, also where a field is named `submit`. */
  submit: (form: HTMLFormElement): void => HTMLFormElement.prototype.submit.call(form),
  after: (ms: number, run: () => void): void => void setTimeout(run, ms),
  fetch: (url: string, init?: RequestInit): Promise<Response> => fetch(url, init),
};
