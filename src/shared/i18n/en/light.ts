/** Sentences of the light page: redeeming an invite, dead links, activation, setting a password. */
const light = {
  'page.loading': 'Loading…',
  'page.failed': 'The page could not be loaded',
  'page.unknown': 'There is nothing at this address',
  'page.unknown_advice': 'The link may have been cut off. Open it again from the mail, or copy all of it.',
  'page.home': 'Go to {{site}}',

  'invite.title': 'You are invited to {{site}}',
  'invite.by': '{{name}} invited you',
  'invite.until': 'You can use this invite until {{moment}}.',
  'invite.groups_one': 'You will join this group',
  'invite.groups_other': 'You will join these {{count}} groups',
  'invite.no_groups': 'You will become a member of {{site}}. This invite adds you to no particular group.',
  'invite.trust_level': 'Raises your trust level to {{level}}, if it is lower',
  'invite.group_title': 'Gives you the title {{title}}, if you have none',
  'invite.primary_group': 'Becomes your primary group',
  'invite.default_trust_level': 'New members start at trust level {{level}}.',
  'invite.approval': 'The staff of {{site}} look at every new account before it can be used.',

  'invite.account': 'Make your account',
  'invite.address_verified': 'The mailed link proves that this address is yours: you need not confirm it again.',
  'invite.address_masked':
    'Your account will use the address this invite was sent to. We will mail a link there to confirm it.',
  'invite.address_masked_no_mail':
    'Your account will use the address this invite was made for. This site sends no mail at the moment: an administrator has to confirm it, or pass on the link that does.',
  'invite.address_link_no_mail':
    'This site sends no mail at the moment: an administrator has to confirm that it is yours, or pass on the link that does.',
  'invite.address_link': 'We will mail a link to this address to confirm that it is yours.',
  'invite.address_domain': 'Only addresses that end in {{domain}} can use this invite.',
  'invite.username_hint':
    'Letters, digits, dots, dashes and underscores. If it is taken or too short, you get a similar one.',
  'invite.name_hint': 'How others see you. Without it, your username is shown.',
  'invite.password_hint_no_mail':
    'Choose one now: this site sends no mail at the moment, so it cannot mail you a link to set one.',
  'invite.password_hint': 'Without a password we mail you a link to set one.',
  'invite.join': 'Join {{site}}',
  'invite.decline': 'Decline',
  'invite.have_account': 'Already have an account on {{site}}?',
  'invite.log_in_first': 'Log in first, then accept',
  'invite.needs_at': 'Write the whole address, such as ana@example.com.',
  'invite.needs_domain': 'Write an address that ends in {{domain}}.',

  'accept.account': 'This account will join',
  'accept.button': 'Accept and join',
  'accept.switch': 'Not you? Switch account',
  'accept.cannot': 'This account cannot use the invite',
  'accept.cannot_advice':
    'With another account it may work. Otherwise ask the person who invited you for a new invite.',

  'declined.title': 'You have declined',
  'declined.text':
    'Nothing happened: no account was made, you joined nothing and nobody was told. You can close this page.',
  'declined.until': 'Should you change your mind, the invite can still be used until {{moment}}.',
  'declined.later': 'Should you change your mind, open the link again.',
  'declined.back': 'Back to the invite',

  'receipt.joined': 'Welcome to {{site}}',
  'receipt.joined_as': 'You are logged in as {{username}}.',
  'receipt.accepted': 'The invite is accepted',
  'receipt.granted_one': 'You are now a member of',
  'receipt.granted_other': 'You are now a member of {{count}} groups',
  'receipt.after_one': 'Once that is done, you are a member of',
  'receipt.after_other': 'Once that is done, you are a member of {{count}} groups',
  'receipt.trust_level': 'By this you have trust level {{level}}.',
  'receipt.trust_level_after': 'You will then have trust level {{level}}.',
  'receipt.already': 'You were a member before',
  'receipt.withheld': 'Not joined, and why',
  'receipt.nothing': 'You are a member of {{site}}. The invite added you to no particular group.',
  'withheld.inviter_lost_right':
    'The person who invited you may no longer add people to it. Its owners have been sent a request to let you in; you need do nothing.',
  'withheld.group_deleted': 'It no longer exists.',
  'withheld.group_automatic': 'The site now decides by itself who is in it, so nobody can be added.',
  'withheld.other': 'The site’s staff can tell you why.',
  'receipt.confirm': 'One more step: confirm your address',
  'receipt.confirm_text': 'We sent a mail to {{address}}. Open the link in it to finish.',
  'receipt.confirm_no_mail':
    'This site sends no mail at the moment. Ask the person who invited you, or an administrator, for the link that confirms your address.',
  'receipt.confirm_advice':
    'Nothing there after a few minutes? Look among the spam, or ask the person who invited you to check the address.',
  'receipt.approval': 'Your account waits for approval',
  'receipt.approval_text':
    'Your account {{username}} is made. Somebody of the staff of {{site}} will look at it; you can log in as soon as they have approved it.',

  'dead.unknown': 'This link leads to no invite',
  'dead.unknown_text': 'It may have been cut off or mistyped. Open it again from the mail, or copy all of it.',
  'dead.expired': 'This invite has expired',
  'dead.expired_text': 'Invites work for a limited time, and the time of this one is over.',
  'dead.exhausted': 'This invite has been used up',
  'dead.exhausted_text':
    'As many people as it was made for have joined with it. If you are one of them, you can simply log in.',
  'dead.revoked': 'This invite was withdrawn',
  'dead.revoked_text': 'The person who made it, or the staff of {{site}}, took it back.',
  'dead.invalidated': 'This invite no longer works',
  'dead.invalidated_text':
    'It was stopped for safety, because the password of the account with its address was changed. If that account is yours, you can simply log in.',
  'dead.inviter_gone': 'This invite no longer works',
  'dead.inviter_gone_text': 'The person who made it is no longer on {{site}}.',
  'dead.redeemed': 'You have used this invite',
  'dead.redeemed_text': 'You are a member of {{site}} already. There is nothing more to do.',
  'ask_anew.hint':
    'Ask for a new invite: it goes to whoever made this one, or to those who look after the group. Which address should be invited?',
  'ask_anew.button': 'Ask for a new one',
  'ask_anew.done':
    'Thank you. If the invite can be replaced, those who decide about it have been told. Once somebody approves, a new one comes by mail, or, while this site sends none, from them; that may take a while.',
  'dead.ask': 'Ask the person who sent you the link for a new one.',

  'activate.title': 'Confirm your address',
  'activate.text': 'With one click your account on {{site}} can be used.',
  'activate.button': 'Confirm and log in',
  'activate.done': 'Your address is confirmed',
  'activate.done_text': 'You are logged in. Welcome to {{site}}!',
  'activate.approval_text':
    'Your address is confirmed. Somebody of the staff of {{site}} will look at your account; you can log in as soon as they have approved it.',
  'activate.dead': 'This link no longer works',
  'activate.dead_text':
    'It was used before, or it is too old. If you cannot log in, the log-in page offers to send a new one.',

  'new_email.title': 'Confirm your new address',
  'new_email.text': 'From now on your account {{username}} on {{site}} is to have the address {{address}}.',
  'new_email.button': 'Use this address',
  'new_email.done': 'Your address is changed',
  'new_email.done_text': 'Mails from {{site}} come to your new address from now on. We have told the old one.',
  'new_email.dead': 'This link no longer works',
  'new_email.dead_text':
    'It was used before, it is too old, or another address was asked for since. Log in and ask for the change again.',

  'reset.title': 'Choose a password',
  'reset.text':
    'It is for your account on {{site}}. When you save it, you are logged in here and logged out everywhere else.',
  'reset.button': 'Save the password',
  'reset.done': 'Your password is saved',
  'reset.done_text': 'You are logged in.',
  'reset.approval_text':
    'Your password is saved. Somebody of the staff of {{site}} will look at your account; you can log in as soon as they have approved it.',
  'reset.dead': 'This link no longer works',
  'reset.dead_text': 'It was used before, or it is too old. You can have a new one mailed to you.',
  'reset.new_link': 'Have a new link mailed',
} as const;

export default light;
