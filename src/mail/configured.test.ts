import { expect, test } from 'vitest';
import { buildSettings } from '../shared/site-settings.ts';
import { mailSetup } from './configured.ts';

const smtpUrl = 'smtp://127.0.0.1:25';
const setup = (mailFrom: string | undefined, settings: Record<string, string> = {}) =>
  mailSetup(
    { smtpUrl, mailFrom },
    buildSettings(Object.entries({ title: 'The Site', ...settings }).map(([name, value]) => ({ name, value }))),
  );

test.each([
  ['Usher <noreply@usher.example>', 'Usher', 'noreply@usher.example'],
  ['"Usher, Inc." <noreply@usher.example>', 'Usher, Inc.', 'noreply@usher.example'],
  ['noreply@usher.example', 'The Site', 'noreply@usher.example'],
  ['<usher@localhost>', 'The Site', 'usher@localhost'],
  ['Usher\r\nBcc: x@y.example <noreply@usher.example>', 'Usher Bcc: x@y.example', 'noreply@usher.example'],
])('MAIL_FROM %j', (mailFrom, name, address) => {
  expect(setup(mailFrom)).toEqual({ configured: true, from: { name, address }, reason: undefined });
});

test('the setting notification_email goes before MAIL_FROM', () => {
  expect(setup('a@usher.example', { notification_email: 'b@usher.example' }).from?.address).toBe('b@usher.example');
});

test.each([undefined, '', 'Usher', 'Usher <>', 'a@b.example, c@d.example'])('MAIL_FROM %j is no sender', (mailFrom) => {
  expect(setup(mailFrom)).toEqual({ configured: false, from: undefined, reason: 'no_from' });
});

test('without SMTP_URL nothing leaves', () => {
  expect(mailSetup({ smtpUrl: undefined, mailFrom: 'a@usher.example' }, buildSettings())).toMatchObject({
    configured: false,
    reason: 'no_smtp',
  });
});
