/**
 * Web hooks. What happens to people, groups, memberships and invites is noticed by triggers, so that whichever statement
 * does it, the event is a row of the same transaction: nothing is lost, and nothing is told that was rolled back. While
 * no hook is active a trigger asks one question of a tiny table and is done.
 */
import { describe } from './describe.ts';

export const name = '0002-web-hooks';

const tables = `
create table web_hooks (
  id integer generated always as identity primary key,
  payload_url text not null,
  content_type smallint not null check (content_type in (1, 2)),
  secret text not null default '',
  wildcard_web_hook boolean not null default false,
  event_names text[] not null default '{}',
  group_ids integer[] not null default '{}',
  active boolean not null,
  verify_certificate boolean not null,
  last_delivery_status smallint not null default 1 check (last_delivery_status between 1 and 4),
  paused_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
${describe('web_hooks', 'Addresses that are told what happens.', {
  id: 'Id on the wire.',
  payload_url: 'Where the events are posted to.',
  content_type: '1: JSON; 2: a form with the JSON in payload.',
  secret: 'What deliveries are signed with, as the receiver knows it; blank: they are not signed.',
  wildcard_web_hook: 'Wants every event.',
  event_names: 'Events it wants otherwise (src/shared/web-hook-events.ts).',
  group_ids: 'Wants only what is about one of these groups; empty: everything.',
  active: 'Events are kept and posted for it.',
  verify_certificate: 'Refuse a receiver whose certificate is not good.',
  last_delivery_status:
    '1: nothing was delivered yet; 2: the last delivery failed; 3: it succeeded; 4: the receiver wants no more.',
  paused_until: 'The receiver could not be reached: not before this.',
  created_at: 'When it was made.',
  updated_at: 'Last change by a person.',
})}
-- No foreign key to web_hooks: an event that is written while its hook is being deleted must not make somebody's
-- redemption fail. Such rows are nobody's and go with the daily clearing.
create table web_hook_events (
  id bigint generated always as identity primary key,
  web_hook_id integer not null,
  event_type text not null,
  event_name text not null,
  payload json not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'delivered', 'failed')),
  attempts smallint not null default 0,
  next_attempt_at timestamptz not null default '-infinity',
  request_url text,
  headers json,
  response_status smallint,
  response_headers json,
  response_body text,
  duration integer,
  reason text,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
-- In this order: whether something is due, the next one of a hook, what a dead process left, the list.
create index web_hook_events_due on web_hook_events (web_hook_id, next_attempt_at) where state = 'queued';
create index web_hook_events_waiting on web_hook_events (web_hook_id, id) where state = 'queued';
create index web_hook_events_sending on web_hook_events (id) where state = 'sending';
create index web_hook_events_of_hook on web_hook_events (web_hook_id, id desc);
${describe(
  'web_hook_events',
  'What web hooks are told: one row per hook and event, waiting or delivered; kept 30 days.',
  {
    id: 'X-Discourse-Event-Id; the same when it is delivered again.',
    web_hook_id: 'For which hook.',
    event_type: 'X-Discourse-Event-Type: user, group, group_user, invite, ping.',
    event_name: 'X-Discourse-Event, e.g. user_created.',
    payload: 'What is posted, as things were when it happened. Text, not jsonb: the signature is over these bytes.',
    state: 'queued, sending, delivered, failed (given up).',
    attempts: 'Tries so far.',
    next_attempt_at: 'Not before; -infinity: at once.',
    request_url: 'Where it went last.',
    headers: 'Headers it went with last.',
    response_status: 'HTTP status of the last answer; null: there was none.',
    response_headers: 'Headers of the last answer.',
    response_body: 'Body of the last answer, at most 64 kB.',
    duration: 'Milliseconds the last try took.',
    reason: 'Why there was no answer, or why it does not count.',
    created_at: 'When it happened, by the clock of the database.',
    finished_at: 'Delivered, or given up.',
  },
)}
`;

