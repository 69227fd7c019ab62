/** People removed from a group lately come back as they were. (The rows are written by `deleteMembers`.) */
import { LOCKS, logs } from './members.ts';
import { type Db, statement } from './open.ts';

// What leaving took comes back: the group's title, and the group as primary one unless the person has chosen another.
const restore = statement<{ back: number[] }>(
  'removedMembers.restore',
  `with ${LOCKS},
  r as (delete from removed_members r using who, g
    where r.group_id = g.id and r.user_id = who.id and r.removed_by_id = $3 and r.removed_at >= $5 returning r.*),
  joined as (insert into group_users (group_id, user_id, username_key, owner, notification_level, invite_id, created_at)
    select r.group_id, r.user_id, who.username_key, r.owner, r.notification_level, r.invite_id, r.joined_at
    from r join who on who.id = r.user_id order by r.user_id
    on conflict (group_id, user_id) do nothing returning user_id, owner),
  effects as (update users u set updated_at = $4,
      trust_level = case when w.manual_locked_trust_level is null then greatest(w.trust_level, g.grant_trust_level) else w.trust_level end,
      title = case when r.title = g.title then r.title else w.title end,
      primary_group_id = case when r.primary_group_id = g.id then coalesce(w.primary_group_id, g.id) else w.primary_group_id end,
      flair_group_id = case when r.flair_group_id = g.id then coalesce(w.flair_group_id, g.id) else w.flair_group_id end
    from joined j join who w on w.id = j.user_id join r on r.user_id = j.user_id, g where u.id = w.id),
  answered as (delete from membership_requests q using joined j where q.group_id = $1 and q.user_id = j.user_id),
  ${logs('add_user_to_group', 'joined')},
  owner_${logs('make_user_group_owner', '(select user_id from joined where owner) o')}
  select array(select user_id from joined order by user_id) as back from g`,
);

/**
 * Makes people members again, with ownership and the day they had joined.
 * @param acting who removed them @param since removed at this moment or later
 * @returns ids of who is back; undefined: there is no such custom group
 */
export async function restoreMembers(
  db: Db,
  groupId: number,
  userIds: readonly number[],
  { acting, now, since }: { acting: number; now: Date; since: Date },
): Promise<number[] | undefined> {
  return (await db.query(restore, [groupId, userIds, acting, now, since]))[0]?.back;
}

const purge = statement<never>('removedMembers.purge', 'delete from removed_members where removed_at < $1');
/** Forgets who was removed before that. */
export const deleteRemovedMembers = async (db: Db, before: Date): Promise<void> => {
  await db.query(purge, [before]);
};
