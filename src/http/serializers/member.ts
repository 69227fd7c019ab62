/** A member in a group's list: never an address. */
import type { JoiningRow } from '../../db/group-logs.ts';
import type { MemberRow } from '../../db/member-lists.ts';
import type { RequestRow } from '../../db/membership-requests.ts';
import type { Member, RequestersReply } from '../../shared/wire/members.ts';
import { avatarTemplate, serializeBasicUser } from './basic-user.ts';

function serializeJoining({ invite_id, acting_id, username, name }: JoiningRow): NonNullable<Member['joined_through']> {
  return {
    invite_id,
    by: acting_id === null ? null : serializeBasicUser({ id: acting_id, username: username!, name }),
  };
}

/**
 * Key by key: spreading one object into another takes several times as long, and a page has many members.
 * @param groups names of the groups that the viewer may know people to be in, by id
 * @param joinings by user id, to say how each came
 */
export const serializeMember = (
  row: MemberRow,
  groups: ReadonlyMap<number, string>,
  joinings?: ReadonlyMap<number, JoiningRow>,
): Member => {
  const member: Member = {
    id: row.id,
    username: row.username,
    name: row.name,
    avatar_template: avatarTemplate(row.username),
    title: row.title,
    last_posted_at: null,
    last_seen_at: row.last_seen_at?.toISOString() ?? null,
    added_at: row.added_at.toISOString(),
    timezone: row.timezone,
    primary_group_name: (row.primary_group_id !== null && groups.get(row.primary_group_id)) || null,
    flair_name: (row.flair_group_id !== null && groups.get(row.flair_group_id)) || null,
  };
  if (joinings) {
    const joining = joinings.get(row.id);
    member.joined_through = joining ? serializeJoining(joining) : null;
    member.confirmed = row.confirmed;
  }
  return member;
};

export const serializeRequester = (row: RequestRow): RequestersReply['members'][number] => ({
  ...serializeBasicUser({ id: row.user_id, username: row.username, name: row.name }),
  reason: row.reason,
  requested_at: row.requested_at.toISOString(),
  invite_id: row.invite_id,
});
