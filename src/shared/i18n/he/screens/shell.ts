/** The Hebrew of en/screens/shell.ts. */
const shell = {
  'shell.log_out': 'התנתקות',
  'shell.loading': 'טוען…',

  'error.title': 'משהו השתבש',
  'error.text': 'לא היה אפשר להציג את הדף. שום דבר שלך לא השתנה.',

  'not_found.title': 'אין כאן דבר',
  'not_found.text': 'ייתכן שנפלה טעות בכתובת, או שמה שהיה כאן איננו עוד.',
  'not_found.home': 'אל דף הבית',

  'copy.copy': 'העתקה',
  'copy.copied': 'הועתק',
  'copy.by_hand': 'הדפדפן לא מאפשר לדף הזה להעתיק. אפשר לסמן כאן: {{text}}',

  'shell.skip': 'דילוג אל התוכן',
  'shell.clear_filters': 'ניקוי החיפוש והסינון',
  'shell.more': 'הצגת עוד',
  'shell.notices': 'הודעות',
  'shell.count_one': 'רשומה אחת',
  'shell.count_two': 'שתי רשומות',
  'shell.count_other': '{{count}} רשומות',

  'live.offline': 'אין חיבור. ייתכן שמה שמוצג כאן אינו עדכני; מנסים שוב…',
  'live.ended': 'החיבור לחשבון הסתיים.',

  'nav.label': 'ראשי',
  'nav.menu': 'תפריט',
  'nav.invites': 'הזמנות',
  'nav.groups': 'קבוצות',
  'nav.explain': 'למה כן / למה לא',
  'nav.admin': 'ניהול',
  'nav.users': 'משתמשים',
  'nav.email_logs': 'יומן הדוא״ל',
  'nav.audit': 'ביקורת',
  'nav.settings': 'הגדרות',
  'nav.api_keys': 'מפתחות API',
  'nav.notifications': 'התראות',
  'nav.notifications_unread_one': 'התראות, אחת שלא נקראה',
  'nav.notifications_unread_two': 'התראות, שתיים שלא נקראו',
  'nav.notifications_unread_other': 'התראות, {{count}} שלא נקראו',
  'nav.user': 'התפריט שלך, {{username}}',
  'nav.profile': 'פרופיל',

  'scheme.label': 'מראה',
  'scheme.light': 'בהיר',
  'scheme.dark': 'כהה',
  'scheme.auto': 'כמו המכשיר',

  'shortcut.title': 'קיצורי מקלדת',
  'shortcut.help': 'הצגת הרשימה הזאת',
  'shortcut.search': 'חיפוש',
  'shortcut.undo': 'ביטול הפעולה האחרונה',
  'shortcut.on': 'מקש יחיד מפעיל קיצור',

  'undo.button': 'ביטול הפעולה',
  'undo.done': 'הפעולה בוטלה.',
  'dialog.cancel': 'ביטול',
  'dialog.close': 'סגירה',
  'share.button': 'שיתוף…',
  'export.csv': 'ייצוא CSV',
  'export.busy_one': 'שורה אחת עד כה…',
  'export.busy_two': 'שתי שורות עד כה…',
  'export.busy_other': '{{count}} שורות עד כה…',
  'export.done_one': 'שורה אחת נשמרה.',
  'export.done_two': 'שתי שורות נשמרו.',
  'export.done_other': '{{count}} שורות נשמרו.',
  'export.done_most_one': 'השורה החדשה ביותר נשמרה. אפשר לצמצם את הסינון כדי לקבל ישנות יותר.',
  'export.done_most_two': 'שתי השורות החדשות ביותר נשמרו. אפשר לצמצם את הסינון כדי לקבל ישנות יותר.',
  'export.done_most_other': '{{count}} השורות החדשות ביותר נשמרו. אפשר לצמצם את הסינון כדי לקבל ישנות יותר.',
} as const;

export default shell;
