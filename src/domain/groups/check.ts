/** What a group may look like: the request's attributes -> the row's, or the rule that refuses. Pure. */
import type { GroupAttributes } from '../../db/groups.ts';
import { invalidRecord } from '../../errors.ts';
import { nameKey } from '../../shared/normalise.ts';
import type { Settings } from '../../shared/site-settings.ts';
import { findUsernameProblem } from '../../shared/username-rules.ts';
import { parseEmailDomain } from '../users/email-domain.ts';

type Attribute = Exclude<keyof GroupAttributes, 'name_key'>;

/** Attributes as a request names them: null and '' clear; missing takes the default, or leaves a group as it is. */
export type GroupInput = { [K in Attribute]?: GroupAttributes[K] | undefined };

/** Addresses of ours below `/groups/`: a group of that name could not be reached. */
const ROUTES = new Set(['search', 'check-name', 'by-id', 'custom']);
const VISIBILITY = [0, 1, 2, 3, 4];
const ALIAS = [0, 1, 2, 3, 4, 99];
const NOTIFICATION = [0, 1, 2, 3, 4];
export const MAX_DOMAINS = 10;

/** @throws UsherError 422 @returns the name as it is shown */
export function checkGroupName(text: string, settings: Settings): string {
  const name = text.trim().normalize('NFC');
  if (name === '') throw invalidRecord('group_name_blank');
  const problem = findUsernameProblem(name, {
    min: settings.min_username_length,
    max: settings.max_username_length,
    unicode: settings.unicode_usernames,
  });
  if (problem) throw invalidRecord(problem.code.replace(/^username/, 'group_name'), problem.params);
  if (ROUTES.has(nameKey(name))) throw invalidRecord('group_name_taken');
  return name;
}

/** `Acme.org|https://b.org/x` -> its domains, each once. @throws UsherError 422 */
export function parseDomains(text: string): string[] {
  if (text.length > 1000) throw invalidRecord('group_text_too_long', { attribute: 'Domains', max: 1000 });
  const domains = text
    .split(/[|,\s]/)
    .filter(Boolean)
    .map((part) => {
      const domain = parseEmailDomain(part);
      if (domain === undefined) throw invalidRecord('domain_not_valid', { domain: part });
      return domain;
    });
  return [...new Set(domains)];
}

/** Domains joined by `|`; null for none. @throws UsherError 422 */
function checkDomains(text: string): string | null {
  const unique = parseDomains(text);
  if (unique.length > MAX_DOMAINS) throw invalidRecord('group_too_many_domains', { max: MAX_DOMAINS });
  return unique.length > 0 ? unique.join('|') : null;
}

const level = (attribute: string, allowed: number[], fallback: number) => (value: number | undefined) => {
  const chosen = value ?? fallback;
  if (!allowed.includes(chosen)) throw invalidRecord('group_level_unknown', { attribute, values: allowed.join(', ') });
  return chosen;
};

const text = (attribute: string, max: number) => (value: string | null | undefined) => {
  const trimmed = value?.trim() ?? '';
  if ([...trimmed].length > max) throw invalidRecord('group_text_too_long', { attribute, max });
  return trimmed === '' ? null : trimmed;
};

const flag = (value: boolean | undefined) => value ?? false;

function trustLevel(value: number | null | undefined): number | null {
  if (value == null) return null;
  if (value < 0 || value > 4) throw invalidRecord('group_trust_level', { level: value });
  return value;
}

/** Attribute -> what is stored for what was sent; undefined: the default. */
const checks: {
  [K in Attribute]: (value: GroupAttributes[K] | undefined, settings: Settings) => GroupAttributes[K];
} = {
  name: (value, settings) => checkGroupName(value ?? '', settings),
  full_name: text('Full name', 100),
  title: text('Title', 255),
  bio_raw: text('About', 3000),
  visibility_level: level('Visibility level', VISIBILITY, 0),
  members_visibility_level: level('Members visibility level', VISIBILITY, 0),
  mentionable_level: level('Mentionable level', ALIAS, 0),
  messageable_level: level('Messageable level', ALIAS, 0),
  primary_group: flag,
  grant_trust_level: trustLevel,
  automatic_membership_email_domains: (value) => checkDomains(value ?? ''),
  public_admission: flag,
  public_exit: flag,
  allow_membership_requests: flag,
  membership_request_template: text('Membership request template', 5000),
  default_notification_level: level('Default notification level', NOTIFICATION, 3),
  incoming_email: text('Incoming email', 500),
  flair_icon: text('Flair icon', 100),
  flair_bg_color: text('Flair background color', 20),
  flair_color: text('Flair color', 20),
  publish_read_state: flag,
};

const ATTRIBUTES = Object.keys(checks) as Attribute[];

function check<K extends Attribute>(to: GroupInput, name: K, input: GroupInput, settings: Settings): void {
  to[name] = checks[name](input[name], settings);
}

/** A new group. @throws UsherError 422 with the rule that refuses */
export function checkGroup(input: GroupInput, settings: Settings): GroupAttributes {
  const checked: GroupInput = {};
  for (const name of ATTRIBUTES) check(checked, name, input, settings);
  return withKey(checked as GroupAttributes);
}

const withKey = <G extends { name: string }>(group: G) => ({ ...group, name_key: nameKey(group.name) });

/**
 * A group after the change of the attributes that are `allowed`; others of the input are passed over. What stays as it
 * is need not fit today's rules.
 * @throws UsherError 422 with the rule that refuses
 */
export function checkChanges(
  group: GroupAttributes,
  input: GroupInput,
  allowed: readonly string[],
  settings: Settings,
): GroupAttributes {
  const checked: GroupInput = {};
  for (const name of ATTRIBUTES) {
    const same = input[name] === undefined || input[name] === group[name];
    if (!same && allowed.includes(name)) check(checked, name, input, settings);
  }
  return withKey({ ...group, ...(checked as Partial<GroupAttributes>) });
}
