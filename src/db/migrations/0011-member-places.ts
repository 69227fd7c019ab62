/**
 * How often the members of a group changed, so that a place in the list of them can be known to be where it was
 * (member-places.ts). Counted where their number is, in the same rows.
 */
import { describe } from './describe.ts';

export const name = '0011-member-places';

export const up = `
alter table group_counters add column changes bigint not null default 0;
${describe(
  'group_counters',
  'Number of members of custom groups, and of changes to them; a group has up to 16 rows that add up.',
  {
    changes: 'Statements that added, removed, renamed or ranked members, counted here.',
  },
)}
create or replace function count_members() returns trigger language plpgsql as $$
begin
  insert into group_counters as c (group_id, slot, members, changes)
  select group_id, pg_backend_pid() % 16, count(*), 1 from new_rows group by group_id order by group_id
  on conflict (group_id, slot) do update set members = c.members + excluded.members, changes = c.changes + 1;
  return null;
end $$;
create or replace function uncount_members() returns trigger language plpgsql as $$
begin
  insert into group_counters as c (group_id, slot, members, changes)
  select o.group_id, pg_backend_pid() % 16, -count(*), 1 from old_rows o
    join groups g on g.id = o.group_id -- gone already when the group itself is being deleted
  group by o.group_id order by o.group_id
  on conflict (group_id, slot) do update set members = c.members + excluded.members, changes = c.changes + 1;
  return null;
end $$;
create function count_member_changes() returns trigger language plpgsql as $$
begin
  insert into group_counters as c (group_id, slot, members, changes)
  select distinct n.group_id, pg_backend_pid() % 16, 0, 1 from new_rows n join old_rows o using (group_id, user_id)
  where (n.owner, n.username_key) is distinct from (o.owner, o.username_key) order by n.group_id
  on conflict (group_id, slot) do update set changes = c.changes + 1;
  return null;
end $$;
create trigger count_member_changes after update on group_users
  referencing old table as old_rows new table as new_rows for each statement execute function count_member_changes();
`;
