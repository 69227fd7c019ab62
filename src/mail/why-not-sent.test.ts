import { expect, test } from 'vitest';
import type { EmailType, MailRow } from '../db/email-logs.ts';
import { buildSettings } from '../shared/site-settings.ts';
import { whyNotSent } from './why-not-sent.ts';

const now = new Date('2030-01-01T12:00:00Z');
const later = new Date('2030-01-02T12:00:00Z');

/** A mail of each kind that may go out. */
const mail = (email_type: EmailType, change: Partial<MailRow> = {}): MailRow => ({
  id: 1,
  email_type,
  to_address: 'Noa@Example.com',
  user_id: 5,
  invite_id: 7,
  email_token_id: 9,
  locale: 'en',
  params: {},
  state: 'sending',
  attempts: 1,
  next_attempt_at: now,
  smtp_transaction_response: null,
  reason: null,
  created_at: now,
  finished_at: null,
  username: 'noa',
  name: 'Noa',
  staff: false,
  invite_secret_id: 1,
  key_nonce: 'a',
  email_token_nonce: 'b',
  invite_email_key: 'noa@example.com',
  custom_message: null,
  invite_expires_at: later,
  redemption_count: 0,
  max_redemptions_allowed: 1,
  invalidated_at: null,
  superseded_at: null,
  deleted_at: null,
  inviter_username: 'dana',
  inviter_name: null,
  group_names: [],
  token_secret_id: 1,
  token_nonce: 'c',
  token_email_key: 'noa@example.com',
  token_expires_at: later,
  token_used_at: null,
  ...change,
});
const settings = (disable_emails = 'no') => buildSettings([{ name: 'disable_emails', value: disable_emails }]);

test.each<[EmailType, Partial<MailRow>, string | undefined]>([
  ['invite', {}, undefined],
  ['invite', { invite_expires_at: null }, 'invite_gone'],
  ['invite', { deleted_at: now }, 'invite_revoked'],
  ['invite', { superseded_at: now }, 'invite_replaced'],
  ['invite', { redemption_count: 1 }, 'invite_used'],
  ['invite', { invalidated_at: now }, 'invite_invalidated'],
  ['invite', { inviter_username: null }, 'inviter_gone'],
  ['invite', { invite_expires_at: now }, 'invite_expired'],
  ['invite', { invite_email_key: 'other@example.com' }, 'invite_readdressed'],
  ['invite', { invite_email_key: null }, 'invite_readdressed'],
  ['invite', { username: null, token_expires_at: null }, undefined],
  ['signup', {}, undefined],
  ['signup', { invite_expires_at: null }, undefined],
  ['signup', { username: null }, 'account_gone'],
  ['account_created', { token_expires_at: null }, 'link_gone'],
  ['forgot_password', { token_used_at: now }, 'link_used'],
  ['signup', { token_expires_at: now }, 'link_expired'],
  ['forgot_password', { token_email_key: 'other@example.com' }, 'link_readdressed'],
  ['account_exists', { token_expires_at: null }, undefined],
  ['account_exists', { username: null }, 'account_gone'],
  ['test_message', { username: null, token_expires_at: null, invite_expires_at: null }, undefined],
])('%s %j: %s', (type, change, reason) => {
  expect(whyNotSent(mail(type, change), settings(), now)).toBe(reason);
});

test.each<EmailType>(['invite', 'signup', 'account_created', 'forgot_password', 'account_exists', 'test_message'])(
  'disable_emails holds %s',
  (type) => {
    expect(whyNotSent(mail(type, { staff: true }), settings('yes'), now)).toBe('emails_disabled');
    expect(whyNotSent(mail(type), settings('non-staff'), now)).toBe('emails_disabled_non_staff');
    expect(whyNotSent(mail(type, { staff: true }), settings('non-staff'), now)).toBeUndefined();
  },
);
