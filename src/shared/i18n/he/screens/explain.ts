/** The Hebrew of en/screens/explain.ts. */
const explain = {
  'explain.title': 'למה כן / למה לא',
  'explain.intro': 'האם מותר להזמין לקבוצה? אלה הכללים שקובעים זאת, ומי יכול לשנות כל אחד מהם.',
  'explain.unknown':
    'אין מי שנקרא כך, או אין קבוצה בשם הזה שאפשר לך לראות. אולי נפלה טעות הקלדה: הכוונה לשמות משתמש ולשמות הקצרים של קבוצות.',
  'explain.person': 'מי',
  'explain.person_hint': 'שם משתמש. ריק: השאלה עליך.',
  'explain.group': 'קבוצה',
  'explain.group_hint': 'ריק: האם מותר להזמין בכלל.',
  'explain.ask': 'להסביר',
  'explain.rules': 'הכללים, לפי סדר הבדיקה',
  'explain.setting': 'זו הגדרת האתר {{setting}}.',
  'explain.who_can_change': 'מי יכול לשנות: {{people}}',

  'verdict.yes': 'כן: ל־{{who}} מותר להזמין אל {{group}}',
  'verdict.no': 'לא: ל־{{who}} אסור להזמין אל {{group}}',
  'verdict.yes_own': 'כן: מותר לך להזמין אל {{group}}',
  'verdict.no_own': 'לא: אסור לך להזמין אל {{group}}',
  'verdict.yes_at_all': 'כן: ל־{{who}} מותר להזמין אנשים',
  'verdict.no_at_all': 'לא: ל־{{who}} אסור להזמין אנשים',
  'verdict.yes_own_at_all': 'כן: מותר לך להזמין אנשים',
  'verdict.no_own_at_all': 'לא: אסור לך להזמין אנשים',

  'outcome.allows': 'מתיר',
  'outcome.refuses': 'אוסר',
  'outcome.passes': 'לא קובע',
} as const;

export default explain;
