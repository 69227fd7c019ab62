/** Groups that take in everybody of an e-mail domain; members in order of their names, without looking at every user. */
import { describe } from './describe.ts';

export const name = '0004-groups';

export const up = `
alter table groups add column people_wanted_at timestamptz;
create index groups_with_domains on groups (id) where automatic_membership_email_domains is not null;
create index groups_that_want_people on groups (id) where people_wanted_at is not null;
${describe('groups', 'Named sets of users. Members of automatic groups are computed from users, never stored.', {
  people_wanted_at:
    'When its domains were set: those who have such addresses are still to be added. Null: nobody is waited for.',
})}
alter table group_users add column username_key text collate "C";
update group_users m set username_key = u.username_key from users u where u.id = m.user_id;
alter table group_users alter column username_key set not null;
create index group_users_by_name on group_users (group_id, owner, username_key) include (user_id, created_at);
create function rename_members() returns trigger language plpgsql as $$
begin
  update group_users set username_key = new.username_key where user_id = new.id;
  return null;
end $$;
create trigger rename_members after update of username_key on users for each row
  when (old.username_key <> new.username_key) execute function rename_members();
${describe('group_users', 'Members of custom groups: one row per person and group.', {
  username_key: 'Normalised username of the member, so that a page of a long list is read from one index.',
})}
`;
