/** Why / why not. */
const explain = {
  'explain.title': 'Why / why not',
  'explain.intro':
    'May somebody invite to a group? Here are the rules that decide it, and who can change each of them.',
  'explain.unknown':
    'There is nobody, or no group, of that name that you can see. Look for a typing mistake: usernames and the short names of groups are meant.',
  'explain.person': 'Who',
  'explain.person_hint': 'A username. Empty: you yourself.',
  'explain.group': 'Group',
  'explain.group_hint': 'Empty: may they invite at all.',
  'explain.ask': 'Explain',
  'explain.rules': 'The rules, in the order they are asked',
  'explain.setting': 'This is the site setting {{setting}}.',
  'explain.who_can_change': 'Who can change it: {{people}}',

  'verdict.yes': 'Yes: {{who}} may invite to {{group}}',
  'verdict.no': 'No: {{who}} may not invite to {{group}}',
  'verdict.yes_own': 'Yes: you may invite to {{group}}',
  'verdict.no_own': 'No: you may not invite to {{group}}',
  'verdict.yes_at_all': 'Yes: {{who}} may invite people',
  'verdict.no_at_all': 'No: {{who}} may not invite people',
  'verdict.yes_own_at_all': 'Yes: you may invite people',
  'verdict.no_own_at_all': 'No: you may not invite people',

  'outcome.allows': 'allows it',
  'outcome.refuses': 'refuses it',
  'outcome.passes': 'does not decide',
} as const;

export default explain;
