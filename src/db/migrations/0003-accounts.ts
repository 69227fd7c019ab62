/**
 * Changing one's address, keys that may do only some things, and indexes for deleting an account: PostgreSQL looks for
 * everything that names the account, and must not read whole tables for that.
 */
import { describe } from './describe.ts';

export const name = '0003-accounts';

const changes = `
alter table email_tokens add column email text;
${describe(
  'email_tokens',
  'Links that prove a mailbox: activation, password reset, change of address. The token is derived, not stored.',
  {
    purpose: 'signup, password_reset, email_change.',
    email_key: 'Address it was mailed to. Activation, reset: worthless once the account has another.',
    email: 'Change of address: the new address, as typed.',
  },
)}
alter table api_keys add column scopes jsonb;
${describe('api_keys', 'Keys of scripts.', {
  scopes:
    'All that the key may do: [{scope_id, allowed_parameters}], see src/policy/api-key-scopes.ts; null: whatever its user may.',
})}
${describe('users', 'Accounts. Id -1 is the system itself.', {
  email: 'Address as given; null for the system and for anonymised accounts.',
})}
`;

const indexes = `
create index invites_of_inviter on invites (invited_by_id);
create index invites_deleted_by on invites (deleted_by_id) where deleted_by_id is not null;
create index group_logs_of_target on group_logs (target_user_id);
create index group_logs_of_actor on group_logs (acting_user_id);
create index membership_requests_of_user on membership_requests (user_id);
create index staff_action_logs_of_actor on staff_action_logs (acting_user_id, id desc);
create index users_approved_by on users (approved_by_id) where approved_by_id is not null;
create index users_suspended_by on users (suspended_by_id) where suspended_by_id is not null;
`;

export const up = [changes, indexes].join('\n');
