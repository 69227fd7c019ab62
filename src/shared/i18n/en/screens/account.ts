/** One’s own pages: start page, profile, preferences, notifications. */
const account = {
  'home.title': 'Hello, {{name}}',
  'home.groups': 'Your groups',
  'home.groups_empty': 'You are in no group yet. When somebody invites you to one, or adds you, it appears here.',
  'home.role_admin': 'Admin',
  'home.role_moderator': 'Moderator',
  'home.trust_level': 'Trust level {{level}}',

  'next.title': 'Make a group, invite somebody',
  'next.text': 'Until these have screens of their own, three commands do it. Run them where Usher runs.',
  'next.key': 'Make an API key. It is shown once; keep it like a password.',
  'next.group': 'Make a group, here “helpers”, with the key.',
  'next.invite': 'Invite somebody to it.',
  'next.home': 'Go to the start page',
} as const;

export default account;
