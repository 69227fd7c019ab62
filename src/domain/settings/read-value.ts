/** What somebody typed -> a setting's stored text, or why it cannot be. Lenient in form, strict in meaning. Pure. */
import type { ErrorParams } from '../../errors.ts';
import { type SettingEntry, splitList } from '../../shared/site-settings.ts';
import { parseEmailDomain } from '../users/email-domain.ts';
import { parseEmail } from '../users/email-rules.ts';

export type ReadValue = { ok: true; value: string } | { ok: false; code: string; params: ErrorParams };

const good = (value: string): ReadValue => ({ ok: true, value });
const bad = (code: string, params: ErrorParams = {}): ReadValue => ({ ok: false, code, params });

const TRUE = new Set(['true', 't', '1', 'yes', 'y', 'on']);
const FALSE = new Set(['false', 'f', '0', 'no', 'n', 'off', '']);
/** Longest text a setting holds. */
const MAX_LENGTH = 10_000;

const readBool = (text: string): ReadValue => {
  const word = text.toLowerCase();
  if (TRUE.has(word)) return good('true');
  return FALSE.has(word) ? good('false') : bad('setting_not_boolean');
};

function readInteger(text: string, min: number, max: number): ReadValue {
  const digits = text.replace(/[,_\s]/g, '');
  const value = /^[+-]?\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
  return value >= min && value <= max ? good(String(value)) : bad('setting_out_of_range', { min, max });
}

function readEmail(text: string): ReadValue {
  if (text === '') return good('');
  const address = parseEmail(text);
  return address ? good(address.email) : bad('setting_not_email');
}

function readHosts(items: string[]): ReadValue {
  const hosts: string[] = [];
  for (const item of items) {
    const host = parseEmailDomain(item);
    if (host === undefined) return bad('domain_not_valid', { domain: item });
    hosts.push(host);
  }
  return good([...new Set(hosts)].join('|'));
}

function readGroupIds(items: string[]): ReadValue {
  const wrong = items.find((item) => !/^\d{1,9}$/.test(item));
  if (wrong !== undefined) return bad('setting_not_group_id', { value: wrong });
  return good([...new Set(items.map(Number))].join('|'));
}

/** @param sent text, number, boolean, or an array of such for lists */
export function readSettingValue(entry: SettingEntry, sent: unknown): ReadValue {
  const parts = Array.isArray(sent) ? sent : [sent ?? ''];
  if (parts.some((part) => !['string', 'number', 'boolean'].includes(typeof part))) return bad('setting_unreadable');
  const text = parts.map(String).join('|').trim();
  if (/[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(text)) return bad('setting_unreadable');
  if (text.length > MAX_LENGTH) return bad('setting_too_long', { max: MAX_LENGTH });
  switch (entry.type) {
    case 'bool':
      return readBool(text);
    case 'integer':
      return readInteger(text, entry.min, entry.max);
    case 'enum': {
      const value = entry.values.find((known) => known.toLowerCase() === text.toLowerCase());
      return value === undefined ? bad('setting_not_listed', { values: entry.values.join(', ') }) : good(value);
    }
    case 'email':
      return readEmail(text);
    case 'host_list':
      return readHosts(text.split(/[|,\s]/).filter(Boolean));
    case 'group_list':
      return readGroupIds(text.split(/[|,]/).flatMap((item) => item.trim() || []));
    case 'list':
      return good([...new Set(splitList(text))].join('|'));
    case 'string':
      return good(text);
  }
}
