/** Accounts whose address nobody ever confirmed. */
import { type Db, statement } from './open.ts';

// A use goes back only where that cannot make two pending invites of one inviter for one address.
const remove = statement<{ removed: number }>(
  'unconfirmed.delete',
  `with gone as materialized (
     select id from users
     where not active and email_confirmed_at is null and not staged and not admin and not moderator and id > 0 and created_at < $1
     order by created_at limit $2 for update skip locked
   ), uses as (
     select invite_id, count(*)::integer as number from invite_redemptions
     where user_id in (select id from gone) group by invite_id
   ), returned as (
     update invites i set redemption_count = i.redemption_count - uses.number from uses
     where i.id = uses.invite_id and (i.email_key is null or not exists (
       select 1 from invites o where o.email_key = i.email_key and o.invited_by_id = i.invited_by_id and o.id <> i.id
         and o.redemption_count = 0 and o.deleted_at is null and o.superseded_at is null and o.invalidated_at is null))
   ), deleted as (
     delete from users where id in (select id from gone) returning id
   )
   select count(*) as removed from deleted`,
);

/** Deletes up to `limit` of them made before a time, and gives back the uses of invites they took. Returns how many. */
export const deleteUnconfirmedUsers = async (db: Db, before: Date, limit: number): Promise<number> =>
  (await db.query(remove, [before, limit]))[0]!.removed;
