/** What each site setting does, by its name. */
export default {
  title: 'Name of this site, shown on its pages and in its mails.',
  site_description: 'A sentence or two about this site, told to whoever asks what it is.',
  contact_email: 'Address people can write to about this site; anybody who may see the site sees it. Empty: none.',
  notification_email: 'Address that mails come from. Empty: the one given in MAIL_FROM when the server starts.',
  default_locale: 'Language of pages and mails for people who have not chosen one.',
  allow_user_locale: 'People may choose their own language; off: everybody gets the default language.',

  login_required: 'Visitors see only the log-in page and invites until they log in.',
  invite_only: 'New people can join only through an invite; the sign-up form makes no accounts.',
  invite_code: 'Word that visitors must give to sign up without an invite. Empty: none is asked for.',
  allow_new_registrations: 'New accounts may be made; off: nobody can, neither by invite nor through the API.',
  must_approve_users: 'A new account can log in only after a member of the staff has approved it.',
  auto_approve_email_domains: 'E-mail domains whose new accounts are approved without a member of the staff.',
  enable_local_logins: 'People log in with a username and a password kept here.',
  hide_email_address_taken: 'Never tell a visitor whether an address already belongs to an account.',
  email_token_valid_hours: 'Hours until a mailed link for activation or a new password stops working.',
  log_out_strict: 'Logging out ends all sessions of the account, on every device.',
  persistent_sessions: 'People stay logged in after they close the browser.',
  maximum_session_age: 'Hours until somebody who logged in must log in again.',
  same_site_cookies: 'SameSite mark of the session cookie: whether other sites’ links and forms carry it along.',
  force_https: 'Send cookies only over https, and write https in the links of mails.',
  max_logins_per_ip_per_minute: 'Attempts to log in that one network address may make in a minute.',
  max_logins_per_ip_per_hour: 'Attempts to log in that one network address may make in an hour.',
  max_new_accounts_per_registration_ip:
    'Accounts that visitors may make from one network address in a day. 0: no limit.',

  allowed_email_domains: 'If not empty, only addresses at these e-mail domains may be invited or registered.',
  blocked_email_domains: 'Addresses at these e-mail domains may be neither invited nor registered.',
  normalize_emails: 'Treat j.ane+news@example.com and jane@example.com as the same person’s address.',
  min_username_length: 'Fewest characters of a username or a group name.',
  max_username_length: 'Most characters of a username or a group name.',
  unicode_usernames: 'Letters of every script may be used in usernames and group names.',
  reserved_usernames: 'Usernames nobody may take; a * at the end stands for any ending.',
  username_change_period:
    'Days after signing up in which people may change their own username; staff always may. 0: only staff.',
  email_editable: 'People may change the e-mail address of their account; off: only administrators may.',
  min_password_length: 'Fewest characters of a password.',
  min_admin_password_length: 'Fewest characters of an administrator’s password.',
  password_unique_characters: 'Fewest different characters of a password.',
  block_common_passwords: 'Refuse the passwords that are guessed first.',
  use_email_for_username_and_name_suggestions:
    'Suggest a username made from the address, which shows part of the address to others.',
  hide_user_profiles_from_public: 'Only people who are logged in see profiles.',
  hide_suspension_reasons: 'Do not tell suspended people the reason when they try to log in.',
  default_trust_level: 'Trust level of new accounts.',
  purge_unactivated_users_grace_period_days:
    'Days after which an account that never confirmed its address is deleted; the use it took of an invite comes back. 0: never.',

  enable_group_directory:
    'Everybody may see which groups there are; off: only staff may, others reach a group if they know its name.',
  moderators_manage_groups: 'Moderators may create and manage all groups they can see, and invite to them.',
  moderators_view_emails: 'Moderators may see the e-mail addresses of members.',

  invite_expiry_days: 'Days until a new invite stops working, unless whoever makes it says otherwise.',
  default_invitee_trust_level: 'Trust level of people who join through an invite.',
  invite_link_max_redemptions_limit: 'How many people an invite link made by staff may let in at most.',
  invite_link_max_redemptions_limit_users: 'How many people an invite link made by somebody else may let in at most.',
  max_invites_per_day: 'Invites that somebody who is not staff may make in a day. 0: only staff may invite.',
  invite_allowed_groups: 'Groups whose members may invite. Administrators and moderators always may.',
  group_owners_may_invite: 'Owners may invite to the groups they own even if their trust level would not let them.',
  allow_email_invites: 'Invites may be sent by mail; off: there are only links to hand on.',
  allow_bulk_invite: 'CSV import: show it to those who may use it.',
  max_bulk_invites: 'CSV import: rows a file may have.',
  skip_email_bulk_invites: 'CSV import: make the invites without sending mails.',
  bulk_invite_emails_per_minute:
    'CSV import and “resend all”: mails that leave in a minute, so that the mail server is not flooded. Single invites do not wait for them. 0: no limit.',
  max_bulk_invites_per_day:
    'CSV import: rows that an owner or a moderator may import in a day, to the groups they may invite to. 0: only administrators may import.',
  max_api_invites: 'Addresses that one request may invite at most.',
  invites_per_page: 'Invites on one page of the list.',

  disable_emails: 'no: mails are sent. yes: none are. non-staff: only those to staff.',
  delete_email_logs_after_days: 'Days until lines of the e-mail log are removed. 0: they are kept.',
} as const;
