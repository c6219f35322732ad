import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';

/** A page of the docs with a part that is made from the code, between two comments. */
export interface DrawnPage {
  readonly path: string;
  readonly begin: string;
  readonly end: string;
  /** The part, with its two comments. */
  readonly drawing: () => string;
}

/**
 * The page with the drawing of today, formatted as everything else.
 * @throws Error when the page has lost one of the two comments.
 */
export async function redrawn(
  { path, begin, end, drawing }: DrawnPage,
  page: string,
): Promise<string> {
  const [before, rest, ...more] = page.split(begin);
  const [, after, ...evenMore] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined || more.length + evenMore.length > 0) {
    throw new Error(`${path} needs these two comments, once each:\n${begin}\n${end}`);
  }
  const options = { ...(await resolveConfig(path)), filepath: path };
  return format(`${before}${drawing()}${after}`, options);
}

export const redraw = async (page: DrawnPage): Promise<void> =>
  writeFile(page.path, await redrawn(page, await readFile(page.path, 'utf8')));
