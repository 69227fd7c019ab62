/**
 * Groups that take in everybody with an address at their domains. The whole of what follows the last @ must be one of
 * them; addresses and domains are stored normalised.
 */
import { type Db, statement } from './open.ts';

const DOMAIN = "substring(u.email_key from '[^@]*$')";
/** A person whose address is surely theirs. */
const SETTLED = 'u.id > 0 and u.active and not u.staged and u.email_confirmed_at is not null';
const AT_DOMAINS = `${DOMAIN} = any (string_to_array(g.automatic_membership_email_domains, '|'))`;
const NOT_MEMBER = 'not exists (select 1 from group_users m where m.group_id = g.id and m.user_id = u.id)';

const forUser = statement<{ id: number }>(
  'groupDomains.forUser',
  `select g.id from groups g join users u on ${AT_DOMAINS}
   where g.automatic_membership_email_domains is not null and not g.automatic and u.id = $1 and ${SETTLED} and ${NOT_MEMBER}
   order by g.id`,
);
/** Ids of the groups that take this person in for their address, without those they are in. */
export const listGroupsTaking = async (db: Db, userId: number) =>
  (await db.query(forUser, [userId])).map((row) => row.id);

const people = statement<{ id: number }>(
  'groupDomains.people',
  `select u.id from groups g join users u on ${AT_DOMAINS} where g.id = $1 and u.id > $2 and ${SETTLED} and ${NOT_MEMBER}
   order by u.id limit $3`,
);
/** Ids above `after` of people whom the group takes in for their address and who are not in it. */
export const listPeopleTaken = async (db: Db, groupId: number, after: number, limit: number) =>
  (await db.query(people, [groupId, after, limit])).map((row) => row.id);

const countAt = statement<{ count: number }>(
  'groupDomains.count',
  `select count(*) from users u where ${SETTLED} and ${DOMAIN} = any ($1::text[])`,
);
export const countPeopleAt = async (db: Db, domains: readonly string[]) =>
  (await db.query(countAt, [domains]))[0]!.count;

const want = statement<never>('groupDomains.want', 'update groups set people_wanted_at = $2 where id = $1');
export const updatePeopleWanted = (db: Db, groupId: number, now: Date) => db.query(want, [groupId, now], []);

export interface WantingGroup {
  id: number;
  people_wanted_at: Date;
}
const wanting = statement<WantingGroup>(
  'groupDomains.wanting',
  'select id, people_wanted_at from groups where people_wanted_at is not null and id > $1 order by id limit 1',
);
/** The first group above this id whose people are still to be added. */
export const findWantingGroup = async (db: Db, after = 0) => (await db.query(wanting, [after]))[0];

const served = statement<never>(
  'groupDomains.served',
  'update groups set people_wanted_at = null where id = $1 and people_wanted_at = $2',
);
/** Unless the domains were changed meanwhile. */
export const updatePeopleServed = (db: Db, { id, people_wanted_at }: WantingGroup) =>
  db.query(served, [id, people_wanted_at], []);
