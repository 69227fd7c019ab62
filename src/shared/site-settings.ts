/**
 * The registry of site settings: options that change while Usher runs. Type, parser, bounds, admin form, what the
 * browser is told and the documentation all derive from the entry here; the sentence that explains it is
 * `settings.<name>` in src/shared/i18n. Source of names and defaults: the Discourse contract and Usher's own (marked).
 */

interface Common {
  category: 'required' | 'login' | 'users' | 'groups' | 'invites' | 'email' | 'security';
  /** Told to the browser. */
  client?: boolean;
  /** Told to admins only; the staff action log does not repeat it. */
  secret?: boolean;
  /** Neither listed nor writable through the API. */
  hidden?: boolean;
}
export type SettingEntry = Common &
  (
    | { type: 'bool'; default: boolean }
    | { type: 'integer'; default: number; min: number; max: number }
    | { type: 'string' | 'email'; default: string }
    | { type: 'list' | 'host_list' | 'group_list'; default: string }
    | { type: 'enum'; default: string; values: readonly string[] }
  );

type Category = Common['category'];
const bool = (value: boolean, category: Category, more: Partial<Common> = {}) =>
  ({ type: 'bool', default: value, category, ...more }) as const;
const integer = (value: number, min: number, max: number, category: Category, more: Partial<Common> = {}) =>
  ({ type: 'integer', default: value, min, max, category, ...more }) as const;
const text = (value: string, category: Category, more: Partial<Common> = {}) =>
  ({ type: 'string', default: value, category, ...more }) as const;
const email = (value: string, category: Category) => ({ type: 'email', default: value, category }) as const;
/** Values joined by `|`. */
const list = (value: string, category: Category) => ({ type: 'list', default: value, category }) as const;
const hosts = (value: string, category: Category) => ({ type: 'host_list', default: value, category }) as const;
const groups = (value: string, category: Category) => ({ type: 'group_list', default: value, category }) as const;
const oneOf = <const V extends readonly string[]>(value: V[number], values: V, category: Category) =>
  ({ type: 'enum', default: value, values, category }) as const;

const RESERVED =
  'admin|moderator|administrator|mod|sys|system|community|info|you|name|username|user|nickname|discourse|discourseorg|discourseforum|support|all|here';

