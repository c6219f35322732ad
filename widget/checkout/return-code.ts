const CODE = /([?&])pay-checkout=([\w-]*)(&?)/;

/**
 * The code that a redirect came back with. Taken out of the address bar before anything else, so
 * that it stands in no bookmark, no history and no referrer; the rest of the address stays to the
 * letter.
 */
export function takeReturnCode(): string | undefined {
  const { search, pathname, hash } = location;
  const code = CODE.exec(search)?.[2];
  if (code !== undefined) {
    const rest = search.replace(CODE, (_all, before: string, _code, after) =>
      after ? before : '',
    );
    history.replaceState(history.state, '', pathname + rest + hash);
  }
  return code;
}
