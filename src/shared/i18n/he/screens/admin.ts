/** The Hebrew of en/screens/admin.ts. */
const admin = {
  'admin.title': 'ניהול',
  'admin.refused': 'האזור הזה מיועד לצוות',
  'admin.refused_text': 'רק המנהלים והמנחים של האתר רואים אותו. הכול תקין בחשבון שלך.',
} as const;

export default admin;
