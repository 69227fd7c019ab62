/** Trust level, title and primary group of people, and what these rest on. */
import { usersChanged } from './changes.ts';
import { type Db, statement } from './open.ts';

export interface StandingRow {
  id: number;
  trust_level: number;
  manual_locked_trust_level: number | null;
  title: string | null;
  primary_group_id: number | null;
  flair_group_id: number | null;
  best_grant: number | null;
  titles: string[];
  staff_level: number | null;
  invited: boolean;
}

const facts = statement<StandingRow>(
  'standing.list',
  `select u.id, u.trust_level, u.manual_locked_trust_level, u.title, u.primary_group_id, u.flair_group_id,
     (select max(g.grant_trust_level) from group_users m join groups g on g.id = m.group_id where m.user_id = u.id) as best_grant,
     array(select g.title from group_users m join groups g on g.id = m.group_id where m.user_id = u.id and g.title <> ''
       order by g.id) as titles,
     (select l.new_value::integer from staff_action_logs l
      where l.target_user_id = u.id and l.action_name = 'change_trust_level' order by l.id desc limit 1) as staff_level,
     exists (select 1 from invite_redemptions r where r.user_id = u.id and r.made_account) as invited
   from users u where u.id = any ($1::integer[]) order by u.id for no key update of u`,
);
/** Locks these people and says what their standing rests on. */
export const listStandings = (db: Db, userIds: readonly number[]) => db.query(facts, [userIds]);

const update = statement<never>(
  'standing.update',
  `update users u set trust_level = s.trust_level, title = s.title, primary_group_id = s.primary_group_id,
     flair_group_id = s.flair_group_id, updated_at = $2
   from jsonb_to_recordset($1) as s (id integer, trust_level smallint, title text, primary_group_id integer, flair_group_id integer)
   where u.id = s.id`,
);
export const updateStandings = (
  db: Db,
  standings: readonly {
    id: number;
    trust_level: number;
    title: string | null;
    primary_group_id: number | null;
    flair_group_id: number | null;
  }[],
  now: Date,
) =>
  standings.length === 0
    ? Promise.resolve([])
    : db.query(update, [JSON.stringify(standings), now], usersChanged(standings.map(({ id }) => id)));
