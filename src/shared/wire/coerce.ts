/**
 * Request parameters. The contract takes JSON, forms and multipart for the same thing, so `"5"`, `5` and `group_ids[]=5`
 * must mean the same: each kind of parameter here is a TypeBox schema (for types and documentation) that also says how
 * a raw value is read. Unknown parameters are ignored and can never be assigned.
 */
import Type, { type Static, type TObject, type TOptional, type TSchema, type TUnsafe } from 'typebox';

/** A value that cannot be read as its parameter; the server answers 400 and names it. */
export class BadParameter extends Error {
  readonly parameter: string;
  readonly missing: boolean;
  constructor(parameter: string, missing = false) {
    super(parameter);
    this.parameter = parameter;
    this.missing = missing;
  }
}

type Reader<T> = (value: unknown, name: string) => T | undefined;
const readers = new WeakMap<object, Reader<unknown>>();

function kind<T>(schema: Record<string, unknown>, read: Reader<T>): TOptional<TUnsafe<T>> {
  const made = Type.Optional(Type.Unsafe<T>(schema));
  readers.set(made, read);
  return made;
}

/** Longest text any parameter may have; the body limit is not far above it. */
const MAX_TEXT = 1_000_000;

function readText(value: unknown, name: string): string | undefined {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' || value.length > MAX_TEXT) throw new BadParameter(name);
  // NUL cannot be stored; a lone surrogate is not text and PostgreSQL would refuse it.
  if (value.includes('\0') || /\p{Surrogate}/u.test(value)) throw new BadParameter(name);
  return value;
}

function readInteger(value: unknown, name: string): number | undefined {
  if (value === null || value === '') return undefined;
  const number = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw new BadParameter(name);
  return number;
}

/** null and '' say "none", which for some attributes is a value. */
const readIntegerOrNone: Reader<number | null> = (value, name) => readInteger(value, name) ?? null;

const TRUE = new Set(['true', 't', '1', 'yes', 'y', 'on']);

function readBoolean(value: unknown, name: string): boolean | undefined {
  if (value === null) return undefined;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return TRUE.has(value.trim().toLowerCase());
  throw new BadParameter(name);
}

/** `"1,2"`, `1`, `["1", 2]` -> `['1', '2']`: trimmed, blanks left out, repeats once. Nested values are refused. */
function readList(value: unknown, name: string): string[] | undefined {
  if (value === null) return [];
  const items = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [value];
  const texts = items.map((item) => {
    if (typeof item !== 'string' && typeof item !== 'number') throw new BadParameter(name);
    return readText(item, name)!.trim();
  });
  return [...new Set(texts.filter((item) => item !== ''))];
}

export const param = {
  text: (description = '') => kind<string>({ type: 'string', description }, readText),
  integer: (description = '') => kind<number>({ type: 'integer', description }, readInteger),
  /** null and '' clear the value. */
  integerOrNone: (description = '') =>
    kind<number | null>({ type: ['integer', 'null'], description }, readIntegerOrNone),
  boolean: (description = '') => kind<boolean>({ type: 'boolean', description }, readBoolean),
  /** Comma string or array. */
  list: (description = '') => kind<string[]>({ type: 'array', items: { type: 'string' }, description }, readList),
  /** Nested parameters, `group[name]=x`. */
  object: <P extends Record<string, TSchema>>(properties: P) =>
    kind<Static<TObject<P>>>({ ...Type.Object(properties) }, (value, name) => {
      if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new BadParameter(name);
      return readParams(Type.Object(properties), value as Record<string, unknown>);
    }),
  /** Whatever was sent; the handler looks at it itself. */
  raw: (description = '') => kind<unknown>({ description }, (value) => value),
};

/** Reads the parameters a schema names out of what was sent. @throws BadParameter */
export function readParams<S extends TObject>(schema: S, sent: Record<string, unknown>): Static<S> {
  const read: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    if (!Object.hasOwn(sent, name)) continue;
    const reader = readers.get(property);
    if (!reader) throw new Error(`the parameter ${name} has no reader: declare it with param.*`);
    const value = reader(sent[name], name);
    if (value !== undefined) read[name] = value;
  }
  return read as Static<S>;
}

/** The value, or a 400 that names the parameter. Blank text counts as missing. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined || value === '') throw new BadParameter(name, true);
  return value;
}

/** Text -> positive 32-bit id, or undefined: an id outside that range belongs to nothing. */
export function idOf(text: string | number | undefined): number | undefined {
  const number = typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : text;
  return typeof number === 'number' && Number.isInteger(number) && number > 0 && number <= 2_147_483_647
    ? number
    : undefined;
}

/** Text -> positive id of a row, which goes beyond 32 bits. @throws BadParameter for what can be none */
export function rowId(text: string | undefined, name: string): number {
  const id = /^\d{1,15}$/.test(text ?? '') ? Number(text) : 0;
  if (id < 1) throw new BadParameter(name);
  return id;
}
