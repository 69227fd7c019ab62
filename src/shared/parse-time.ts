/** Times as clients send them. */

const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;
const ZONE = /(Z|UTC|[+-]\d{2}:?\d{2})$/i;

/** ISO time in any usual form; without a zone it is UTC, a bare date is its first moment in UTC. Else undefined. */
export function parseTime(sent: string): Date | undefined {
  const text = sent.trim();
  if (!ISO.test(text)) return undefined;
  const zoned = text.length === 10 || ZONE.test(text.slice(10));
  const time = Date.parse(`${text.replace(' ', 'T').replace(/\s*UTC$/i, 'Z')}${zoned ? '' : 'Z'}`);
  return Number.isNaN(time) ? undefined : new Date(time);
}
