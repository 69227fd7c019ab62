/**
 * Lists of everybody's invites and of the invites that touch a group, at any size; people removed by mistake come back;
 * requests to be invited.
 */
import { describe } from './describe.ts';

export const name = '0005-invite-lists';

const lists = `
create table open_invites (
  group_id integer not null,
  ends_at timestamptz not null,
  invite_id bigint not null,
  primary key (group_id, ends_at, invite_id)
);
${describe(
  'open_invites',
  'Invites that are neither used up nor withdrawn, group by group, so that a page of a long list is read from one index. Kept by triggers on invites.',
  {
    group_id: 'A group the invite gives; 0: a row that every open invite has.',
    ends_at: 'When it stops, or stopped, being usable: its expiry, or the moment it was invalidated.',
    invite_id: 'The invite.',
  },
)}
create function list_new_invites() returns trigger language plpgsql as $$
begin
  insert into open_invites (group_id, ends_at, invite_id)
  select g, least(n.expires_at, n.invalidated_at), n.id from new_rows n cross join lateral unnest(0 || n.group_ids) g
  where n.deleted_at is null and n.redemption_count < n.max_redemptions_allowed
  on conflict do nothing;
  return null;
end $$;
create trigger list_new_invites after insert on invites
  referencing new table as new_rows for each statement execute function list_new_invites();
-- Row by row, with a condition: what changes nothing here pays nothing.
create function list_changed_invite() returns trigger language plpgsql as $$
begin
  if old.deleted_at is null and old.redemption_count < old.max_redemptions_allowed then
    delete from open_invites o using unnest(0 || old.group_ids) g
    where o.group_id = g and o.ends_at = least(old.expires_at, old.invalidated_at) and o.invite_id = old.id;
  end if;
  if tg_op = 'UPDATE' and new.deleted_at is null and new.redemption_count < new.max_redemptions_allowed then
    insert into open_invites (group_id, ends_at, invite_id)
    select g, least(new.expires_at, new.invalidated_at), new.id from unnest(0 || new.group_ids) g
    on conflict do nothing;
  end if;
  return null;
end $$;
create trigger list_changed_invite after update on invites for each row
  when ((old.deleted_at, old.expires_at, old.invalidated_at, old.group_ids, old.redemption_count < old.max_redemptions_allowed)
    is distinct from (new.deleted_at, new.expires_at, new.invalidated_at, new.group_ids, new.redemption_count < new.max_redemptions_allowed))
  execute function list_changed_invite();
create trigger list_gone_invite after delete on invites for each row execute function list_changed_invite();
create function unlist_group() returns trigger language plpgsql as $$
begin
  delete from open_invites where group_id = old.id;
  return null;
end $$;
create trigger unlist_group after delete on groups for each row execute function unlist_group();
insert into open_invites (group_id, ends_at, invite_id)
select g, least(i.expires_at, i.invalidated_at), i.id from invites i cross join lateral unnest(0 || i.group_ids) g
where i.deleted_at is null and i.redemption_count < i.max_redemptions_allowed
on conflict do nothing;
-- Withdrawn invites, newest first; who joined a group through an invite, newest first.
create index invites_revoked on invites (deleted_at desc, id desc) where deleted_at is not null;
create index group_logs_of_invites on group_logs (group_id, id desc) where action = 'add_user_to_group' and invite_id is not null;
alter table invites add column locale text;
${describe('invites', 'What lets people in: an e-mail invite, a link, or a link for one e-mail domain.', {
  locale: 'Language of its mail; null: that of the site.',
})}
`;

const removed = `
create table removed_members (
  group_id integer not null references groups on delete cascade,
  user_id integer not null references users on delete cascade,
  owner boolean not null,
  notification_level smallint not null,
  invite_id bigint,
  joined_at timestamptz not null,
  title text,
  primary_group_id integer,
  flair_group_id integer,
  removed_by_id integer references users on delete cascade,
  removed_at timestamptz not null,
  primary key (group_id, user_id)
);
create index removed_members_of_user on removed_members (user_id);
create index removed_members_by on removed_members (removed_by_id);
create index removed_members_by_time on removed_members (removed_at);
${describe('removed_members', 'Who was removed from a group lately, with what brings them back as they were.', {
  group_id: 'The group.',
  user_id: 'Who was removed.',
  owner: 'Was an owner.',
  notification_level: 'As it was.',
  invite_id: 'As it was.',
  joined_at: 'When the person had joined.',
  title: 'Title the person had while a member.',
  primary_group_id: 'Primary group the person had while a member.',
  flair_group_id: 'The same for the flair.',
  removed_by_id: 'Who removed them, and may take it back.',
  removed_at: 'When.',
})}
`;

const requests = `
create table invite_requests (
  id bigint generated always as identity primary key,
  group_id integer references groups on delete cascade,
  for_user_id integer references users on delete cascade,
  asker_id integer references users on delete cascade,
  invite_id bigint references invites on delete cascade,
  email text not null,
  email_key text not null,
  reason text,
  created_at timestamptz not null,
  answer text check (answer in ('approved', 'declined')),
  answered_by_id integer references users on delete set null,
  answered_at timestamptz,
  result text check (result in ('invited', 'added', 'already_member')),
  result_invite_id bigint,
  constraint invite_requests_answered check ((answer is null) = (answered_at is null)),
  constraint invite_requests_origin check (asker_id is null or group_id is not null)
);
-- The same is not asked twice while it waits. 0 stands for "none", because an index takes nulls for different.
create unique index invite_requests_once on invite_requests (email_key, coalesce(group_id, 0), coalesce(for_user_id, 0), coalesce(asker_id, 0))
  where answered_at is null;
-- What waits: for a person, for the owners of a group, for admins, newest first. Then what somebody asked, and answers.
create index invite_requests_for_user on invite_requests (for_user_id, id desc) where answered_at is null;
create index invite_requests_for_group on invite_requests (group_id, id desc) where answered_at is null;
create index invite_requests_waiting on invite_requests (id desc) where answered_at is null;
create index invite_requests_of_asker on invite_requests (asker_id, id desc) where asker_id is not null;
create index invite_requests_of_group on invite_requests (group_id, id desc) where group_id is not null;
create index invite_requests_to_user on invite_requests (for_user_id, id desc) where for_user_id is not null;
create index invite_requests_of_invite on invite_requests (invite_id) where invite_id is not null;
create index invite_requests_answered_by on invite_requests (answered_by_id) where answered_by_id is not null;
${describe(
  'invite_requests',
  'Somebody asks that an address be invited: a person who may not invite to a group, or whoever opened a dead link.',
  {
    id: 'Order of the requests.',
    group_id: 'Group whose owners answer; null: see for_user_id.',
    for_user_id: 'Inviter who answers, for a dead link of theirs; null with a null group: admins answer.',
    asker_id: 'Who asks; null: whoever opened a dead link.',
    invite_id: 'Dead invite whose link was opened.',
    email: 'Address to be invited, as typed.',
    email_key: 'Normalised address.',
    reason: 'Words of the asker.',
    created_at: 'When.',
    answer: 'approved, declined; null: it waits.',
    answered_by_id: 'Who answered.',
    answered_at: 'When.',
    result:
      'What the approval did: invited; added: the address had an account, which was added to the group; already_member: nothing was left to do.',
    result_invite_id: 'Invite that was made or renewed.',
  },
)}
`;

export const up = [lists, removed, requests].join('\n');
