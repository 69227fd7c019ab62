/** A row of the outbox -> the mail, made from what the database says now. Nothing of it is stored. */
import type { Services } from '../context.ts';
import type { EmailType, MailRow } from '../db/email-logs.ts';
import { activationLink, emailChangeLink, inviteLink, mailedInviteLink, passwordResetLink } from '../links.ts';
import { isLocale, type Locale } from '../shared/i18n/locales.ts';
import type { Settings } from '../shared/site-settings.ts';
import { type Content, renderHtml, renderText } from './layout.ts';
import { accountCreatedMail } from './templates/account-created.ts';
import { accountExistsMail } from './templates/account-exists.ts';
import type { AccountLinkData } from './templates/account-link.ts';
import { accountRestrictedMail } from './templates/account-restricted.ts';
import { type BulkReportData, bulkReportMail, type ReportLine } from './templates/bulk-report.ts';
import { confirmNewEmailMail } from './templates/confirm-new-email.ts';
import { forgotPasswordMail } from './templates/forgot-password.ts';
import { type InviteData, inviteMail } from './templates/invite.ts';
import { inviteRequestMail } from './templates/invite-request.ts';
import { type MembershipData, membershipAnswerMail, membershipRequestMail } from './templates/membership.ts';
import { notifyOldEmailMail } from './templates/notify-old-email.ts';
import { signupMail } from './templates/signup.ts';
import { testMessageMail } from './templates/test-message.ts';
import { oneLine } from './text.ts';
import { type Words, wordsIn } from './words.ts';

export interface Rendered {
  subject: string;
  text: string;
  html: string;
}

export interface RenderOptions {
  /** Without the secret part of its link: for whoever is not the addressee. */
  masked: boolean;
}

const MASK = '••••••••';

interface Input {
  services: Pick<Services, 'env' | 'secrets'>;
  settings: Settings;
  mail: MailRow;
  masked: boolean;
}

/** A value the type of mail cannot do without. `whyNotSent` has looked before a mail is sent; a view may still miss it. */
function needed<T>(value: T | null, what: string): T {
  if (value === null) throw new MailIncomplete(what);
  return value;
}

/** What the mail was about has been deleted, so its text cannot be made again. */
export class MailIncomplete extends Error {
  constructor(what: string) {
    super(`the ${what} this mail was about is gone`);
    this.name = 'MailIncomplete';
  }
}

const site = ({ services, settings }: Input) => ({
  title: oneLine(settings.title),
  baseUrl: services.env.baseUrl,
});

function invite(input: Input, words: Words): Content {
  const { mail, masked, services } = input;
  const { baseUrl } = services.env;
  const keys = {
    id: needed(mail.invite_id, 'invite'),
    secret_id: needed(mail.invite_secret_id, 'invite'),
    key_nonce: needed(mail.key_nonce, 'invite'),
    email_token_nonce: mail.email_token_nonce,
  };
  return inviteMail(
    {
      ...site(input),
      inviter: { username: needed(mail.inviter_username, 'inviter'), name: mail.inviter_name },
      message: mail.custom_message,
      groups: mail.group_names,
      link: masked
        ? `${inviteLink(baseUrl, services.secrets, keys)}?t=${MASK}`
        : mailedInviteLink(baseUrl, services.secrets, keys),
      expires_at: needed(mail.invite_expires_at, 'invite'),
    },
    words,
  );
}

function accountLink(input: Input, link: typeof activationLink): AccountLinkData {
  const { mail, masked, services } = input;
  const token = {
    id: needed(mail.email_token_id, 'link'),
    secret_id: needed(mail.token_secret_id, 'link'),
    nonce: needed(mail.token_nonce, 'link'),
  };
  const full = link(services.env.baseUrl, services.secrets, token);
  return {
    ...site(input),
    username: needed(mail.username, 'account'),
    link: masked ? full.replace(/[^/]*$/, MASK) : full,
    expires_at: needed(mail.token_expires_at, 'link'),
  };
}

const restricted = (kind: 'account_suspended' | 'account_silenced') => (input: Input, words: Words) => {
  const { username, params } = input.mail;
  return accountRestrictedMail(
    kind,
    {
      ...site(input),
      username: needed(username, 'account'),
      until: typeof params.until === 'string' ? new Date(params.until) : null,
      message: String(params.message ?? ''),
    },
    words,
  );
};

