/** Requests of clients that cannot run here, sent as those clients send them; nothing is added, nothing follows. */

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
type Json = any;

export interface Replayed {
  status: number;
  /** The whole Content-Type; null without one. */
  type: string | null;
  text: string;
}

export interface Sent {
  /** Form fields in the order they are sent; names with brackets are encoded, as these clients do. */
  form?: Record<string, string | string[]>;
  json?: Json;
  /** Sent beside the client's own headers. */
  headers?: Record<string, string>;
}

export type Replay = (line: string, sent?: Sent) => Promise<Replayed>;

const urlencoded = (fields: Record<string, string | string[]>): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each) => [name, each] as [string, string])),
  ).toString();

/**
 * @param base the server
 * @param fixed headers of every request
 * @returns sends a line such as `PUT /groups/7`, with a body if one is given
 */
export const makeReplay =
  (base: string, fixed: Record<string, string>): Replay =>
  async (line, { form, json, headers = {} } = {}) => {
    const [method, path] = line.split(' ', 2) as [string, string];
    const body = form ? urlencoded(form) : json === undefined ? undefined : JSON.stringify(json);
    const type: Record<string, string> = form
      ? { 'Content-Type': 'application/x-www-form-urlencoded' }
      : json === undefined
        ? {}
        : { 'Content-Type': 'application/json' };
    // As bytes, because with text fetch would make up a Content-Type of its own.
    const payload = body === undefined ? {} : { body: Buffer.from(body) };
    const reply = await fetch(base + path, {
      method,
      headers: { ...fixed, ...type, ...headers },
      redirect: 'manual',
      ...payload,
    });
    return { status: reply.status, type: reply.headers.get('content-type'), text: await reply.text() };
  };
