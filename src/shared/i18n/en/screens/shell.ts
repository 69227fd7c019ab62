/** What surrounds every screen, and the pieces that many screens share. */
const shell = {
  'shell.log_out': 'Log out',
  'shell.loading': 'Loading…',

  'error.title': 'Something went wrong',
  'error.text': 'The page could not be shown. Nothing of yours was changed.',

  'not_found.title': 'There is nothing here',
  'not_found.text': 'The address may be mistyped, or what was here is gone.',
  'not_found.home': 'Go to the start page',

  'copy.copy': 'Copy',
  'copy.copied': 'Copied',
  'copy.by_hand': 'The browser does not let this page copy. Select it here: {{text}}',

  'shell.skip': 'Skip to the content',
  'shell.clear_filters': 'Clear search and filters',
  'shell.more': 'Show more',
  'shell.notices': 'Notices',
  'shell.count_one': '{{count}} entry',
  'shell.count_other': '{{count}} entries',

  'live.offline': 'Offline. What you see may be old; trying again…',
  'live.ended': 'You are not logged in any more.',

  'nav.label': 'Main',
  'nav.menu': 'Menu',
  'nav.invites': 'Invites',
  'nav.groups': 'Groups',
  'nav.explain': 'Why / why not',
  'nav.admin': 'Admin',
  'nav.users': 'Users',
  'nav.email_logs': 'E-mail logs',
  'nav.audit': 'Audit',
  'nav.settings': 'Settings',
  'nav.api_keys': 'API keys',
  'nav.notifications': 'Notifications',
  'nav.notifications_unread_one': 'Notifications, one unread',
  'nav.notifications_unread_other': 'Notifications, {{count}} unread',
  'nav.user': 'Your menu, {{username}}',
  'nav.profile': 'Profile',

  'scheme.label': 'Appearance',
  'scheme.light': 'Light',
  'scheme.dark': 'Dark',
  'scheme.auto': 'Like the device',

  'shortcut.title': 'Keyboard shortcuts',
  'shortcut.help': 'Show this list',
  'shortcut.search': 'Search',
  'shortcut.undo': 'Undo',
  'shortcut.on': 'Single keys do these things',

  'undo.button': 'Undo',
  'undo.done': 'Undone.',
  'dialog.cancel': 'Cancel',
  'dialog.close': 'Close',
  'share.button': 'Share…',
  'export.csv': 'Export CSV',
  'export.busy_one': 'One line so far…',
  'export.busy_other': '{{count}} lines so far…',
  'export.done_one': 'One line is saved.',
  'export.done_other': '{{count}} lines are saved.',
  'export.done_most_one': 'The newest line is saved. Narrow the filters to get older ones.',
  'export.done_most_other': 'The newest {{count}} lines are saved. Narrow the filters to get older ones.',
} as const;

export default shell;
