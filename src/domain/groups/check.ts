/** What a group may look like: the request's attributes -> the row's, or the rule that refuses. Pure. */
import type { GroupAttributes } from '../../db/groups.ts';
import { invalidRecord } from '../../errors.ts';
import { nameKey } from '../../shared/normalise.ts';
import type { Settings } from '../../shared/site-settings.ts';
import { findUsernameProblem } from '../../shared/username-rules.ts';
import { parseEmailDomain } from '../users/email-domain.ts';

/** Attributes as a request names them; null and '' clear, missing takes the default. */
export type GroupInput = {
  [K in Exclude<keyof GroupAttributes, 'name_key'>]?: GroupAttributes[K] | undefined;
};

/** Addresses of ours below `/groups/`: a group of that name could not be reached. */
const ROUTES = new Set(['search', 'check-name', 'by-id', 'custom']);
const VISIBILITY = [0, 1, 2, 3, 4];
const ALIAS = [0, 1, 2, 3, 4, 99];
const NOTIFICATION = [0, 1, 2, 3, 4];
const MAX_DOMAINS = 10;

/** @throws UsherError 422 @returns the name as it is shown */
function checkGroupName(text: string, settings: Settings): string {
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

/** `Acme.org|https://b.org/x` -> `acme.org|b.org`; null for none. @throws UsherError 422 */
function checkDomains(text: string): string | null {
  if (text.length > 1000) throw invalidRecord('group_text_too_long', { attribute: 'Domains', max: 1000 });
  const domains = text
    .split(/[|,\s]/)
    .filter(Boolean)
    .map((part) => {
      const domain = parseEmailDomain(part);
      if (domain === undefined) throw invalidRecord('domain_not_valid', { domain: part });
      return domain;
    });
  const unique = [...new Set(domains)];
  if (unique.length > MAX_DOMAINS) throw invalidRecord('group_too_many_domains', { max: MAX_DOMAINS });
  return unique.length > 0 ? unique.join('|') : null;
}

function level(value: number | null | undefined, fallback: number, allowed: number[], attribute: string): number {
  const chosen = value ?? fallback;
  if (!allowed.includes(chosen)) throw invalidRecord('group_level_unknown', { attribute, values: allowed.join(', ') });
  return chosen;
}

function optionalText(value: string | null | undefined, attribute: string, max: number): string | null {
  const text = value?.trim() ?? '';
  if ([...text].length > max) throw invalidRecord('group_text_too_long', { attribute, max });
  return text === '' ? null : text;
}

/** @throws UsherError 422 with the rule that refuses */
export function checkGroup(input: GroupInput, settings: Settings): GroupAttributes {
  const name = checkGroupName(input.name ?? '', settings);
  const grant = input.grant_trust_level ?? null;
  if (grant !== null && (grant < 0 || grant > 4)) throw invalidRecord('group_trust_level', { level: grant });
  return {
    name,
    name_key: nameKey(name),
    full_name: optionalText(input.full_name, 'Full name', 100),
    title: optionalText(input.title, 'Title', 255),
    bio_raw: optionalText(input.bio_raw, 'About', 3000),
    visibility_level: level(input.visibility_level, 0, VISIBILITY, 'Visibility level'),
    members_visibility_level: level(input.members_visibility_level, 0, VISIBILITY, 'Members visibility level'),
    mentionable_level: level(input.mentionable_level, 0, ALIAS, 'Mentionable level'),
    messageable_level: level(input.messageable_level, 0, ALIAS, 'Messageable level'),
    primary_group: input.primary_group ?? false,
    grant_trust_level: grant,
    automatic_membership_email_domains: checkDomains(input.automatic_membership_email_domains ?? ''),
    public_admission: input.public_admission ?? false,
    public_exit: input.public_exit ?? false,
    allow_membership_requests: input.allow_membership_requests ?? false,
    membership_request_template: optionalText(input.membership_request_template, 'Membership request template', 5000),
    default_notification_level: level(input.default_notification_level, 3, NOTIFICATION, 'Default notification level'),
    incoming_email: optionalText(input.incoming_email, 'Incoming email', 500),
    flair_icon: optionalText(input.flair_icon, 'Flair icon', 100),
    flair_bg_color: optionalText(input.flair_bg_color, 'Flair background color', 20),
    flair_color: optionalText(input.flair_color, 'Flair color', 20),
    publish_read_state: input.publish_read_state ?? false,
  };
}
