/**
 * How many invites were made, mailed and used, day by day: what charts show. Counted by a job, so that inviting and
 * redeeming pay nothing for it but entries in the smallest kind of index (one for many pages of rows).
 */
import { describe } from './describe.ts';

export const name = '0006-invite-days';

export const up = `
create table invite_days (
  inviter_id integer not null,
  group_id integer not null,
  day date not null,
  invited integer not null,
  sent integer not null,
  redeemed integer not null,
  primary key (inviter_id, group_id, day) include (invited, sent, redeemed)
);
create index invite_days_by_day on invite_days (day);
${describe('invite_days', 'Invites made, mailed and used per day (UTC). Written by the job count_invites only.', {
  inviter_id: 'By whom; 0: everybody, whose account is gone included.',
  group_id: 'To which group; 0: any, and none.',
  day: 'The day in UTC.',
  invited: 'Invites made, links included; asked for again counts again on a later day.',
  sent: 'Mails of invites that a mail server took.',
  redeemed: 'Uses.',
})}
create table invite_totals (
  inviter_id integer not null,
  group_id integer not null,
  invited integer not null,
  sent integer not null,
  redeemed integer not null,
  primary key (inviter_id, group_id)
);
create index invite_totals_by_size on invite_totals (inviter_id, invited desc, group_id);
${describe('invite_totals', 'Sums of invite_days over all days.', {
  inviter_id: 'As there.',
  group_id: 'As there.',
  invited: 'As there.',
  sent: 'As there.',
  redeemed: 'As there.',
})}
create table invite_counts (
  id boolean primary key default true check (id),
  counted_to timestamptz,
  took_ms integer not null default 0
);
insert into invite_counts default values;
${describe('invite_counts', 'One row: how far the job has counted.', {
  id: 'Always true; holds the table to one row.',
  counted_to: 'When it last counted; null: not yet.',
  took_ms: 'How long that took: the longer, the more seldom.',
})}
-- For the job, which reads what is new: rows come in order of time, so a note for each hundred pages is enough.
create index invites_by_time on invites using brin (created_at);
create index invite_redemptions_by_time on invite_redemptions using brin (redeemed_at);
create index email_logs_by_end on email_logs using brin (finished_at);
`;
