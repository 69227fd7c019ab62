/** Where Usher differs from the published schemas on purpose: keys it leaves out and types it does not share, and why. */

const FORUM = 'There are no topics, posts, categories, tags, badges or messages.';
const GROUP_MAIL = 'Groups have no mailbox of their own.';
const PICTURES = 'No pictures are kept.';
const LINKED = 'Accounts and groups are not linked to those of another system.';
const SECURITY = 'There is no second factor, and keys of users and their sessions are not listed.';
const PREFERENCES = 'Preferences about a forum’s pages, which do not exist.';
const CAN_EDIT = 'Whoever may edit a profile, as can_edit tells, may edit all of it.';
const FIELDS = 'People are asked nothing beyond their profile.';
const GROUP_CALL = 'The call that shows the group tells.';
const ADMIN_CALL = 'The call that shows the account to staff tells.';
const LOG = 'The staff action log tells.';
const MODERATION = 'Nothing is flagged and nobody is warned or scored.';
const POWERS = 'Nobody can do this to an account.';
const BLOCKS = 'Deleting blocks no addresses; posts that could go with the account do not exist.';
const TOKEN = 'The token says whose password it is.';
const CREATE_ONLY = 'Members and owners have calls of their own once the group exists.';

const groupMail =
  'smtp_updated_at smtp_updated_by smtp_enabled smtp_server smtp_port smtp_ssl_mode email_username email_from_alias ' +
  'email_password allow_unknown_sender_topic_replies';
const groupTags = 'watching_tags watching_first_post_tags tracking_tags regular_tags muted_tags message_count';
const categories =
  'muted_category_ids regular_category_ids watching_category_ids tracking_category_ids watching_first_post_category_ids';
const under = (prefix: string, names: string) => names.split(' ').map((name) => prefix + name);

const group = {
  [FORUM]: under('group.', groupTags),
  [GROUP_MAIL]: under('group.', groupMail),
  [LINKED]: ['group.associated_group_ids'],
};
const groupBody = { [FORUM]: under('group.', categories), [PICTURES]: ['group.flair_upload_id'] };

/** Operation and part -> reason -> keys. What is inside a key that is left out is not named. */
export const leftOut: Record<string, Record<string, string[]>> = {
  'createGroup body': groupBody,
  'updateGroup body': { ...groupBody, [CREATE_ONLY]: ['group.usernames', 'group.owner_usernames'] },
  'getGroup reply': group,
  'getGroupById reply': group,
  'createUser body': { [FIELDS]: ['user_fields'], [LINKED]: ['external_ids'] },
  'updateUser body': { [LINKED]: ['external_ids'] },
  'deleteUser body': { [BLOCKS]: ['delete_posts', 'block_email', 'block_urls', 'block_ip'] },
  'suspendUser body': { [FORUM]: ['post_action'] },
  'silenceUser body': { [FORUM]: ['post_action'] },
  'changePassword body': { [TOKEN]: ['username'] },
  'getUser reply': {
    [FORUM]: under(
      'user.',
      'ignored muted can_ignore_user can_ignore_users can_mute_user can_mute_users badge_count time_read ' +
        'recent_time_read featured_topic has_title_badges pending_count pending_posts_count profile_view_count ' +
        'post_count topic_count can_delete_all_posts muted_category_ids regular_category_ids watched_tags ' +
        'watching_first_post_tags tracked_tags muted_tags tracked_category_ids watched_category_ids ' +
        'watched_first_post_category_ids muted_usernames ignored_usernames allowed_pm_usernames ' +
        'mailing_list_posts_per_day featured_user_badge_ids',
    ),
    [PICTURES]: under(
      'user.',
      'flair_url flair_bg_color flair_color uploaded_avatar_id can_upload_profile_header ' +
        'can_upload_user_card_background system_avatar_upload_id system_avatar_template use_logo_small_as_avatar',
    ),
    [SECURITY]: under(
      'user.',
      'second_factor_backup_enabled second_factor_enabled user_api_keys user_passkeys user_auth_tokens',
    ),
    [FIELDS]: ['user.user_fields', 'user.custom_fields'],
    [ADMIN_CALL]: ['user.staged', 'user.can_be_deleted'],
    [CAN_EDIT]: under('user.', 'can_edit_name can_change_bio can_change_location can_change_website'),
    [PREFERENCES]: under(
      'user.',
      'can_change_tracking_preferences sidebar_tags sidebar_category_ids display_sidebar_tags can_pick_theme_with_custom_homepage ' +
        'user_notification_schedule user_option',
    ),
    [GROUP_CALL]: under(
      'user.groups[].',
      'display_name user_count mentionable_level messageable_level grant_trust_level incoming_email has_messages ' +
        'flair_url flair_bg_color flair_color bio_raw bio_cooked bio_excerpt public_admission public_exit ' +
        'allow_membership_requests default_notification_level membership_request_template can_see_members ' +
        'can_admin_group publish_read_state',
    ),
  },
  'adminGetUser reply': {
    [FORUM]: [
      ...['like_count', 'like_given_count', 'topic_count', 'private_topics_count', 'can_delete_all_posts'],
      ...['post_edits_count', 'badge_count', 'tl3_requirements', 'latest_export'],
    ],
    [LINKED]: ['associated_accounts', 'external_ids', 'can_delete_sso_record'],
    [MODERATION]: [
      ...['flags_given_count', 'flags_received_count', 'warnings_received_count', 'bounce_score'],
      ...['reset_bounce_score_after', 'penalty_counts', 'next_penalty', 'similar_users_count'],
    ],
    [POWERS]: ['can_impersonate', 'can_be_merged', 'can_disable_second_factor'],
    [LOG]: [
      ...['suspended_by', 'silenced_by', 'full_suspend_reason', 'full_silence_reason', 'can_view_action_logs'],
      ...['registration_ip_address', 'include_ip'],
    ],
    [PREFERENCES]: ['upcoming_changes_stats'],
  },
};

