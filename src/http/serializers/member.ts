/** A member in a group's list: never an address. */
import type { MemberRow } from '../../db/member-lists.ts';
import type { Member } from '../../shared/wire/members.ts';
import { serializeBasicUser } from './basic-user.ts';

export const serializeMember = (row: MemberRow): Member => ({
  ...serializeBasicUser(row),
  title: row.title,
  last_posted_at: null,
  last_seen_at: row.last_seen_at?.toISOString() ?? null,
  added_at: row.added_at.toISOString(),
  timezone: row.timezone,
  primary_group_name: row.primary_group_name,
  flair_name: row.flair_name,
});