const payloads = `
create function web_hook_time(moment timestamptz) returns text language sql stable as $$
  select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
create function web_hook_user(u users) returns json language sql stable as $$
  select json_build_object('id', u.id, 'username', u.username, 'name', u.name, 'email', u.email, 'title', u.title,
    'admin', u.admin, 'moderator', u.moderator, 'trust_level', u.trust_level, 'active', u.active, 'approved', u.approved,
    'staged', u.staged, 'suspended_till', web_hook_time(u.suspended_till), 'silenced_till', web_hook_time(u.silenced_till),
    'primary_group_id', u.primary_group_id, 'bio_raw', u.bio_raw, 'location', u.location, 'website', u.website,
    'locale', u.locale, 'created_at', web_hook_time(u.created_at))
$$;
create function web_hook_group(g groups) returns json language sql stable as $$
  select json_build_object('id', g.id, 'automatic', g.automatic, 'name', g.name, 'full_name', g.full_name,
    'title', g.title, 'bio_raw', g.bio_raw, 'visibility_level', g.visibility_level,
    'members_visibility_level', g.members_visibility_level, 'mentionable_level', g.mentionable_level,
    'messageable_level', g.messageable_level, 'primary_group', g.primary_group, 'grant_trust_level', g.grant_trust_level,
    'automatic_membership_email_domains', g.automatic_membership_email_domains, 'public_admission', g.public_admission,
    'public_exit', g.public_exit, 'allow_membership_requests', g.allow_membership_requests,
    'membership_request_template', g.membership_request_template,
    'default_notification_level', g.default_notification_level, 'created_at', web_hook_time(g.created_at))
$$;
create function web_hook_invite(i invites) returns json language sql stable as $$
  select json_build_object('id', i.id, 'email', i.email, 'domain', i.domain,
    'max_redemptions_allowed', i.max_redemptions_allowed, 'redemption_count', i.redemption_count,
    'group_ids', i.group_ids, 'invited_by', (select json_build_object('id', u.id, 'username', u.username)
      from users u where u.id = i.invited_by_id),
    'expires_at', web_hook_time(i.expires_at), 'created_at', web_hook_time(i.created_at))
$$;
-- A hook limited to groups is told only what is about one of them.
create function web_hook_wants(h web_hooks, event text, about integer[]) returns boolean language sql immutable as $$
  select h.active and (h.wildcard_web_hook or event = any (h.event_names)) and (h.group_ids = '{}' or h.group_ids && about)
$$;
`;

