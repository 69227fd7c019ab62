/** Sentences of mails, and why a mail was not sent. Names, titles and groups come in isolated (src/mail/words.ts). */
export default {
  link_hint: 'If the button does not work, open this address:',
  token_expires: 'The link works once, until {{date}}.',
  footer: 'Sent by {{title}}, {{address}}',

  invite_subject: '{{inviter}} invited you to join {{title}}',
  invite_intro: '{{inviter}} invites you to join {{title}}.',
  invite_intro_named: '{{inviter}} ({{username}}) invites you to join {{title}}.',
  invite_message: 'A message from {{inviter}}:',
  invite_group: 'By accepting you become a member of the group {{groups}}.',
  invite_groups: 'By accepting you become a member of the groups {{groups}}.',
  invite_button: 'See and accept the invite',
  invite_expires: 'The invite works until {{date}}.',
  invite_unexpected:
    'The link is meant for you alone, so please do not pass it on. If you do not want to join, ignore this mail: nothing happens.',

  signup_subject: 'Confirm your address for {{title}}',
  signup_intro:
    'Welcome to {{title}}, {{username}}! One step is left: confirm that this address is yours, and your account is ready.',
  signup_button: 'Confirm my address',
  signup_unexpected: 'If you did not make this account, ignore this mail: the account stays locked without this link.',

  account_created_subject: 'Set your password for {{title}}',
  account_created_intro:
    'Welcome to {{title}}, {{username}}! Set a password here, so that you can always log in; that also confirms that this address is yours.',
  account_created_button: 'Set my password',
  account_created_unexpected:
    'If you did not make this account, ignore this mail: without this link nobody can set a password for it.',

  forgot_password_subject: 'A new password for {{title}}',
  forgot_password_intro:
    'Somebody asked for a new password for your account {{username}} on {{title}}. If it was you, choose it here.',
  forgot_password_button: 'Choose a new password',
  forgot_password_unexpected: 'If it was not you, ignore this mail: your password stays as it is.',

  account_exists_subject: 'You already have an account on {{title}}',
  account_exists_intro:
    'Somebody tried to make an account on {{title}} with this address. It already has one, named {{username}}: log in with it. If you forgot the password, you can ask for a new one there.',
  account_exists_button: 'Log in',
  account_exists_unexpected: 'If it was not you, ignore this mail: nothing was changed.',

  confirm_new_email_subject: 'Confirm your new address for {{title}}',
  confirm_new_email_intro:
    'The account {{username}} on {{title}} is to have this address from now on. If the account is yours, confirm it.',
  confirm_new_email_button: 'Use this address',
  confirm_new_email_unexpected: 'If the account is not yours, ignore this mail: without this link nothing changes.',

  notify_old_email_subject: 'Your account on {{title}} has a new address',
  notify_old_email_intro:
    'Your account {{username}} on {{title}} now has the address {{new_email}}. Mail about it goes there from now on.',
  notify_old_email_unexpected:
    'If it was not you who changed it, tell the staff of {{title}} at once: somebody else can get into your account.',

  account_suspended_subject: 'Your account on {{title}} is suspended',
  account_suspended_intro: 'Your account {{username}} on {{title}} cannot be used until {{date}}.',
  account_suspended_for_good: 'Your account {{username}} on {{title}} cannot be used any more.',
  account_silenced_subject: 'Your account on {{title}} is silenced',
  account_silenced_intro: 'Your account {{username}} on {{title}} may read, but not invite, until {{date}}.',
  account_silenced_for_good: 'Your account {{username}} on {{title}} may read, but not invite, from now on.',
  restricted_message: 'A message from the staff:',

  bulk_subject_fine: 'Your list was imported: everybody is invited ({{title}})',
  bulk_subject_errors: 'Your list was imported with errors ({{title}})',
  bulk_intro: 'The list {{file}} is done. In numbers:',
  bulk_intro_pasted: 'Your list is done. In numbers:',
  bulk_ended_early: 'Your list {{file}} has ended early.',
  bulk_ended_early_pasted: 'Your list has ended early.',
  bulk_cancelled:
    'An administrator stopped it. What was done stays done; on its page you can try the rest again. In numbers:',
  bulk_failed:
    'It could not go on because of an error in the server, of which the administrators find more in its log. What was done stays done; on its page you can try the rest again. In numbers:',
  bulk_invites_one: '{{count}} invite',
  bulk_invites_other: '{{count}} invites',
  bulk_skipped_one: '{{count}} skipped: an account with this address was there already, and was added to its groups',
  bulk_skipped_other:
    '{{count}} skipped: accounts with these addresses were there already, and were added to their groups',
  bulk_warnings_one: '{{count}} warning: something was left out',
  bulk_warnings_other: '{{count}} warnings: something was left out',
  bulk_errors_one: '{{count}} error: nobody was invited',
  bulk_errors_other: '{{count}} errors: nobody was invited',
  bulk_columns: 'These columns mean nothing here and were not read: {{columns}}',
  bulk_log: 'What was wrong, line by line (the first hundred; the results file has all):',
  bulk_line_failed: 'Line {{line}}, {{email}}, error: {{why}}',
  bulk_line_warned: 'Line {{line}}, {{email}}, warning: {{why}}',
  bulk_held: 'Addresses that have an account (the first hundred):',

  membership_request_subject: '{{asker}} asks to join the group {{group}}',
  membership_request_intro_owner:
    '{{asker}} asks to join the group {{group}} on {{title}}. You own the group, so you or another owner can answer. The request says:',
  membership_request_intro_admin:
    '{{asker}} asks to join the group {{group}} on {{title}}. Nobody owns the group, so an admin has to answer. The request says:',
  membership_request_intro_withheld:
    '{{asker}} was invited to the group {{group}} on {{title}} by somebody who may not invite there any more, and used the invite. So it is for you, or another who decides about the group, to let {{asker}} in or not.',
  membership_request_accepted_subject: 'You are now a member of the group {{group}}',
  membership_request_accepted_intro:
    'Your request was accepted: you are now a member of the group {{group}} on {{title}}.',
  membership_request_declined_subject: 'Your request to join the group {{group}}',
  membership_request_declined_intro:
    'Your request to join the group {{group}} on {{title}} was declined. Its owners can tell you why, and you may ask again.',
  membership_button: 'Go to the group',

  invite_request_subject: '{{asker}} asks you to invite {{email}}',
  invite_request_subject_more: '{{asker}} asks you to invite {{count}} people',
  invite_request_subject_anew: 'Somebody asks for a new invite: {{email}}',
  invite_request_intro: '{{asker}} asks you to invite to the group {{group}} on {{title}}:',
  invite_request_intro_anew:
    'Somebody opened an invite to {{title}} that no longer works, and asks for a new one for this address. Nobody has checked whose address it is.',
  invite_request_intro_anew_group:
    'Somebody opened an invite to the group {{group}} on {{title}} that no longer works, and asks for a new one for this address. Nobody has checked whose address it is.',
  invite_request_reason: 'A message from {{asker}}:',
  invite_request_button: 'See the request and answer',
  invite_request_nothing:
    'Nothing happens until it is approved. One click does it, and one is enough for all who were asked.',

  test_message_subject: 'Test mail from {{title}}',
  test_message_intro: 'This is a test mail from {{title}}. If you can read it, mail leaves the server and arrives.',
  test_message_check:
    'If it landed among junk mail, check the SPF, DKIM and DMARC records of the domain you send from.',

  test_sent: 'A test mail to {{address}} is on its way. The e-mail log tells what becomes of it.',
  test_kept: 'The test mail to {{address}} was not sent. {{why}}',
  why_no_smtp: 'SMTP_URL is not set.',
  why_no_from: 'there is no address to send from; set the site setting notification_email, or MAIL_FROM.',
  why_emails_disabled: 'the site setting disable_emails is "yes".',
  warning_no_smtp:
    'No mail leaves this server: SMTP_URL is not set. Mails are kept in the e-mail log, where admins can read them with their links.',
  warning_no_from:
    'No mail leaves this server: there is no address to send from. Set the site setting notification_email, or MAIL_FROM.',
  warning_emails_disabled: 'No mail leaves this server: the site setting disable_emails is "yes".',
  warning_emails_disabled_non_staff:
    'Mail leaves this server only for staff: the site setting disable_emails is "non-staff".',

  reason_emails_disabled: 'Mail is switched off by the site setting disable_emails.',
  reason_emails_disabled_non_staff: 'Only staff get mail while the site setting disable_emails is "non-staff".',
  reason_invite_gone: 'The invite no longer exists.',
  reason_invite_revoked: 'The invite was withdrawn before its mail went out.',
  reason_invite_replaced: 'The invite was replaced by a newer one.',
  reason_invite_invalidated: 'The invite was stopped before its mail went out. Resend it to revive it.',
  reason_invite_used: 'The invite was used before its mail went out.',
  reason_invite_expired: 'The invite expired before its mail went out. Resend it to give it a new expiry date.',
  reason_invite_readdressed: 'The invite is for another address now.',
  reason_inviter_gone: 'The account that invited no longer exists.',
  reason_account_gone: 'The account no longer exists.',
  reason_link_gone: 'The link the mail was to carry no longer exists.',
  reason_link_used: 'The link was used before its mail went out.',
  reason_link_expired: 'The link expired before its mail went out.',
  reason_link_readdressed: 'The account has another address now.',
  reason_no_smtp: 'Kept, not sent: no mail server is configured (SMTP_URL).',
  reason_no_from: 'Kept, not sent: there is no address to send from (notification_email or MAIL_FROM).',
  reason_address_unusable: 'The address cannot be used for a mail.',
  reason_unreadable: 'The mail could not be put together. The server’s log has the details.',
  reason_refused: 'The mail server refused it: {{response}}',
  reason_gave_up: 'Given up after two days of trying. The last answer of the mail server: {{response}}',
  reason_waiting: 'The mail server asked to try later: {{response}}',
  reason_lost: 'The mail server broke off in the middle; it is tried again.',
} as const;
