/** The Hebrew of en/screens/account.ts. */
const account = {
  'home.title': 'שלום, {{name}}',
  'home.groups': 'הקבוצות שלך',
  'home.groups_empty': 'עדיין אין לך קבוצות. כשתגיע הזמנה לקבוצה, או כשיוסיפו אותך לאחת, היא תופיע כאן.',
  'home.role_admin': 'ניהול האתר',
  'home.role_moderator': 'הנחיית האתר',
  'home.trust_level': 'רמת אמון {{level}}',

  'next.title': 'ליצור קבוצה ולהזמין מישהו',
  'next.text': 'עד שיהיו לכך מסכים, שלוש פקודות עושות זאת. יש להריץ אותן במקום שבו רץ Usher.',
  'next.key': 'יצירת מפתח API. הוא מוצג פעם אחת; יש לשמור עליו כמו על סיסמה.',
  'next.group': 'יצירת קבוצה, כאן ”helpers“, בעזרת המפתח.',
  'next.invite': 'הזמנה של מישהו לקבוצה.',
  'next.home': 'אל דף הבית',
} as const;

export default account;
