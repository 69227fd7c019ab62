/** Logging in, and the first run. */
const visitors = {
  'login.title': 'Log in to {{site}}',
  'login.identifier': 'Username or e-mail address',
  'login.forgot': 'Forgot your password?',
  'login.invited': 'Accounts are made by invite. If you were sent one, open the link in it.',
  'login.refused': 'You are not logged in',
  'login.not_activated': 'Your address is not confirmed yet',
  'login.not_activated_text': 'We sent a mail to {{address}}. Open the link in it, then log in.',
  'login.not_activated_no_mail':
    'No mail leaves this site at the moment. Ask an administrator for the link that confirms it, then log in.',
  'login.send_again': 'Send the mail again',
  'login.sent_again': 'A new mail is on its way.',
  'login.suspended': 'This account is suspended',

  'forgot.title': 'Forgot your password?',
  'forgot.text': 'Write your username or e-mail address, and we mail you a link to choose a new password.',
  'forgot.text_no_mail':
    'No mail leaves this site at the moment. Write your username or e-mail address: the link to choose a new password is then kept for the administrators, and one of them passes it on to you.',
  'forgot.button_no_mail': 'Make a link',
  'forgot.button': 'Mail me a link',
  'forgot.back': 'Back to log in',
  'forgot.done': 'Look into your mail',
  'forgot.done_text': 'If {{login}} has an account here, a link to choose a new password is on its way to its address.',
  'forgot.done_no_mail': 'Ask an administrator for the link',
  'forgot.done_text_no_mail':
    'If {{login}} has an account here, a link to choose a new password is kept for the administrators. They find it at Admin > E-mail logs and can pass it on to you.',
  'forgot.unknown': 'No account here goes by {{login}}. Check the spelling, or try your e-mail address.',

  'setup.tab_title': 'Set up Usher',
  'setup.title': 'Welcome to Usher',
  'setup.text':
    'Two minutes, and you can invite the first people. Begin with a name for the site and your own account.',
  'setup.site': 'Your site',
  'setup.site_title': 'Name of the site',
  'setup.site_hint': 'Invites and mails carry it, for example “The Reading Circle”.',
  'setup.account': 'Your account',
  'setup.account_hint': 'It becomes the first admin, who may do everything.',
  'setup.username_hint': '3 to 20 letters, digits, dots, dashes or underscores.',
  'setup.email_hint': 'For resetting your password. Only admins see it.',
  'setup.button': 'Create the site',
  'setup.no_secret': 'This page needs its one-time address',
  'setup.no_secret_text':
    'Usher printed an address that ends in a long secret when it started. Open that whole address; only whoever can read the server’s output may make the first admin.',
  'setup.dead_secret': 'This one-time address no longer works',
  'setup.dead_secret_text':
    'It works once, for a day, and until the next restart. Restart Usher, and open the new address that it prints.',
  'setup.finished': 'This site is set up already',
  'setup.finished_text': 'Its first admin has been made. Log in, or ask an admin for an invite.',

  'ready.title': '{{site}} is ready',
  'ready.text': 'You are logged in as {{username}}, its first admin.',
  'ready.text_again': 'You are logged in as {{username}}.',
  'ready.mail': 'Does mail arrive?',
  'ready.mail_text': 'Invites go out by mail. Send yourself one to see that it works.',
  'ready.mail_button': 'Send a test mail',
  'ready.mail_sent': 'A test mail is on its way to {{address}}.',
  'ready.mail_kept': 'The test mail was kept here: the server has nowhere to send it.',
  'ready.no_mail': 'No mail leaves this server yet',
  'ready.no_mail_text':
    'Sending needs SMTP_URL and MAIL_FROM, and they are not both set. Until then mails are kept, and admins can read them and pass their links on. Set both and restart, for example:',
} as const;

export default visitors;
