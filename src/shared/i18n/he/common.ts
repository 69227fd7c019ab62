/** The Hebrew of en/common.ts. Worded so that it fits readers of every gender. */
const common = {
  'language.switch': 'שפה',

  'problem.title': 'זה לא הצליח',
  'problem.fields_one': 'פרט אחד דורש תיקון',
  'problem.fields_two': 'שני פרטים דורשים תיקון',
  'problem.fields_other': '{{count}} פרטים דורשים תיקון',
  'problem.of_field': '{{label}} {{problem}}',
  'problem.offline': 'לא ניתן להגיע לשרת. כדאי לבדוק את החיבור ולנסות שוב.',
  'problem.server': 'השרת לא הצליח לענות (מצב {{status}}). כדאי להמתין רגע ולנסות שוב.',
  'problem.wait_one': 'יש להמתין שנייה אחת ולנסות שוב.',
  'problem.wait_two': 'יש להמתין שתי שניות ולנסות שוב.',
  'problem.wait_other': 'יש להמתין {{count}} שניות ולנסות שוב.',
  'problem.who': 'מי יכול לעזור: {{people}}',
  'problem.try_again': 'ניסיון נוסף',

  'helper.admin': 'מנהלי האתר',
  'helper.staff': 'צוות האתר',
  'helper.owner': 'בעלי הקבוצה',
  'helper.inviter': 'מי ששלח את ההזמנה',
  'helper.named': '{{role}} ({{names}})',

  'field.username': 'שם משתמש',
  'field.name': 'שם',
  'field.email': 'כתובת דוא״ל',
  'field.password': 'סיסמה',
  'field.optional': 'רשות',
  'field.required': '{{label}}: צריך למלא את השדה הזה.',

  'password.rules': 'בסיסמה טובה יש',
  'password.length_one': 'תו אחד לפחות',
  'password.length_two': 'שני תווים לפחות',
  'password.length_other': '{{count}} תווים לפחות',
  'password.unique_one': 'תו אחד לפחות',
  'password.unique_two': 'שני תווים שונים לפחות',
  'password.unique_other': '{{count}} תווים שונים לפחות',
  'password.own': 'משהו אחר מהשם, משם המשתמש ומכתובת הדוא״ל',
  'password.met': '(מולא)',
  'password.unmet': '(עדיין לא)',
  'password.show': 'הצגה',
  'password.show_it': 'הצגת הסיסמה',
  'password.hide': 'הסתרה',

  'group.owner': 'בעלים',

  'action.log_in': 'התחברות',
  'action.continue': 'המשך',
} as const;

export default common;
