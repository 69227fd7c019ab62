/**
 * A number that grows whenever the members of a group change, so that a place in the list of them can be known to be where
 * it was (member-places.ts). Kept where their number is, in the same rows.
 */
import { describe } from './describe.ts';

export const name = '0011-member-places';

/** By chance: a database that lost its last changes, to a standby that was behind, must not come to the same number again. */
const STEP = '1 + floor(random() * 1000000)::bigint';

export const up = `
-- In the order in which changes to members take them.
lock table group_users in share row exclusive mode;
alter table group_counters add column changes bigint not null default 0;
${describe(
  'group_counters',
  'Number of members of custom groups, and of changes to them; a group has up to 16 rows that add up.',
  {
    changes:
      'Grows by one and something by chance with each change to who the members are, what they are called, and who owns the group.',
  },
)}
create or replace function count_members() returns trigger language plpgsql as $$
begin
  insert into group_counters as c (group_id, slot, members, changes)
  select group_id, pg_backend_pid() % 16, count(*), ${STEP} from new_rows group by group_id order by group_id
  on conflict (group_id, slot) do update set members = c.members + excluded.members, changes = c.changes + excluded.changes;
  return null;
end $$;
create or replace function uncount_members() returns trigger language plpgsql as $$
begin
  insert into group_counters as c (group_id, slot, members, changes)
  select o.group_id, pg_backend_pid() % 16, -count(*), ${STEP} from old_rows o
    join groups g on g.id = o.group_id -- gone already when the group itself is being deleted
  group by o.group_id order by o.group_id
  on conflict (group_id, slot) do update set members = c.members + excluded.members, changes = c.changes + excluded.changes;
  return null;
end $$;
-- For each row, so that changes of the rest of all members at once, such as how they are notified, cost nothing.
create function count_member_change() returns trigger language plpgsql as $$
begin
  insert into group_counters as c (group_id, slot, members, changes) values (new.group_id, pg_backend_pid() % 16, 0, ${STEP})
  on conflict (group_id, slot) do update set changes = c.changes + excluded.changes;
  return null;
end $$;
create trigger count_member_change after update of owner, username_key on group_users for each row
  when (old.owner <> new.owner or old.username_key <> new.username_key) execute function count_member_change();
`;
