/**
 * What the staff action log can hold: action name -> the number that clients of the Discourse API know it by (numbers
 * from 1000 on are Usher's own). Add a line here before logging something new.
 */
export const staffActions = {
  delete_user: 1,
  change_trust_level: 2,
  change_site_setting: 3,
  suspend_user: 10,
  unsuspend_user: 11,
  check_email: 16,
  change_username: 21,
  anonymize_user: 24,
  silence_user: 30,
  unsilence_user: 31,
  grant_admin: 32,
  revoke_admin: 33,
  grant_moderation: 34,
  revoke_moderation: 35,
  deactivate_user: 39,
  lock_trust_level: 41,
  unlock_trust_level: 42,
  activate_user: 43,
  approve_user: 69,
  web_hook_create: 70,
  web_hook_update: 71,
  web_hook_destroy: 72,
  web_hook_deactivate: 76,
  api_key_create: 80,
  api_key_update: 81,
  api_key_destroy: 82,
  delete_group: 99,
  create_group: 1000,
  log_out_user: 1002,
  view_kept_email: 1003,
  change_email: 1004,
  resend_email: 1010,
} as const;

export type StaffAction = keyof typeof staffActions;

/** Lines that moderators do not see: settings, keys and web hooks are the admins' business. */
export const isAdminOnlyAction = (action: StaffAction): boolean =>
  action === 'change_site_setting' ||
  action === 'view_kept_email' ||
  action === 'resend_email' ||
  /^(api_key|web_hook)_/.test(action);