function membership(input: Input): MembershipData {
  const { params } = input.mail;
  const { baseUrl } = input.services.env;
  const link = `${baseUrl}/groups/${encodeURIComponent(String(params.group_name ?? ''))}`;
  return { ...site(input), group: String(params.group ?? ''), link };
}

/** A list that was written into the mail's values. */
function listOf<T>(value: unknown): T[] {
  const list: unknown = typeof value === 'string' ? JSON.parse(value) : [];
  return Array.isArray(list) ? list : [];
}

function bulkReport(input: Input): BulkReportData {
  const { params } = input.mail;
  const number = (name: string) => Number(params[name] ?? 0);
  return {
    ...site(input),
    file_name: String(params.file_name ?? ''),
    ended: params.ended === 'cancelled' || params.ended === 'failed' ? params.ended : 'done',
    invites: number('invites'),
    skipped: number('skipped'),
    warnings: number('warnings'),
    errors: number('errors'),
    unknown_columns: String(params.unknown_columns ?? ''),
    log: listOf<ReportLine>(params.log),
    held: listOf<string>(params.held),
  };
}

const contents: Record<EmailType, (input: Input, words: Words) => Content> = {
  invite,
  signup: (input, words) => signupMail(accountLink(input, activationLink), words),
  account_created: (input, words) => accountCreatedMail(accountLink(input, passwordResetLink), words),
  forgot_password: (input, words) => forgotPasswordMail(accountLink(input, passwordResetLink), words),
  account_exists: (input, words) =>
    accountExistsMail({ ...site(input), username: needed(input.mail.username, 'account') }, words),
  confirm_new_email: (input, words) => confirmNewEmailMail(accountLink(input, emailChangeLink), words),
  notify_old_email: (input, words) =>
    notifyOldEmailMail(
      {
        ...site(input),
        username: needed(input.mail.username, 'account'),
        new_email: String(input.mail.params.new_email ?? ''),
      },
      words,
    ),
  account_suspended: restricted('account_suspended'),
  account_silenced: restricted('account_silenced'),
  membership_request: (input, words) => {
    const { asker, reason, owner, withheld } = input.mail.params;
    const why = withheld ? 'withheld' : owner === false ? 'admin' : 'owner';
    const data = membership(input);
    return membershipRequestMail(
      { ...data, link: `${data.link}?tab=requests`, asker: String(asker ?? ''), reason: String(reason ?? ''), why },
      words,
    );
  },
  membership_request_accepted: (input, words) =>
    membershipAnswerMail('membership_request_accepted', membership(input), words),
  membership_request_declined: (input, words) =>
    membershipAnswerMail('membership_request_declined', membership(input), words),
  invite_request: (input, words) => {
    const { asker, group, emails, reason } = input.mail.params;
    return inviteRequestMail(
      {
        ...site(input),
        asker: String(asker ?? ''),
        group: String(group ?? ''),
        emails: String(emails ?? ''),
        reason: String(reason ?? ''),
        link: `${input.services.env.baseUrl}/invites?tab=requests`,
      },
      words,
    );
  },
  bulk_report: (input, words) => bulkReportMail(bulkReport(input), words),
  test_message: (input, words) => testMessageMail(site(input), words),
};

/** Subject, text and HTML of a mail. @throws MailIncomplete when what it was about has been deleted */
export function renderMail(
  services: Pick<Services, 'env' | 'secrets'>,
  settings: Settings,
  mail: MailRow,
  { masked }: RenderOptions,
): Rendered {
  const locale = isLocale(mail.locale) ? mail.locale : settings.default_locale;
  const content = contents[mail.email_type]({ services, settings, mail, masked }, wordsIn(locale));
  return {
    subject: oneLineSubject(content.subject),
    text: renderText(content.blocks),
    html: renderHtml(content, locale),
  };
}

/** The mail of an invite that does not exist yet. */
export function renderInvitePreview(
  { env }: Pick<Services, 'env'>,
  settings: Settings,
  locale: Locale,
  data: Omit<InviteData, 'title' | 'baseUrl'>,
): Rendered {
  const content = inviteMail({ ...data, title: oneLine(settings.title), baseUrl: env.baseUrl }, wordsIn(locale));
  return {
    subject: oneLineSubject(content.subject),
    text: renderText(content.blocks),
    html: renderHtml(content, locale),
  };
}

/** Isolates are kept: they are what `words` put in. Line breaks cannot be in it, and are taken out all the same. */
const oneLineSubject = (subject: string): string => subject.replace(/[\r\n]+/g, ' ');
