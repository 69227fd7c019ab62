/** The attributes of a group that its pages know: their names, and their values in words. */
import { t } from '../../i18n/index.tsx';

const KNOWN = [
  'name',
  'full_name',
  'title',
  'bio_raw',
  'visibility_level',
  'members_visibility_level',
  'mentionable_level',
  'messageable_level',
  'primary_group',
  'grant_trust_level',
  'automatic_membership_email_domains',
  'public_admission',
  'public_exit',
  'allow_membership_requests',
  'membership_request_template',
  'incoming_email',
  'default_notification_level',
] as const;
export type Attribute = (typeof KNOWN)[number];

/** A word for it; attributes that only other programs use keep their technical name. */
export function attributeName(attribute: string): string {
  const known = KNOWN.find((one) => one === attribute);
  return known ? t(`group_attribute.${known}`) : attribute;
}

export const VISIBILITY = ['0', '1', '2', '3', '4'] as const;
export const REACH = ['0', '1', '2', '3', '4', '99'] as const;
const visible = ['everyone', 'logged_on', 'members', 'staff', 'owners'] as const;
const reaching = ['nobody', 'admins', 'moderators', 'members', 'owners'] as const;

export const visibilityName = (level: string | number): string =>
  t(`group_visible.${visible[Number(level)] ?? 'owners'}`);
export const reachName = (level: string | number): string => t(`group_reach.${reaching[Number(level)] ?? 'everyone'}`);

/** A value as the log writes it, in words; null: nothing. */
export function attributeValue(attribute: string, value: string | null): string | null {
  if (value === null) return null;
  if (attribute === 'visibility_level' || attribute === 'members_visibility_level') return visibilityName(value);
  if (attribute === 'mentionable_level' || attribute === 'messageable_level') return reachName(value);
  if (value === 't') return t('group_logs.yes');
  if (value === 'f') return t('group_logs.no');
  return value.replaceAll('|', ', ');
}
