/** Charts of invites. */
const charts = {
  'chart.title': 'Invites over time',
  'chart.period': 'Each step is',
  'chart.days': 'Days',
  'chart.weeks': 'Weeks',
  'chart.invited': 'Invited',
  'chart.sent': 'Mailed',
  'chart.redeemed': 'Redeemed',
  'chart.point': '{{date}}: {{invited}} invited, {{sent}} mailed, {{redeemed}} redeemed',
  'chart.summary': 'From {{from}} to {{to}}: {{invited}} invited, {{sent}} mailed, {{redeemed}} redeemed.',
  'chart.numbers': 'All numbers',
  'chart.from': 'From',
  'chart.counted': 'Counted every minute. Days begin at midnight UTC. One link can be redeemed by many.',
  'chart.groups': 'Groups invited to most, of all time',
  'chart.group': 'Group',
} as const;

export default charts;
