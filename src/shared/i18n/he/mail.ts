/** משפטי הדואר, והסיבות שבגללן הודעה לא נשלחה. */
export default {
  link_hint: 'אם הכפתור לא עובד, אפשר לפתוח את הכתובת הזאת:',
  token_expires: 'הקישור תקף לשימוש אחד, עד {{date}}.',
  footer: 'נשלח מאת {{title}}, {{address}}',

  invite_subject: 'הזמנה מאת {{inviter}} להצטרף אל {{title}}',
  invite_intro: 'קיבלת הזמנה מאת {{inviter}} להצטרף אל {{title}}.',
  invite_intro_named: 'קיבלת הזמנה מאת {{inviter}} ({{username}}) להצטרף אל {{title}}.',
  invite_message: 'הודעה מאת {{inviter}}:',
  invite_group: 'קבלת ההזמנה תצרף אותך לקבוצה {{groups}}.',
  invite_groups: 'קבלת ההזמנה תצרף אותך לקבוצות {{groups}}.',
  invite_button: 'לצפייה בהזמנה ולקבלתה',
  invite_expires: 'ההזמנה תקפה עד {{date}}.',
  invite_unexpected:
    'הקישור מיועד לך בלבד, ולכן נא לא להעביר אותו הלאה. לא רוצה להצטרף? אפשר להתעלם מההודעה, ודבר לא יקרה.',

  signup_subject: 'אישור כתובת הדוא״ל שלך ב־{{title}}',
  signup_intro: 'ברוכים הבאים אל {{title}}, {{username}}! נותר צעד אחד: לאשר שהכתובת הזאת שלך, והחשבון מוכן.',
  signup_button: 'אישור הכתובת שלי',
  signup_unexpected: 'אם לא פתחת את החשבון הזה, אפשר להתעלם מההודעה: בלי הקישור החשבון נשאר נעול.',

  account_created_subject: 'קביעת סיסמה ב־{{title}}',
  account_created_intro:
    'ברוכים הבאים אל {{title}}, {{username}}! כאן קובעים סיסמה, כדי שתמיד אפשר יהיה להתחבר; כך גם מאשרים שהכתובת הזאת שלך.',
  account_created_button: 'קביעת סיסמה',
  account_created_unexpected: 'אם לא פתחת את החשבון הזה, אפשר להתעלם מההודעה: בלי הקישור אי אפשר לקבוע לו סיסמה.',

  forgot_password_subject: 'סיסמה חדשה ב־{{title}}',
  forgot_password_intro: 'התקבלה בקשה לסיסמה חדשה לחשבון {{username}} ב־{{title}}. אם הבקשה שלך, אפשר לבחור אותה כאן.',
  forgot_password_button: 'בחירת סיסמה חדשה',
  forgot_password_unexpected: 'אם הבקשה לא שלך, אפשר להתעלם מההודעה: הסיסמה נשארת כפי שהייתה.',

  account_exists_subject: 'כבר יש לך חשבון ב־{{title}}',
  account_exists_intro:
    'מישהו ניסה לפתוח חשבון ב־{{title}} עם הכתובת הזאת. כבר יש לה חשבון בשם {{username}}, ואפשר להתחבר אליו. אם הסיסמה נשכחה, אפשר לבקש שם סיסמה חדשה.',
  account_exists_button: 'התחברות',
  account_exists_unexpected: 'אם לא ניסית לפתוח חשבון, אפשר להתעלם מההודעה: דבר לא השתנה.',

  confirm_new_email_subject: 'אישור כתובת הדוא״ל החדשה שלך ב־{{title}}',
  confirm_new_email_intro:
    'התקבלה בקשה שזו תהיה מעכשיו הכתובת של החשבון {{username}} ב־{{title}}. אם החשבון שלך, נותר לאשר.',
  confirm_new_email_button: 'זו הכתובת שלי',
  confirm_new_email_unexpected: 'אם החשבון לא שלך, אפשר להתעלם מההודעה: בלי הקישור דבר לא ישתנה.',

  notify_old_email_subject: 'לחשבון שלך ב־{{title}} יש כתובת חדשה',
  notify_old_email_intro:
    'הכתובת של החשבון שלך, {{username}}, ב־{{title}} היא עכשיו {{new_email}}. מעכשיו הודעות בענייני החשבון יגיעו אליה.',
  notify_old_email_unexpected:
    'אם השינוי לא שלך, כדאי לפנות מיד לצוות של {{title}}: ייתכן שמישהו אחר יכול להיכנס לחשבון שלך.',

  account_suspended_subject: 'החשבון שלך ב־{{title}} הושעה',
  account_suspended_intro: 'אי אפשר להשתמש בחשבון שלך, {{username}}, ב־{{title}} עד {{date}}.',
  account_suspended_for_good: 'אי אפשר עוד להשתמש בחשבון שלך, {{username}}, ב־{{title}}.',
  account_silenced_subject: 'החשבון שלך ב־{{title}} הושתק',
  account_silenced_intro: 'עד {{date}} אפשר לקרוא מהחשבון שלך, {{username}}, ב־{{title}}, אבל לא להזמין ממנו.',
  account_silenced_for_good: 'מעכשיו אפשר לקרוא מהחשבון שלך, {{username}}, ב־{{title}}, אבל לא להזמין ממנו.',
  restricted_message: 'הודעה מהצוות:',

  bulk_subject_fine: 'הרשימה שלך יובאה: כולם הוזמנו ({{title}})',
  bulk_subject_errors: 'הרשימה שלך יובאה עם שגיאות ({{title}})',
  bulk_intro: 'הטיפול ברשימה {{file}} הסתיים. במספרים:',
  bulk_intro_pasted: 'הטיפול ברשימה שלך הסתיים. במספרים:',
  bulk_ended_early: 'הטיפול ברשימה {{file}} נפסק לפני הסוף.',
  bulk_ended_early_pasted: 'הטיפול ברשימה שלך נפסק לפני הסוף.',
  bulk_cancelled: 'הוא נעצר בידי הנהלת האתר. מה שנעשה נשאר; אפשר לנסות שוב את השאר בעמוד הרשימה. במספרים:',
  bulk_failed:
    'לא היה אפשר להמשיך בגלל תקלה בשרת; פרטים נוספים נמצאים אצל מנהלי האתר, ביומן השרת. מה שנעשה נשאר; אפשר לנסות שוב את השאר בעמוד הרשימה. במספרים:',
  bulk_invites_one: 'הזמנה אחת',
  bulk_invites_two: 'שתי הזמנות',
  bulk_invites_other: '{{count}} הזמנות',
  bulk_skipped_one: 'דילוג אחד: כבר היה חשבון עם הכתובת, והוא נוסף לקבוצות',
  bulk_skipped_two: 'שני דילוגים: כבר היו חשבונות עם הכתובות, והם נוספו לקבוצות',
  bulk_skipped_other: '{{count}} דילוגים: כבר היו חשבונות עם הכתובות, והם נוספו לקבוצות',
  bulk_warnings_one: 'אזהרה אחת: משהו הושמט',
  bulk_warnings_two: 'שתי אזהרות: משהו הושמט',
  bulk_warnings_other: '{{count}} אזהרות: משהו הושמט',
  bulk_errors_one: 'שגיאה אחת: איש לא הוזמן',
  bulk_errors_two: 'שתי שגיאות: איש לא הוזמן',
  bulk_errors_other: '{{count}} שגיאות: איש לא הוזמן',
  bulk_columns: 'לעמודות האלה אין כאן משמעות והן לא נקראו: {{columns}}',
  bulk_log: 'מה לא היה תקין, שורה אחר שורה (מאה הראשונות; בקובץ התוצאות מופיע הכול):',
  bulk_line_failed: 'שורה {{line}}, {{email}}, שגיאה: {{why}}',
  bulk_line_warned: 'שורה {{line}}, {{email}}, אזהרה: {{why}}',
  bulk_held: 'כתובות שיש להן חשבון (מאה הראשונות):',

  membership_request_subject: 'בקשה מאת {{asker}} להצטרף לקבוצה {{group}}',
  membership_request_intro_owner:
    'התקבלה בקשה מאת {{asker}} להצטרף לקבוצה {{group}} ב־{{title}}. הקבוצה בבעלותך, ולכן אפשר לענות לבקשה, וכך גם כל אחד מבעליה האחרים. זה תוכן הבקשה:',
  membership_request_intro_admin:
    'התקבלה בקשה מאת {{asker}} להצטרף לקבוצה {{group}} ב־{{title}}. לקבוצה אין בעלים, ולכן המענה בידי ההנהלה. בבקשה נכתב:',
  membership_request_intro_withheld:
    'התקבלה הזמנה לקבוצה {{group}} ב־{{title}}, והיא נוצלה על ידי {{asker}}, אבל מי ששלח אותה כבר אינו רשאי להזמין לקבוצה. לכן ההחלטה אם לצרף את {{asker}} היא שלך, או של מי שמחליט על הקבוצה יחד איתך.',
  membership_request_accepted_subject: 'הצטרפת לקבוצה {{group}}',
  membership_request_accepted_intro: 'הבקשה שלך התקבלה: הקבוצה {{group}} ב־{{title}} כוללת מעכשיו גם אותך.',
  membership_request_declined_subject: 'הבקשה שלך להצטרף לקבוצה {{group}}',
  membership_request_declined_intro:
    'הבקשה שלך להצטרף לקבוצה {{group}} ב־{{title}} נדחתה. אפשר לברר עם בעלי הקבוצה מדוע, ואפשר לבקש שוב.',
  membership_button: 'אל הקבוצה',

  invite_request_subject: 'בקשה מ־{{asker}} להזמין את {{email}}',
  invite_request_subject_more: 'בקשה מ־{{asker}} להזמין {{count}} אנשים',
  invite_request_subject_anew: 'בקשה להזמנה חדשה: {{email}}',
  invite_request_intro: 'התקבלה בקשה מ־{{asker}} להזמין לקבוצה {{group}} באתר {{title}}:',
  invite_request_intro_anew:
    'מישהו פתח הזמנה לאתר {{title}} שכבר אינה פעילה, ומבקש הזמנה חדשה לכתובת הזאת. איש לא בדק של מי הכתובת.',
  invite_request_intro_anew_group:
    'מישהו פתח הזמנה לקבוצה {{group}} באתר {{title}} שכבר אינה פעילה, ומבקש הזמנה חדשה לכתובת הזאת. איש לא בדק של מי הכתובת.',
  invite_request_reason: 'הודעה מ־{{asker}}:',
  invite_request_button: 'לבקשה ולמענה',
  invite_request_nothing: 'דבר לא קורה עד שהבקשה מאושרת. די בלחיצה אחת, של אחד מאלה שקיבלו את הבקשה.',

  test_message_subject: 'הודעת בדיקה מאת {{title}}',
  test_message_intro: 'זו הודעת בדיקה מאת {{title}}. אם היא נקראת, סימן שהדואר יוצא מהשרת ומגיע ליעדו.',
  test_message_check: 'אם היא הגיעה לדואר הזבל, כדאי לבדוק את רשומות SPF, ‏DKIM ו־DMARC של הדומיין שממנו נשלח הדואר.',

  test_sent: 'הודעת בדיקה אל {{address}} בדרך. יומן הדואר יראה מה עלה בגורלה.',
  test_kept: 'הודעת הבדיקה אל {{address}} לא נשלחה. {{why}}',
  why_no_smtp: 'SMTP_URL לא הוגדר.',
  why_no_from: 'אין כתובת שולח; יש להגדיר את ההגדרה notification_email או את MAIL_FROM.',
  why_emails_disabled: 'ההגדרה disable_emails היא "yes".',
  warning_no_smtp:
    'שום דואר לא יוצא מהשרת הזה: SMTP_URL לא הוגדר. ההודעות נשמרות ביומן הדואר, ושם מנהלי האתר יכולים לקרוא אותן עם הקישורים שבהן.',
  warning_no_from:
    'שום דואר לא יוצא מהשרת הזה: אין כתובת שולח. יש להגדיר את ההגדרה notification_email או את MAIL_FROM.',
  warning_emails_disabled: 'שום דואר לא יוצא מהשרת הזה: ההגדרה disable_emails היא "yes".',
  warning_emails_disabled_non_staff: 'דואר יוצא מהשרת הזה רק לצוות: ההגדרה disable_emails היא "non-staff".',

  reason_emails_disabled: 'הדואר כבוי בהגדרה disable_emails.',
  reason_emails_disabled_non_staff: 'רק הצוות מקבל דואר כל עוד ההגדרה disable_emails היא "non-staff".',
  reason_invite_gone: 'ההזמנה כבר לא קיימת.',
  reason_invite_revoked: 'ההזמנה בוטלה לפני שההודעה יצאה.',
  reason_invite_replaced: 'ההזמנה הוחלפה בהזמנה חדשה יותר.',
  reason_invite_invalidated: 'ההזמנה נעצרה לפני שההודעה יצאה. שליחה חוזרת תחזיר אותה לתוקף.',
  reason_invite_used: 'ההזמנה נוצלה לפני שההודעה יצאה.',
  reason_invite_expired: 'תוקף ההזמנה פג לפני שההודעה יצאה. שליחה חוזרת תקבע תאריך תפוגה חדש.',
  reason_invite_readdressed: 'ההזמנה מיועדת עכשיו לכתובת אחרת.',
  reason_inviter_gone: 'החשבון שממנו נשלחה ההזמנה כבר לא קיים.',
  reason_account_gone: 'החשבון כבר לא קיים.',
  reason_link_gone: 'הקישור שההודעה אמורה לשאת כבר לא קיים.',
  reason_link_used: 'הקישור נוצל לפני שההודעה יצאה.',
  reason_link_expired: 'תוקף הקישור פג לפני שההודעה יצאה.',
  reason_link_readdressed: 'לחשבון יש עכשיו כתובת אחרת.',
  reason_no_smtp: 'נשמרה ולא נשלחה: לא הוגדר שרת דואר (SMTP_URL).',
  reason_no_from: 'נשמרה ולא נשלחה: אין כתובת שולח (notification_email או MAIL_FROM).',
  reason_address_unusable: 'אי אפשר לשלוח דואר לכתובת הזאת.',
  reason_unreadable: 'לא היה אפשר להרכיב את ההודעה. הפרטים ביומן השרת.',
  reason_refused: 'שרת הדואר סירב לקבל אותה: {{response}}',
  reason_gave_up: 'אחרי יומיים של ניסיונות הופסקו הניסיונות. התשובה האחרונה של שרת הדואר: {{response}}',
  reason_waiting: 'שרת הדואר ביקש לנסות מאוחר יותר: {{response}}',
  reason_lost: 'שרת הדואר ניתק באמצע. יתבצע ניסיון נוסף.',
} as const;