export const siteSettings = {
  title: text('Usher', 'required', { client: true }),
  site_description: text('', 'required', { client: true }),
  contact_email: email('', 'required'),
  notification_email: email('', 'required'),
  default_locale: oneOf('en', ['en', 'he'], 'required'),
  allow_user_locale: bool(true, 'required'),

  login_required: bool(false, 'login', { client: true }),
  invite_only: bool(false, 'login', { client: true }),
  invite_code: text('', 'login', { secret: true }),
  allow_new_registrations: bool(true, 'login', { client: true }),
  must_approve_users: bool(false, 'login', { client: true }),
  auto_approve_email_domains: hosts('', 'login'),
  enable_local_logins: bool(true, 'login', { client: true }),
  hide_email_address_taken: bool(false, 'login'),
  email_token_valid_hours: integer(48, 1, 8760, 'login'),
  log_out_strict: bool(true, 'login'),
  persistent_sessions: bool(true, 'login'),
  maximum_session_age: integer(1440, 1, 175_200, 'login'),
  same_site_cookies: oneOf('Lax', ['Lax', 'Strict', 'Disabled', 'None'], 'security'),
  force_https: bool(false, 'security'),
  max_logins_per_ip_per_minute: integer(6, 1, 1_000_000, 'security'),
  max_logins_per_ip_per_hour: integer(30, 1, 1_000_000, 'security'),
  max_new_accounts_per_registration_ip: integer(3, 0, 1_000_000, 'security'),

  allowed_email_domains: hosts('', 'users'),
  blocked_email_domains: hosts('mailinator.com', 'users'),
  normalize_emails: bool(false, 'users'),
  min_username_length: integer(3, 1, 60, 'users', { client: true }),
  max_username_length: integer(20, 8, 60, 'users', { client: true }),
  unicode_usernames: bool(false, 'users'),
  reserved_usernames: list(RESERVED, 'users'),
  username_change_period: integer(3, 0, 36_500, 'users'),
  email_editable: bool(true, 'users'),
  // The contract allows up to 500, but no password may be longer than 200.
  min_password_length: integer(10, 8, 200, 'users', { client: true }),
  min_admin_password_length: integer(15, 8, 200, 'users', { client: true }),
  password_unique_characters: integer(6, 1, 10, 'users', { client: true }),
  block_common_passwords: bool(true, 'users'),
  use_email_for_username_and_name_suggestions: bool(false, 'users'),
  hide_user_profiles_from_public: bool(false, 'users'),
  hide_suspension_reasons: bool(false, 'users'),
  default_trust_level: integer(1, 0, 4, 'users'),
  purge_unactivated_users_grace_period_days: integer(14, 0, 36_500, 'users'),

  enable_group_directory: bool(true, 'groups', { client: true }),
  moderators_manage_groups: bool(false, 'groups', { client: true }),
  moderators_view_emails: bool(false, 'groups'),

  invite_expiry_days: integer(90, 0, 36_500, 'invites', { client: true }),
  default_invitee_trust_level: integer(1, 0, 4, 'invites'),
  invite_link_max_redemptions_limit: integer(5000, 2, 1_000_000, 'invites', { client: true }),
  invite_link_max_redemptions_limit_users: integer(10, 2, 1_000_000, 'invites', { client: true }),
  max_invites_per_day: integer(10, 0, 1_000_000, 'invites'),
  invite_allowed_groups: groups('1|2|12', 'invites'),
  /** Usher's own: an owner may invite to the groups they own, whatever their trust level. */
  group_owners_may_invite: bool(true, 'invites'),
  allow_email_invites: bool(true, 'invites', { client: true }),
  max_api_invites: integer(200, 1, 100_000, 'invites'),
  /** For pages only: whether people are shown the CSV import. */
  allow_bulk_invite: bool(true, 'invites', { client: true }),
  max_bulk_invites: integer(1_000_000, 1, 1_000_000, 'invites'),
  skip_email_bulk_invites: bool(false, 'invites'),
  bulk_invite_emails_per_minute: integer(200, 0, 1_000_000, 'invites'),
  /** Usher's own: owners and moderators may import lists too, so much of them in a day. */
  max_bulk_invites_per_day: integer(1000, 0, 1_000_000, 'invites'),
  invites_per_page: integer(40, 1, 1000, 'invites', { hidden: true }),

  disable_emails: oneOf('no', ['no', 'yes', 'non-staff'], 'email'),
  delete_email_logs_after_days: integer(90, 0, 36_500, 'email'),
} as const satisfies Record<string, SettingEntry>;

export type SettingName = keyof typeof siteSettings;
type ValueOf<E> = E extends { type: 'bool' }
  ? boolean
  : E extends { type: 'integer' }
    ? number
    : E extends { type: 'enum'; values: readonly (infer V)[] }
      ? V
      : string;
/** All settings with their present values, typed. */
export type Settings = { readonly [N in SettingName]: ValueOf<(typeof siteSettings)[N]> };

/** Names that older clients still use. */
export const settingAliases: Readonly<Record<string, SettingName>> = {
  moderators_manage_categories_and_groups: 'moderators_manage_groups',
};

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(siteSettings, name);

/** Stored text -> value. The text was checked when it was written. */
function parseSetting(entry: SettingEntry, stored: string): boolean | number | string {
  if (entry.type === 'bool') return stored === 'true';
  if (entry.type === 'integer') return Number(stored);
  return stored;
}

/** Value -> stored text; the inverse of `parseSetting`. */
export const storedSetting = (value: boolean | number | string): string => String(value);

/** Defaults overlaid with stored values; names no longer in the registry are passed over. */
export function buildSettings(stored: Iterable<{ name: string; value: string }> = []): Settings {
  const values: Record<string, boolean | number | string> = {};
  for (const [name, entry] of Object.entries(siteSettings)) values[name] = entry.default;
  for (const { name, value } of stored) {
    if (isSettingName(name)) values[name] = parseSetting(siteSettings[name], value);
  }
  return values as Settings;
}

/** `a|b||c` -> ['a','b','c'], lower-cased for hosts by the caller. */
export const splitList = (value: string): string[] =>
  value
    .split('|')
    .map((part) => part.trim())
    .filter(Boolean);
