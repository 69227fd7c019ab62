/** The Hebrew of en/screens.ts. Worded so that it fits readers of every gender. */
const screens = {
  'shell.log_out': 'התנתקות',
  'shell.loading': 'טוען…',

  'error.title': 'משהו השתבש',
  'error.text': 'לא היה אפשר להציג את הדף. שום דבר שלך לא השתנה.',
  'not_found.title': 'אין כאן דבר',
  'not_found.text': 'ייתכן שנפלה טעות בכתובת, או שמה שהיה כאן איננו עוד.',
  'not_found.home': 'אל דף הבית',

  'login.title': 'התחברות אל {{site}}',
  'login.identifier': 'שם משתמש או כתובת דוא״ל',
  'login.forgot': 'שכחת את הסיסמה?',
  'login.invited': 'חשבונות נוצרים בהזמנה. אם קיבלת הזמנה, יש לפתוח את הקישור שבה.',
  'login.refused': 'ההתחברות לא הצליחה',
  'login.not_activated': 'הכתובת שלך עדיין לא אושרה',
  'login.not_activated_text': 'שלחנו הודעה אל {{address}}. יש לפתוח את הקישור שבה ואז להתחבר.',
  'login.send_again': 'שליחת ההודעה שוב',
  'login.sent_again': 'הודעה חדשה בדרך.',
  'login.suspended': 'החשבון הזה מושעה',

  'forgot.title': 'שכחת את הסיסמה?',
  'forgot.text': 'אפשר לכתוב שם משתמש או כתובת דוא״ל, ונשלח קישור לבחירת סיסמה חדשה.',
  'forgot.button': 'שליחת קישור',
  'forgot.back': 'חזרה להתחברות',
  'forgot.done': 'כדאי לבדוק את הדוא״ל',
  'forgot.done_text': 'אם יש כאן חשבון עבור {{login}}, קישור לבחירת סיסמה חדשה בדרך לכתובת שלו.',
  'forgot.unknown': 'אין כאן חשבון בשם {{login}}. כדאי לבדוק את האיות, או לנסות את כתובת הדוא״ל.',

  'home.title': 'שלום, {{name}}',
  'home.groups': 'הקבוצות שלך',
  'home.groups_empty': 'עדיין אין לך קבוצות. כשתגיע הזמנה לקבוצה, או כשיוסיפו אותך לאחת, היא תופיע כאן.',
  'home.role_admin': 'ניהול האתר',
  'home.role_moderator': 'הנחיית האתר',
  'home.trust_level': 'רמת אמון {{level}}',

  'setup.tab_title': 'הקמת Usher',
  'setup.title': 'ברוך בואך אל Usher',
  'setup.text': 'שתי דקות, ואפשר להזמין את הראשונים. מתחילים בשם לאתר ובחשבון שלך.',
  'setup.site': 'האתר שלך',
  'setup.site_title': 'שם האתר',
  'setup.site_hint': 'השם מופיע בהזמנות ובהודעות, למשל ”חוג הקריאה“.',
  'setup.account': 'החשבון שלך',
  'setup.account_hint': 'זה יהיה חשבון הניהול הראשון, ומותר לו הכול.',
  'setup.username_hint': '3 עד 20 אותיות לטיניות, ספרות, נקודות, מקפים או קווים תחתונים.',
  'setup.email_hint': 'לאיפוס הסיסמה. רק מנהלי האתר רואים אותה.',
  'setup.button': 'יצירת האתר',
  'setup.no_secret': 'הדף הזה צריך את הכתובת החד־פעמית שלו',
  'setup.no_secret_text':
    'בהפעלה הדפיס Usher כתובת שמסתיימת בסוד ארוך. יש לפתוח את הכתובת כולה; רק מי שיכול לקרוא את הפלט של השרת רשאי ליצור את חשבון הניהול הראשון.',
  'setup.dead_secret': 'הכתובת החד־פעמית הזאת כבר לא פעילה',
  'setup.dead_secret_text':
    'היא פועלת פעם אחת, במשך יום, ועד ההפעלה הבאה. יש להפעיל את Usher מחדש ולפתוח את הכתובת החדשה שתודפס.',
  'setup.finished': 'האתר הזה כבר הוקם',
  'setup.finished_text': 'חשבון הניהול הראשון כבר נוצר. אפשר להתחבר, או לבקש הזמנה ממנהלי האתר.',

  'ready.title': 'האתר {{site}} מוכן',
  'ready.text': 'החשבון המחובר הוא {{username}}, חשבון הניהול הראשון.',
  'ready.mail': 'האם דוא״ל מגיע?',
  'ready.mail_text': 'הזמנות נשלחות בדוא״ל. כדאי לשלוח הודעה אל עצמך ולראות שזה עובד.',
  'ready.mail_button': 'שליחת הודעת ניסיון',
  'ready.mail_sent': 'הודעת ניסיון בדרך אל {{address}}.',
  'ready.mail_kept': 'הודעת הניסיון נשמרה כאן: לשרת אין לאן לשלוח אותה.',
  'ready.no_mail': 'עדיין לא יוצא דוא״ל מהשרת הזה',
  'ready.no_mail_text':
    'לשליחה דרושים SMTP_URL ו־MAIL_FROM, ולא שניהם נקבעו. עד אז ההודעות נשמרות, ומנהלי האתר יכולים לקרוא אותן ולהעביר את הקישורים. יש לקבוע את שניהם ולהפעיל מחדש, למשל:',

  'next.title': 'ליצור קבוצה ולהזמין מישהו',
  'next.text': 'עד שיהיו לכך מסכים, שלוש פקודות עושות זאת. יש להריץ אותן במקום שבו רץ Usher.',
  'next.key': 'יצירת מפתח API. הוא מוצג פעם אחת; יש לשמור עליו כמו על סיסמה.',
  'next.group': 'יצירת קבוצה, כאן ”helpers“, בעזרת המפתח.',
  'next.invite': 'הזמנה של מישהו לקבוצה.',
  'next.home': 'אל דף הבית',

  'copy.copy': 'העתקה',
  'copy.copied': 'הועתק',
} as const;

export default screens;