/** Operations that do not exist at all -> why. */
export const noSuchCall: Record<string, string> = {
  inviteToTopic: FORUM,
  inviteGroupToTopic: FORUM,
  getUserExternalId: LINKED,
  getUserIdentiyProviderExternalId: LINKED,
};

const NUMBER = 'The schema was made from an example with null; clients send and get a level, which is a number.';
const PERSON = 'The schema was made from an example with null; a person is an object.';
const NO_POSTS = 'Nobody posts anything.';
const NOT_SEEN = 'Null for who was never here.';
const NOT_TOLD = 'Null for what somebody did not tell.';
const LINK = 'Null for a link, which has no address.';
const ANONYMOUS = 'Null for an account that has been made anonymous.';

const members = {
  last_posted_at: NO_POSTS,
  last_seen_at: NOT_SEEN,
  timezone: NOT_TOLD,
};
const memberKeys = (list: string) =>
  Object.fromEntries(Object.entries(members).map(([key, reason]) => [`${list}[].${key}`, reason]));
const listedUser = { '[].email': ANONYMOUS, '[].manual_locked_trust_level': NUMBER };

/** Operation -> key of the reply whose type is another, or which can be null -> why. */
export const otherType: Record<string, Record<string, string>> = {
  createGroup: { 'basic_group.grant_trust_level': NUMBER },
  getGroup: { 'group.grant_trust_level': NUMBER },
  getGroupById: { 'group.grant_trust_level': NUMBER },
  listGroups: { 'groups[].grant_trust_level': NUMBER },
  listGroupMembers: { ...memberKeys('members'), ...memberKeys('owners') },
  createInvite: { email: LINK },
  getUser: { 'user.name': NOT_TOLD, 'user.invited_by': PERSON },
  adminGetUser: {
    manual_locked_trust_level: NUMBER,
    'groups[].grant_trust_level': NUMBER,
    ip_address: ANONYMOUS,
    'approved_by.name': NOT_TOLD,
  },
  suspendUser: { 'suspension.suspended_by.name': NOT_TOLD },
  silenceUser: {
    'silence.silence_reason': NOT_TOLD,
    'silence.full_silence_reason': NOT_TOLD,
    'silence.silenced_by.name': NOT_TOLD,
  },
  adminListUsers: listedUser,
  adminListUsersFlag: listedUser,
  getUserEmails: { email: ANONYMOUS },
};
