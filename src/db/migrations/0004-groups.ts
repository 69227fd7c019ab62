/** Groups that take in everybody of an e-mail domain. */
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
`;
