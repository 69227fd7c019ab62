/** The frame of the admin area, and its start page. */
const admin = {
  'admin.title': 'Admin',
  'admin.refused': 'This area is for staff',
  'admin.refused_text': 'Only admins and moderators see it. Nothing is wrong with your account.',
  'admin.admins_only': 'Only admins may do this.',
  'admin.password_title': 'Is it you?',
  'admin.password_text':
    'This is a grave step, so please enter your own password once more. It then counts for ten minutes.',
  'admin.pending_one': 'One person waits to be approved',
  'admin.pending_other': '{{count}} people wait to be approved',
  'admin.failed_one': 'One mail could not be delivered',
  'admin.failed_other': '{{count}} mails could not be delivered',
  'admin.kept_one': 'One mail was kept here: pass its link on',
  'admin.kept_other': '{{count}} mails were kept here: pass their links on',
  'admin.counts': 'How much there is',
  'admin.more_than': 'more than {{number}}',
  'admin_count.users': 'Accounts',
  'admin_count.groups': 'Groups',
  'admin_count.invites': 'Invites',
  'admin_count.redemptions': 'Came by an invite',
  'admin.first_steps': 'First steps',
  'admin.step_group': 'Create your first group',
  'admin.step_group_text': 'People are invited to groups; a group says what joining it does.',
  'admin.step_invite': 'Invite somebody',
  'admin.step_invite_text': 'By mail, or with a link to hand on.',
  'admin.step_mail': 'See that mail leaves',
  'admin.step_mail_text': 'Send yourself a test mail from the e-mail log.',
  'admin.steps_hide': 'Hide these steps',
  'admin.step_done': 'Done',
} as const;

export default admin;
