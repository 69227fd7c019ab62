import type { InviteRequestRow } from '../../db/invite-requests.ts';
import type { Requests, RequestsPage } from '../../domain/invite-requests/list.ts';
import type { InviteRequest, InviteRequestList } from '../../shared/wire/invite-requests.ts';
import { serializeBasicUser } from './basic-user.ts';

export function serializeInviteRequest(row: InviteRequestRow, { people, groups }: Requests): InviteRequest {
  const person = (id: number | null) => {
    const found = id === null ? undefined : people.get(id);
    return found ? serializeBasicUser(found) : null;
  };
  return {
    id: row.id,
    email: row.email,
    reason: row.reason,
    created_at: row.created_at.toISOString(),
    state: row.answer ?? 'waiting',
    asker: person(row.asker_id),
    inviter: person(row.invited_by_id),
    groups: row.group_ids.flatMap((id) => {
      const group = groups.get(id);
      return group ? [{ id, name: group.name, full_name: group.full_name }] : [];
    }),
    answered_by: person(row.answered_by_id),
    answered_at: row.answered_at?.toISOString() ?? null,
    result: row.result,
  };
}

export const serializeInviteRequests = (page: RequestsPage): InviteRequestList => ({
  requests: page.rows.map((row) => serializeInviteRequest(row, page)),
  waiting: page.waiting,
  next: page.next === undefined ? null : String(page.next),
});
