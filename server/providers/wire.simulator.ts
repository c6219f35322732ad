import type { Response } from 'express';

/** Answer of a simulated API, before it goes over the wire. */
export interface ApiAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Puts an answer on the wire, or what is left of it. */
export type Wire = (response: Response, answer: ApiAnswer) => void;

/** As the provider means it. */
export const plain: Wire = (response, { status, json }) => void response.status(status).json(json);

const html =
  (status: number, title: string): Wire =>
  (response) =>
    void response.status(status).send(`<!doctype html><title>${title}</title>`);

const text =
  (status: number, body: string): Wire =>
  (response) =>
    void response.status(status).type('text/plain').send(body);

const drop: Wire = (response) => void response.socket?.destroy();

/** Whoever follows it asks for the same thing once more, and the ledger shows it. */
const redirect: Wire = (response) => response.redirect(307, response.req.originalUrl);

/** Status and headers arrive, half of the body too, then the connection breaks. */
const cut: Wire = (response, { json }) => {
  const body = JSON.stringify(json);
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
};

/** The connection ends well, the JSON does not. */
const truncated: Wire = (response, { json }) => {
  const body = JSON.stringify(json);
  void response.type('json').send(body.slice(0, body.length / 2));
};

/**
 * Failures of the line and of the machines in between: no answer comes through.
 *
 * @param internal what the provider itself says when it fails
 */
export const failuresWith = (internal: ApiAnswer) =>
  ({
    hang: () => undefined,
    drop,
    cut,
    truncated,
    empty: text(200, ''),
    redirect,
    html: html(200, '점검 중'),
    '4xx': text(422, 'unprocessable'),
    '429': text(429, 'slow down'),
    '500': (response) => plain(response, internal),
    '502-html': html(502, 'Bad Gateway'),
    '503': text(503, 'no upstream'),
    '504': text(504, 'upstream timed out'),
  }) as const satisfies Record<string, Wire>;
export type Failures = ReturnType<typeof failuresWith>;

/**
 * The answer comes through, but not as it should.
 *
 * @param another what an answer about somebody else's payment has in other words
 */
export const distortionsWith = (another: ApiAnswer['json']) =>
  ({
    'content-type': (response, { status, json }) =>
      void response.status(status).type('html').send(JSON.stringify(json)),
    charset: (response, { status, json }) =>
      void response
        .status(status)
        .set('content-type', 'application/json;charset=euc-kr')
        .end(toEucKr(JSON.stringify(json))),
    'other-order': (response, { status, json }) =>
      plain(response, { status, json: { ...json, ...another } }),
  }) as const satisfies Record<string, Wire>;
export type Distortions = ReturnType<typeof distortionsWith>;

let eucKr: ReadonlyMap<string, Buffer> | undefined;

/** Korean as older systems write it. Node can only read it, so its table is turned around. */
function toEucKr(body: string): Buffer {
  eucKr ??= new Map(
    doubleBytes().map((pair) => [new TextDecoder('euc-kr').decode(pair), pair] as const),
  );
  const bytes = [...body].map((character) => eucKr?.get(character) ?? Buffer.from(character));
  return Buffer.concat(bytes);
}

function doubleBytes(): readonly Buffer[] {
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return range(0xa1, 0xfe).flatMap((lead) =>
    range(0xa1, 0xfe).map((trail) => Buffer.from([lead, trail])),
  );
}
