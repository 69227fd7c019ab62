/** The Hebrew of en/screens/charts.ts. */
const charts = {
  'chart.title': 'הזמנות לאורך זמן',
  'chart.period': 'כל צעד הוא',
  'chart.days': 'ימים',
  'chart.weeks': 'שבועות',
  'chart.invited': 'נוצרו',
  'chart.sent': 'נשלחו בדואר',
  'chart.redeemed': 'מומשו',
  'chart.point': '{{date}}: {{invited}} נוצרו, {{sent}} נשלחו בדואר, {{redeemed}} מומשו',
  'chart.summary': 'מ־{{from}} עד {{to}}: {{invited}} הזמנות נוצרו, {{sent}} נשלחו בדואר, {{redeemed}} מומשו.',
  'chart.numbers': 'כל המספרים',
  'chart.from': 'החל מ־',
  'chart.counted': 'הספירה מתעדכנת מדי דקה. יום מתחיל בחצות לפי UTC. קישור אחד יכול להתממש אצל רבים.',
  'chart.groups': 'הקבוצות שאליהן הזמינו הכי הרבה, מאז ומתמיד',
  'chart.group': 'קבוצה',
} as const;

export default charts;
