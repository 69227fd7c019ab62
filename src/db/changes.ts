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
  accounts: 'that there are more accounts (always *)',
  groups: 'groups of this visibility level: there are more, or what they say of themselves',
  api_keys: 'the API keys (always *)',
  audit: 'the staff action log: 0, lines for all staff; 1, lines for admins only',
} as const;

export type ChangeKind = keyof typeof CHANGE_KINDS;
/** e.g. `group:42`; `*`: any of the kind. */
export type Change = `${ChangeKind}:${number | '*'}`;

type Verb = 'insert into' | 'update' | 'delete from';
const ALWAYS: readonly Verb[] = ['insert into', 'update', 'delete from'];
/** What is new was not there to be watched. */
const NOT_NEW: readonly Verb[] = ['update', 'delete from'];

const NEW: readonly Verb[] = ['insert into'];

/** What writing to a table changes, and by which verbs. */
const WATCHED: Readonly<Record<string, Partial<Record<ChangeKind, readonly Verb[]>>>> = {
  invites: { invites: ALWAYS, group_invites: ALWAYS },
  invite_redemptions: { invites: ALWAYS, group_invites: ALWAYS },
  group_users: { group: ALWAYS, user: ALWAYS },
  groups: { group: NOT_NEW, groups: ALWAYS },
  membership_requests: { group_requests: ALWAYS },
  invite_requests: { group_requests: ALWAYS, user_requests: ALWAYS },
  notifications: { notifications: ALWAYS },
  email_logs: { email_logs: ALWAYS },
  imports: { imports: ALWAYS },
  site_settings: { settings: ALWAYS },
  users: { user: NOT_NEW, accounts: NEW },
  sessions: { user: ['delete from'] },
  api_keys: { user: NOT_NEW, api_keys: ALWAYS },
  staff_action_logs: { audit: ALWAYS },
};

const WRITES = /\b(insert into|update|delete from)\s+([a-z_]+)/g;

/** What this SQL may change, by the tables it writes to. */
export function changesOf(text: string): readonly Change[] {
  const kinds = [...text.matchAll(WRITES)].flatMap(([, verb, table]) => {
    const watched = Object.hasOwn(WATCHED, table!) ? WATCHED[table!]! : {};
    return (Object.keys(watched) as ChangeKind[]).filter((kind) => watched[kind]!.includes(verb as Verb));
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
