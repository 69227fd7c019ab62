/**
 * What a statement changed, for whoever watches: which kind of thing and whose, never what is in it. A statement that
 * does not say is read: then the whole kind counts as changed, which is never wrong, only more than needed.
 */

/** The number behind each kind. */
export const CHANGE_KINDS = {
  invites: 'invites of this inviter, their uses and their mails',
  group_invites: 'invites to this group',
  group: 'this group and who is in it',
  group_requests: 'requests to join this group or be invited to it',
  user_requests: 'requests to be invited that this user answers',
  notifications: 'notifications of this user',
  email_logs: 'the e-mail log (always *)',
  imports: 'lists of people to invite that this user has uploaded',
  settings: 'a site setting (always *)',
  user: 'this user’s account, rights, sessions or keys',
} as const;

export type ChangeKind = keyof typeof CHANGE_KINDS;
/** e.g. `group:42`; `*`: any of the kind. */
export type Change = `${ChangeKind}:${number | '*'}`;

type Verb = 'insert into' | 'update' | 'delete from';
const ALWAYS: readonly Verb[] = ['insert into', 'update', 'delete from'];
/** What is new was not there to be watched. */
const NOT_NEW: readonly Verb[] = ['update', 'delete from'];

const WATCHED: Readonly<Record<string, { kinds: readonly ChangeKind[]; verbs: readonly Verb[] }>> = {
  invites: { kinds: ['invites', 'group_invites'], verbs: ALWAYS },
  invite_redemptions: { kinds: ['invites', 'group_invites'], verbs: ALWAYS },
  group_users: { kinds: ['group', 'user'], verbs: ALWAYS },
  groups: { kinds: ['group'], verbs: NOT_NEW },
  membership_requests: { kinds: ['group_requests'], verbs: ALWAYS },
  invite_requests: { kinds: ['group_requests', 'user_requests'], verbs: ALWAYS },
  notifications: { kinds: ['notifications'], verbs: ALWAYS },
  email_logs: { kinds: ['email_logs'], verbs: ALWAYS },
  imports: { kinds: ['imports'], verbs: ALWAYS },
  site_settings: { kinds: ['settings'], verbs: ALWAYS },
  users: { kinds: ['user'], verbs: NOT_NEW },
  sessions: { kinds: ['user'], verbs: ['delete from'] },
  api_keys: { kinds: ['user'], verbs: NOT_NEW },
};

const WRITES = /\b(insert into|update|delete from)\s+([a-z_]+)/g;

/** What this SQL may change, by the tables it writes to. */
export function changesOf(text: string): readonly Change[] {
  const kinds = [...text.matchAll(WRITES)].flatMap(([, verb, table]) => {
    const watched = Object.hasOwn(WATCHED, table!) ? WATCHED[table!]! : undefined;
    return watched?.verbs.includes(verb as Verb) ? watched.kinds : [];
  });
  return [...new Set(kinds)].map((kind) => `${kind}:*` as const);
}

/** The invites of this inviter (null: nobody's any more) that give these groups. */
export const invitesChanged = (inviter: number | null, groupIds: readonly number[]): Change[] => [
  ...(inviter === null ? [] : [`invites:${inviter}` as const]),
  ...groupIds.map((id) => `group_invites:${id}` as const),
];

/** Who is in this group, and so what these people may do. */
export const membersChanged = (groupId: number, userIds: readonly number[]): Change[] => [
  `group:${groupId}`,
  `group_requests:${groupId}`,
  ...usersChanged(userIds),
];

export const usersChanged = (userIds: readonly number[]): Change[] => userIds.map((id) => `user:${id}` as const);
