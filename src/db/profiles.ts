/** What people see of each other: profiles, groups of a person, search. */
import { usersChanged } from './changes.ts';
import { type Db, statement } from './open.ts';

export interface ProfileRow {
  id: number;
  username: string;
  name: string | null;
  email: string | null;
  email_confirmed_at: Date | null;
  title: string | null;
  active: boolean;
  approved: boolean;
  staged: boolean;
  admin: boolean;
  moderator: boolean;
  trust_level: number;
  suspended_till: Date | null;
  bio_raw: string | null;
  location: string | null;
  website: string | null;
  locale: string | null;
  timezone: string | null;
  created_at: Date;
  last_seen_at: Date | null;
  primary_group_id: number | null;
  primary_group_name: string | null;
  flair_group_id: number | null;
  flair_name: string | null;
  inviter_id: number | null;
  inviter_username: string | null;
  inviter_name: string | null;
  /** Addresses that wait to be confirmed before they become the account's. */
  unconfirmed_emails: string[];
}

const profile = (
  where: string,
) => `select u.id, u.username, u.name, u.email, u.email_confirmed_at, u.title, u.active, u.approved, u.staged,
     u.admin, u.moderator, u.trust_level, u.suspended_till, u.bio_raw, u.location, u.website, u.locale, u.timezone, u.created_at,
     u.last_seen_at, u.primary_group_id, p.name as primary_group_name, u.flair_group_id, f.name as flair_name,
     i.id as inviter_id, i.username as inviter_username, i.name as inviter_name,
     array(select t.email from email_tokens t where t.user_id = u.id and t.purpose = 'email_change' and t.used_at is null
       and t.expires_at > $2) as unconfirmed_emails
   from users u
   left join groups p on p.id = u.primary_group_id
   left join groups f on f.id = u.flair_group_id
   left join lateral (select r.invited_by_id from invite_redemptions r where r.user_id = u.id and r.made_account
     order by r.id limit 1) r on true
   left join users i on i.id = r.invited_by_id
   where ${where}`;
const byName = statement<ProfileRow>('profiles.byName', profile('u.username_key = $1'));
const byId = statement<ProfileRow>('profiles.byId', profile('u.id = $1'));

export const findProfile = async (db: Db, usernameKey: string, now: Date): Promise<ProfileRow | undefined> =>
  (await db.query(byName, [usernameKey, now]))[0];
export const findProfileById = async (db: Db, id: number, now: Date): Promise<ProfileRow | undefined> =>
  (await db.query(byId, [id, now]))[0];

export interface GroupOfUserRow {
  id: number;
  automatic: boolean;
  name: string;
  full_name: string | null;
  title: string | null;
  primary_group: boolean;
  visibility_level: number;
  members_visibility_level: number;
  owner: boolean;
  notification_level: number;
}

const groups = statement<GroupOfUserRow>(
  'profiles.groups',
  `select g.id, g.automatic, g.name, g.full_name, g.title, g.primary_group, g.visibility_level, g.members_visibility_level,
     coalesce(m.owner, false) as owner, coalesce(m.notification_level, g.default_notification_level) as notification_level
   from groups g left join group_users m on m.group_id = g.id and m.user_id = $1
   where g.id in (select group_id from group_users where user_id = $1 union all select unnest($2::int[]))
   order by g.id`,
);
/** @param automaticIds automatic groups of the person, which have no rows of members */
export const listGroupsOfUser = (db: Db, userId: number, automaticIds: number[]): Promise<GroupOfUserRow[]> =>
  db.query(groups, [userId, automaticIds]);

const update = statement<never>(
  'profiles.update',
  `update users set
     name = case when $2 ? 'name' then $2->>'name' else name end,
     title = case when $2 ? 'title' then $2->>'title' else title end,
     bio_raw = case when $2 ? 'bio_raw' then $2->>'bio_raw' else bio_raw end,
     location = case when $2 ? 'location' then $2->>'location' else location end,
     website = case when $2 ? 'website' then $2->>'website' else website end,
     locale = case when $2 ? 'locale' then $2->>'locale' else locale end,
     primary_group_id = case when $2 ? 'primary_group_id' then ($2->>'primary_group_id')::int else primary_group_id end,
     flair_group_id = case when $2 ? 'flair_group_id' then ($2->>'flair_group_id')::int else flair_group_id end,
     updated_at = $3
   where id = $1`,
);
/** What of a profile changes; keys left out stay as they are. */
export interface ProfileChanges {
  name?: string | null;
  title?: string | null;
  bio_raw?: string | null;
  location?: string | null;
  website?: string | null;
  locale?: string | null;
  primary_group_id?: number | null;
  flair_group_id?: number | null;
}
export const updateProfile = (db: Db, userId: number, changes: ProfileChanges, now: Date) =>
  db.query(update, [userId, JSON.stringify(changes), now], usersChanged([userId]));

export interface FoundUserRow {
  id: number;
  username: string;
  name: string | null;
}

// The prefix is given as a pattern with its wildcards escaped, so `%` and `_` mean themselves.
const search = statement<FoundUserRow>(
  'profiles.search',
  `select u.id, u.username, u.name from users u
   where u.username_key like $1 and u.active and not u.staged and u.id > 0
     and ($2::int is null
       or exists (select 1 from group_users m where m.user_id = u.id and m.group_id = $2)
       or case when $2 = 1 then u.admin when $2 = 2 then u.moderator when $2 = 3 then u.admin or u.moderator
               when $2 between 10 and 14 then u.trust_level >= $2 - 10 else false end)
   order by u.username_key limit $3`,
);
/** People whose username begins with this. @param groupId only members of this group */
export const listUsersByPrefix = (db: Db, prefixKey: string, groupId: number | null, limit: number) =>
  db.query(search, [`${prefixKey.replace(/[\\%_]/g, '\\$&')}%`, groupId, limit]);

export interface FoundGroupRow {
  id: number;
  automatic: boolean;
  name: string;
  full_name: string | null;
  visibility_level: number;
  members_visibility_level: number;
}

const GROUP = 'id, automatic, name, full_name, visibility_level, members_visibility_level';
const groupsByPrefix = statement<FoundGroupRow>(
  'profiles.groupsByPrefix',
  `select ${GROUP} from groups where name_key like $1 order by name_key limit 200`,
);
const groupByName = statement<FoundGroupRow>('profiles.groupByName', `select ${GROUP} from groups where name_key = $1`);
export const listGroupsByPrefix = (db: Db, prefixKey: string) =>
  db.query(groupsByPrefix, [`${prefixKey.replace(/[\\%_]/g, '\\$&')}%`]);
export const findGroupForSearch = async (db: Db, nameKey: string): Promise<FoundGroupRow | undefined> =>
  (await db.query(groupByName, [nameKey]))[0];
