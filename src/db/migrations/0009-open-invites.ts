/**
 * Lists of everybody's invites and of a group's are read from indexes of the invites themselves. open_invites keeps what no
 * index of theirs can have in order: further groups of an invite, and the few that a password reset stopped.
 */
import { describe } from './describe.ts';

export const name = '0009-open-invites';

/** The groups under which an invite is listed in open_invites. */
const listed = (row: string) =>
  `case when ${row}.invalidated_at is null then array_remove(${row}.group_ids[2:], ${row}.group_ids[1]) else 0 || ${row}.group_ids end`;
const open = (row: string) => `${row}.deleted_at is null and ${row}.redemption_count < ${row}.max_redemptions_allowed`;

export const up = `
-- In the order in which lists read them, so that a process that still runs waits and does not get in the way.
lock table open_invites, invites in access exclusive mode;
alter table invites add column first_group_id integer generated always as (group_ids[1]) stored;
${describe('invites', 'What lets people in: an e-mail invite, a link, or a link for one e-mail domain.', {
  first_group_id: 'The first of its groups, to be in an index: most invites give no other.',
})}
create index invites_valid_by_end on invites (expires_at, id)
  where deleted_at is null and redemption_count < max_redemptions_allowed and invalidated_at is null;
create index invites_valid_of_group on invites (first_group_id, expires_at, id)
  where first_group_id is not null and deleted_at is null and redemption_count < max_redemptions_allowed and invalidated_at is null;
create or replace function list_new_invites() returns trigger language plpgsql as $$
begin
  insert into open_invites (group_id, ends_at, invite_id)
  select g, least(n.expires_at, n.invalidated_at), n.id from new_rows n cross join lateral unnest(${listed('n')}) g
  where (n.invalidated_at is not null or cardinality(n.group_ids) > 1) and ${open('n')}
  on conflict do nothing;
  return null;
end $$;
create or replace function list_changed_invite() returns trigger language plpgsql as $$
begin
  if ${open('old')} then
    delete from open_invites o using unnest(${listed('old')}) g
    where o.group_id = g and o.ends_at = least(old.expires_at, old.invalidated_at) and o.invite_id = old.id;
  end if;
  if tg_op = 'UPDATE' and ${open('new')} then
    insert into open_invites (group_id, ends_at, invite_id)
    select g, least(new.expires_at, new.invalidated_at), new.id from unnest(${listed('new')}) g
    on conflict do nothing;
  end if;
  return null;
end $$;
drop trigger list_changed_invite on invites;
create trigger list_changed_invite after update on invites for each row
  when ((cardinality(old.group_ids) > 1 or cardinality(new.group_ids) > 1 or old.invalidated_at is not null or new.invalidated_at is not null)
    and (old.deleted_at, old.expires_at, old.invalidated_at, old.group_ids, old.redemption_count < old.max_redemptions_allowed)
      is distinct from (new.deleted_at, new.expires_at, new.invalidated_at, new.group_ids, new.redemption_count < new.max_redemptions_allowed))
  execute function list_changed_invite();
truncate open_invites;
insert into open_invites (group_id, ends_at, invite_id)
select g, least(i.expires_at, i.invalidated_at), i.id from invites i cross join lateral unnest(${listed('i')}) g
where (i.invalidated_at is not null or cardinality(i.group_ids) > 1) and ${open('i')}
on conflict do nothing;
${describe(
  'open_invites',
  'Invites that are neither used up nor withdrawn, where indexes of invites cannot list them: under further groups than the first, and under all of them if a password reset stopped the invite. Kept by triggers on invites.',
  {
    group_id: 'A group the invite gives; 0: any, for invites that were stopped.',
    ends_at: 'When it stops, or stopped, being usable: its expiry, or the moment it was invalidated.',
    invite_id: 'The invite.',
  },
)}
analyze invites;
analyze open_invites;
`;
