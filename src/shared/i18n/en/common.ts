/** Sentences that both the app and the light page show. */
const common = {
  'language.switch': 'Language',

  'problem.title': 'That did not work',
  'problem.fields_one': 'One thing needs your attention',
  'problem.fields_other': '{{count}} things need your attention',
  'problem.of_field': '{{label}} {{problem}}',
  'problem.offline': 'The server could not be reached. Check your connection, then try again.',
  'problem.server': 'The server could not answer (status {{status}}). Wait a moment, then try again.',
  'problem.wait_one': 'Please wait one second, then try again.',
  'problem.wait_other': 'Please wait {{count}} seconds, then try again.',
  'problem.who': 'Who can help: {{people}}',
  'problem.try_again': 'Try again',

  'helper.admin': 'the site’s admins',
  'helper.staff': 'the site’s staff',
  'helper.owner': 'the group’s owners',
  'helper.inviter': 'the person who invited you',
  'helper.named': '{{role}} ({{names}})',

  'field.username': 'Username',
  'field.name': 'Name',
  'field.email': 'E-mail address',
  'field.password': 'Password',
  'field.optional': 'optional',
  'field.required': '{{label}}: this is needed.',

  'password.rules': 'A good password has',
  'password.length_one': 'at least one character',
  'password.length_other': 'at least {{count}} characters',
  'password.unique_one': 'at least one character',
  'password.unique_other': 'at least {{count}} different characters',
  'password.own': 'nothing that is just your name, username or address',
  'password.met': '(done)',
  'password.unmet': '(not yet)',
  'password.show': 'Show',
  'password.show_it': 'Show the password',
  'password.hide': 'Hide',

  'group.owner': 'Owner',

  'action.log_in': 'Log in',
  'action.continue': 'Continue',
} as const;

export default common;