const triggers = `
create function tell_of_users() returns trigger language plpgsql as $$
begin
  if not exists (select from web_hooks where active) then
    return null;
  elsif tg_op = 'INSERT' then
    insert into web_hook_events (web_hook_id, event_type, event_name, payload)
    select h.id, 'user', e.name, json_build_object('user', web_hook_user(row(n.*)::users)) from new_rows n
      cross join lateral (values (1, 'user_created', true), (2, 'user_confirmed_email', n.email_confirmed_at is not null))
        e (place, name, happened)
      join web_hooks h on e.happened and web_hook_wants(h, e.name, '{}')
    order by n.id, e.place;
  elsif tg_op = 'DELETE' then
    insert into web_hook_events (web_hook_id, event_type, event_name, payload)
    select h.id, 'user', 'user_destroyed', json_build_object('user', web_hook_user(row(o.*)::users)) from old_rows o
      join web_hooks h on web_hook_wants(h, 'user_destroyed', '{}') order by o.id;
  else
    -- An update is told by what it means; user_updated is for whatever else of the payload it changed.
    insert into web_hook_events (web_hook_id, event_type, event_name, payload)
    select h.id, 'user', e.name, json_build_object('user', c.after) from (
        select o.email_confirmed_at is null and n.email_confirmed_at is not null as confirmed,
          n.approved and not o.approved as approved, n.active <> o.active as activity,
          o.suspended_till as suspended_before, n.suspended_till,
          web_hook_user(row(o.*)::users) as before, web_hook_user(row(n.*)::users) as after, n.id
        from new_rows n join old_rows o on o.id = n.id) c
      cross join lateral (values (1, 'user_confirmed_email', c.confirmed), (2, 'user_approved', c.approved),
        (3, 'user_suspended', c.suspended_till is not null and c.suspended_till is distinct from c.suspended_before),
        (4, 'user_unsuspended', c.suspended_till is null and c.suspended_before is not null),
        (5, 'user_updated', (c.activity and not c.confirmed) or c.before::jsonb - '{active,approved,suspended_till}'::text[]
           is distinct from c.after::jsonb - '{active,approved,suspended_till}'::text[])) e (place, name, happened)
      join web_hooks h on e.happened and web_hook_wants(h, e.name, '{}')
    order by c.id, e.place;
  end if;
  return null;
end $$;
create trigger tell_of_new_users after insert on users
  referencing new table as new_rows for each statement execute function tell_of_users();
create trigger tell_of_changed_users after update on users
  referencing old table as old_rows new table as new_rows for each statement execute function tell_of_users();
create trigger tell_of_gone_users after delete on users
  referencing old table as old_rows for each statement execute function tell_of_users();

create function tell_of_groups() returns trigger language plpgsql as $$
begin
  if not exists (select from web_hooks where active) then
    return null;
  elsif tg_op = 'INSERT' then
    insert into web_hook_events (web_hook_id, event_type, event_name, payload)
    select h.id, 'group', 'group_created', json_build_object('group', web_hook_group(row(n.*)::groups)) from new_rows n
      join web_hooks h on web_hook_wants(h, 'group_created', array[n.id]) order by n.id;
  elsif tg_op = 'DELETE' then
    insert into web_hook_events (web_hook_id, event_type, event_name, payload)
    select h.id, 'group', 'group_destroyed', json_build_object('group', web_hook_group(row(o.*)::groups)) from old_rows o
      join web_hooks h on web_hook_wants(h, 'group_destroyed', array[o.id]) order by o.id;
  else
    insert into web_hook_events (web_hook_id, event_type, event_name, payload)
    select h.id, 'group', 'group_updated', json_build_object('group', web_hook_group(row(n.*)::groups)) from new_rows n
      join old_rows o on o.id = n.id
        and web_hook_group(row(n.*)::groups)::jsonb is distinct from web_hook_group(row(o.*)::groups)::jsonb
      join web_hooks h on web_hook_wants(h, 'group_updated', array[n.id])
    order by n.id;
  end if;
  return null;
end $$;
create trigger tell_of_new_groups after insert on groups
  referencing new table as new_rows for each statement execute function tell_of_groups();
create trigger tell_of_changed_groups after update on groups
  referencing old table as old_rows new table as new_rows for each statement execute function tell_of_groups();
create trigger tell_of_gone_groups after delete on groups
  referencing old table as old_rows for each statement execute function tell_of_groups();

-- A group or an account that is deleted takes its memberships along without a word: the joins find no such group or
-- user any more, and group_destroyed or user_destroyed has told it.
create function tell_of_members() returns trigger language plpgsql as $$
begin
  if not exists (select from web_hooks where active) then
    return null;
  elsif tg_op = 'INSERT' then
    insert into web_hook_events (web_hook_id, event_type, event_name, payload)
    select h.id, 'group_user', 'user_added_to_group', json_build_object('group_user', json_build_object(
        'group_id', n.group_id, 'group_name', g.name, 'user_id', n.user_id, 'username', u.username, 'owner', n.owner,
        'notification_level', n.notification_level, 'created_at', web_hook_time(n.created_at)))
    from new_rows n join groups g on g.id = n.group_id join users u on u.id = n.user_id
      join web_hooks h on web_hook_wants(h, 'user_added_to_group', array[n.group_id])
    order by n.group_id, n.user_id;
  else
    insert into web_hook_events (web_hook_id, event_type, event_name, payload)
    select h.id, 'group_user', 'user_removed_from_group', json_build_object('group_user', json_build_object(
        'group_id', o.group_id, 'group_name', g.name, 'user_id', o.user_id, 'username', u.username, 'owner', o.owner,
        'notification_level', o.notification_level, 'created_at', web_hook_time(o.created_at)))
    from old_rows o join groups g on g.id = o.group_id join users u on u.id = o.user_id
      join web_hooks h on web_hook_wants(h, 'user_removed_from_group', array[o.group_id])
    order by o.group_id, o.user_id;
  end if;
  return null;
end $$;
create trigger tell_of_new_members after insert on group_users
  referencing new table as new_rows for each statement execute function tell_of_members();
create trigger tell_of_gone_members after delete on group_users
  referencing old table as old_rows for each statement execute function tell_of_members();

create function tell_of_new_invites() returns trigger language plpgsql as $$
begin
  if exists (select from web_hooks where active) then
    insert into web_hook_events (web_hook_id, event_type, event_name, payload)
    select h.id, 'invite', 'invite_created', json_build_object('invite', web_hook_invite(row(n.*)::invites)) from new_rows n
      join web_hooks h on web_hook_wants(h, 'invite_created', n.group_ids) order by n.id;
  end if;
  return null;
end $$;
create trigger tell_of_new_invites after insert on invites
  referencing new table as new_rows for each statement execute function tell_of_new_invites();

-- Row by row, with a condition: a redemption updates its invite too, and must not pay for a transition table.
create function tell_of_revoked_invite() returns trigger language plpgsql as $$
begin
  if exists (select from web_hooks where active) then
    insert into web_hook_events (web_hook_id, event_type, event_name, payload)
    select h.id, 'invite', 'invite_revoked', json_build_object('invite', web_hook_invite(new)) from web_hooks h
    where web_hook_wants(h, 'invite_revoked', new.group_ids);
  end if;
  return null;
end $$;
create trigger tell_of_revoked_invite after update on invites for each row
  when (old.deleted_at is null and new.deleted_at is not null) execute function tell_of_revoked_invite();

create function tell_of_redemptions() returns trigger language plpgsql as $$
begin
  if exists (select from web_hooks where active) then
    insert into web_hook_events (web_hook_id, event_type, event_name, payload)
    select h.id, 'invite', 'invite_redeemed', json_build_object('invite', web_hook_invite(i)::jsonb
        || jsonb_build_object('redemption', jsonb_build_object('user_id', n.user_id, 'username', u.username,
          'made_account', n.made_account, 'granted_group_ids', n.granted_group_ids, 'redeemed_at', web_hook_time(n.redeemed_at))))
    from new_rows n join invites i on i.id = n.invite_id join users u on u.id = n.user_id
      join web_hooks h on web_hook_wants(h, 'invite_redeemed', i.group_ids)
    order by n.id;
  end if;
  return null;
end $$;
create trigger tell_of_redemptions after insert on invite_redemptions
  referencing new table as new_rows for each statement execute function tell_of_redemptions();
`;

export const up = [tables, payloads, triggers].join('\n');
