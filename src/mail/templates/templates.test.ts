/** Every template in every language, from its sample data. */
import { describe, expect, test } from 'vitest';
import en from '../../shared/i18n/en/mail.ts';
import he from '../../shared/i18n/he/mail.ts';
import { locales } from '../../shared/i18n/locales.ts';
import { type Content, renderHtml, renderText } from '../layout.ts';
import { type Words, wordsIn } from '../words.ts';
import * as accountCreated from './account-created.ts';
import * as accountExists from './account-exists.ts';
import * as accountRestricted from './account-restricted.ts';
import * as bulkReport from './bulk-report.ts';
import * as confirmNewEmail from './confirm-new-email.ts';
import * as forgotPassword from './forgot-password.ts';
import * as invite from './invite.ts';
import * as inviteRequest from './invite-request.ts';
import * as membership from './membership.ts';
import * as notifyOldEmail from './notify-old-email.ts';
import * as signup from './signup.ts';
import * as testMessage from './test-message.ts';

const templates: [string, (words: Words) => Content, string | undefined][] = [
  ['invite', (words) => invite.inviteMail(invite.sample, words), invite.sample.link],
  ['signup', (words) => signup.signupMail(signup.sample, words), signup.sample.link],
  [
    'account_created',
    (words) => accountCreated.accountCreatedMail(accountCreated.sample, words),
    accountCreated.sample.link,
  ],
  [
    'forgot_password',
    (words) => forgotPassword.forgotPasswordMail(forgotPassword.sample, words),
    forgotPassword.sample.link,
  ],
  ['account_exists', (words) => accountExists.accountExistsMail(accountExists.sample, words), undefined],
  [
    'confirm_new_email',
    (words) => confirmNewEmail.confirmNewEmailMail(confirmNewEmail.sample, words),
    confirmNewEmail.sample.link,
  ],
  ['notify_old_email', (words) => notifyOldEmail.notifyOldEmailMail(notifyOldEmail.sample, words), undefined],
  ...(['account_suspended', 'account_silenced'] as const).flatMap((kind): typeof templates =>
    [accountRestricted.sample.until, null].map((until) => [
      `${kind} ${until ? 'for a time' : 'for good'}`,
      (words) => accountRestricted.accountRestrictedMail(kind, { ...accountRestricted.sample, until }, words),
      undefined,
    ]),
  ),
  ['bulk_report', (words) => bulkReport.bulkReportMail(bulkReport.sample, words), undefined],
  ...(['owner', 'admin', 'withheld'] as const).map((why): (typeof templates)[number] => [
    `membership_request, ${why}`,
    (words) => membership.membershipRequestMail({ ...membership.sample, why }, words),
    membership.sample.link,
  ]),
  ...(['membership_request_accepted', 'membership_request_declined'] as const).map(
    (kind): (typeof templates)[number] => [
      kind,
      (words) => membership.membershipAnswerMail(kind, membership.sample, words),
      membership.sample.link,
    ],
  ),
  ...(['dana', ''] as const).map((asker): (typeof templates)[number] => [
    `invite_request ${asker ? 'of a person' : 'of a dead link'}`,
    (words) => inviteRequest.inviteRequestMail({ ...inviteRequest.sample, asker }, words),
    inviteRequest.sample.link,
  ]),
  ['test_message', (words) => testMessage.testMessageMail(testMessage.sample, words), undefined],
];

describe.each(locales)('in %s', (locale) => {
  test.each(templates)('%s says the same in both parts and leaves no placeholder', (_name, template, link) => {
    const content = template(wordsIn(locale));
    const text = renderText(content.blocks);
    const html = renderHtml(content, locale);
    expect(content.subject + text).not.toMatch(/{{|}}|undefined|null|\[object/);
    expect(html).toContain(`<html lang="${locale}" dir="${locale === 'he' ? 'rtl' : 'ltr'}">`);
    for (const block of content.blocks) {
      if (block.kind === 'link') expect(html).toContain(`<a href="${block.url}"`);
      else for (const line of block.text.split('\n')) expect(text).toContain(line);
    }
    if (link) expect(text.split('\n')).toContain(link);
    expect(html).not.toMatch(/<img|<script|url\(|src=/);
  });
});

test('a foreign name is isolated only where it could turn its surroundings round', () => {
  const subject = (name: string, locale: 'en' | 'he') =>
    invite.inviteMail({ ...invite.sample, inviter: { username: 'dana', name } }, wordsIn(locale)).subject;
  expect(subject('Dana Cohen', 'en')).toBe('Dana Cohen invited you to join Maple Street Garden');
  expect(subject('דנה', 'en')).toBe('\u2068דנה\u2069 invited you to join Maple Street Garden');
  expect(subject('Dana', 'he')).toContain('\u2068Dana\u2069');
});

test('an inviter without a name is called by the username, once', () => {
  const data = { ...invite.sample, inviter: { username: 'dana', name: ' ' } };
  expect(renderText(invite.inviteMail(data, wordsIn('en')).blocks)).toMatch(/^dana invites you to join/);
});

test('both languages have the same sentences with the same values', () => {
  const values = (sentence: string) => [...sentence.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();
  // Hebrew has a form for two.
  const forms = Object.keys(he).filter((key) => !key.endsWith('_two'));
  expect(forms.sort()).toEqual(Object.keys(en).sort());
  // The form for one may say the number in words.
  const keys = (Object.keys(en) as (keyof typeof en)[]).filter((key) => !key.endsWith('_one'));
  for (const key of keys) expect(values(he[key]), key).toEqual(values(en[key]));
});
