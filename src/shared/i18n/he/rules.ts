/** מה אומר כל כלל לגבי הזמנות על חשבון מסוים. */
export default {
  account_passes: 'החשבון {{username}} יכול לפעול: הוא אושר ולא הושעה.',
  logged_in_passes: 'כדי לפעול צריך להיות מחוברים: למשתמש {{username}} יש חשבון.',
  silenced_passes: 'חשבון מושתק לא יכול להזמין: החשבון {{username}} לא מושתק.',
  staff_allows: 'לצוות מותר להזמין: החשבון {{username}} שייך לצוות.',
  staff_passes: 'לצוות מותר להזמין: החשבון {{username}} לא שייך לצוות.',
  max_invites_per_day_passes: 'ההגדרה max_invites_per_day מאפשרת גם למי שאינם בצוות להזמין.',
  invite_allowed_groups_allows:
    'לחברי הקבוצות שבהגדרה invite_allowed_groups מותר להזמין: החשבון {{username}} נמצא באחת מהן.',
  invite_allowed_groups_passes:
    'לחברי הקבוצות שבהגדרה invite_allowed_groups מותר להזמין: החשבון {{username}} לא נמצא באף אחת מהן.',
  group_owners_may_invite_allows:
    'כשההגדרה group_owners_may_invite פעילה, לבעלי קבוצה מותר להזמין אליה: הקבוצה הזאת בבעלות {{username}}.',
  group_owners_may_invite_passes:
    'לבעלי קבוצה מותר להזמין אליה כשההגדרה group_owners_may_invite פעילה: זה לא חל כאן על {{username}}.',
  group_automatic_passes: 'אי אפשר להזמין לקבוצות אוטומטיות: הקבוצה הזאת אינה אוטומטית.',
  group_owner_allows: 'בעלי קבוצה מחליטים מי מצטרף אליה: הקבוצה בבעלות {{username}}.',
  group_owner_passes: 'בעלי קבוצה מחליטים מי מצטרף אליה: הקבוצה אינה בבעלות {{username}}.',
  admin_allows: 'מנהלי האתר מחליטים על כל קבוצה, והחשבון {{username}} הוא חשבון מנהל.',
  admin_passes: 'מנהלי האתר מחליטים על כל קבוצה, והחשבון {{username}} אינו חשבון מנהל.',
  moderators_manage_groups_allows:
    'כשההגדרה moderators_manage_groups פעילה, מנחים מחליטים על קבוצות שהם רואים, והחשבון {{username}} הוא חשבון מנחה.',
  moderators_manage_groups_passes:
    'אפשר להתיר למנחים להחליט על קבוצות (ההגדרה moderators_manage_groups): זה לא מתיר זאת לחשבון {{username}}.',
} as const;
