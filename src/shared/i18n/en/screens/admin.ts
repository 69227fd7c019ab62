/** The frame of the admin area. */
const admin = {
  'admin.title': 'Admin',
  'admin.refused': 'This area is for staff',
  'admin.refused_text': 'Only admins and moderators see it. Nothing is wrong with your account.',
} as const;

export default admin;
