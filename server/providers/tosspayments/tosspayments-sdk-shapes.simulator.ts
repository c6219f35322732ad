/** An object as a page gives it. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Says what is wrong, as a path from `name`; `undefined` where nothing is. */
export type Check = (value: unknown, name: string) => string | undefined;

const such =
  (isRight: (value: unknown) => boolean): Check =>
  (value, name) =>
    isRight(value) ? undefined : name;

export const anything: Check = () => undefined;

export const flag = such((value) => typeof value === 'boolean');

export const text = (shortest: number, longest: number, alphabet = /^/): Check =>
  such(
    (value) =>
      typeof value === 'string' &&
      value.length >= shortest &&
      value.length <= longest &&
      alphabet.test(value),
  );

export const whole = (least: number, most: number): Check =>
  such((value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most);

export const oneOf = (...words: readonly unknown[]): Check =>
  such((value) => words.includes(value));

export const listOf =
  (check: Check): Check =>
  (value, name) => {
    if (!Array.isArray(value)) return name;
    const wrong = value.map((item, index) => check(item, `${name}[${String(index)}]`));
    return wrong.find((path) => path !== undefined);
  };

/** The vendor's optional fields may be null, and names it does not know are an error. */
export const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, name) => {
    if (!isFields(value)) return name;
    const inside = (key: string) => (name === '' ? key : `${name}.${key}`);
    const wrong = Object.entries(value).map(([key, item]) => {
      const check = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (check === undefined) return inside(key);
      return item === null || item === undefined ? undefined : check(item, inside(key));
    });
    return wrong.find((path) => path !== undefined);
  };

/** Without the fields that say nothing. */
export const compact = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, isFields(value) ? compact(value) : value]),
  );
