import { describe, expect, test } from 'vitest';
import { siteSettings } from '../../shared/site-settings.ts';
import { readSettingValue } from './read-value.ts';

const read = (name: keyof typeof siteSettings, sent: unknown) => {
  const result = readSettingValue(siteSettings[name], sent);
  return result.ok ? result.value : `!${result.code}`;
};

describe('what somebody typed becomes a stored value', () => {
  test.each([
    ['invite_only', true, 'true'],
    ['invite_only', 't', 'true'],
    ['invite_only', '1', 'true'],
    ['invite_only', 'FALSE', 'false'],
    ['invite_only', '', 'false'],
    ['invite_only', 'perhaps', '!setting_not_boolean'],
    ['max_logins_per_ip_per_hour', '6,000', '6000'],
    ['max_logins_per_ip_per_hour', 7, '7'],
    ['max_logins_per_ip_per_hour', ' 8 ', '8'],
    ['max_logins_per_ip_per_hour', '1.5', '!setting_out_of_range'],
    ['max_logins_per_ip_per_hour', 'many', '!setting_out_of_range'],
    ['max_logins_per_ip_per_hour', '9'.repeat(40), '!setting_out_of_range'],
    ['min_password_length', 7, '!setting_out_of_range'],
    ['min_password_length', 8, '8'],
    ['min_password_length', 200, '200'],
    ['min_password_length', 201, '!setting_out_of_range'],
    ['disable_emails', 'Non-Staff', 'non-staff'],
    ['disable_emails', 'perhaps', '!setting_not_listed'],
    ['notification_email', '', ''],
    ['notification_email', ' help@example.com ', 'help@example.com'],
    ['notification_email', 'not an address', '!setting_not_email'],
    ['notification_email', 'a@example.com\r\nBcc: b@example.com', '!setting_unreadable'],
    ['blocked_email_domains', 'https://Evil.example/x|evil.example', 'evil.example'],
    ['blocked_email_domains', ['a.example', 'b.example'], 'a.example|b.example'],
    ['blocked_email_domains', 'a.example, b.example', 'a.example|b.example'],
    ['blocked_email_domains', 'localhost', '!domain_not_valid'],
    ['blocked_email_domains', 'bücher.example', 'xn--bcher-kva.example'],
    ['invite_allowed_groups', '1|12|12', '1|12'],
    ['invite_allowed_groups', [1, 12], '1|12'],
    ['invite_allowed_groups', 'staff', '!setting_not_group_id'],
    ['reserved_usernames', 'a|| b |a', 'a|b'],
    ['title', '  Our place ', 'Our place'],
    ['title', 'two\nlines', '!setting_unreadable'],
    ['title', 'a\0b', '!setting_unreadable'],
    ['title', { nested: 1 }, '!setting_unreadable'],
    ['title', [['nested']], '!setting_unreadable'],
    ['title', 'x'.repeat(10_001), '!setting_too_long'],
  ] as const)('%s = %j -> %s', (name, sent, expected) => {
    expect(read(name, sent)).toBe(expected);
  });
});
