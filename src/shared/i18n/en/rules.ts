/** What each rule about inviting says of somebody (`<rule>_<outcome>`); what refuses is worded in errors.ts. */
export default {
  account_passes: 'The account {{username}} can act: it is confirmed, approved and not suspended.',
  logged_in_passes: 'Whoever acts must be logged in: {{username}} has an account.',
  silenced_passes: 'Silenced accounts may not invite: {{username}} is not silenced.',
  staff_allows: 'Staff may invite: {{username}} belongs to the staff.',
  staff_passes: 'Staff may invite: {{username}} does not belong to the staff.',
  max_invites_per_day_passes: 'The site setting max_invites_per_day lets people who are not staff invite.',
  invite_allowed_groups_allows:
    'Members of the groups in the site setting invite_allowed_groups may invite: {{username}} is in one of them.',
  invite_allowed_groups_passes:
    'Members of the groups in the site setting invite_allowed_groups may invite: {{username}} is in none of them.',
  group_owners_may_invite_allows:
    'While the site setting group_owners_may_invite is on, owners may invite to their groups: {{username}} owns this one.',
  group_owners_may_invite_passes:
    'Owners may invite to their own groups while the site setting group_owners_may_invite is on: that does not apply to {{username}} here.',
  group_automatic_passes: 'Nobody can be invited to automatic groups: this one is not automatic.',
  group_owner_allows: 'Owners decide who joins their group: {{username}} owns it.',
  group_owner_passes: 'Owners decide who joins their group: {{username}} does not own it.',
  admin_allows: 'Administrators decide about every group: {{username}} is one.',
  admin_passes: 'Administrators decide about every group: {{username}} is none.',
  moderators_manage_groups_allows:
    'While the site setting moderators_manage_groups is on, moderators decide about groups they can see: {{username}} is a moderator.',
  moderators_manage_groups_passes:
    'Moderators can be let decide about groups (site setting moderators_manage_groups): {{username}} is not a moderator, or may not by it.',
} as const;
