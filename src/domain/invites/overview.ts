/** Everybody's invites for staff, and those that touch a group for whoever decides who is in it. */
import type { Ctx } from '../../context.ts';
import type { GroupRow } from '../../db/groups.ts';
import { type InviteGroup, listGroupsForInvite } from '../../db/invite-groups.ts';
import {
  countOverview,
  EVERY_GROUP,
  type JoinedRow,
  listInvitesByMail,
  listJoined,
  listOpenInvites,
  listPeople,
  listRevokedInvites,
  type OverviewCounts,
  type OverviewPage,
  type OverviewRow,
  type PersonRow,
} from '../../db/invite-overview.ts';
import { findInviterId } from '../../db/invites.ts';
import { listMailStates, type MailStateRow } from '../../db/mail-states.ts';
import { invalidParameters, notFound } from '../../errors.ts';
import { canSeeGroup } from '../../policy/groups.ts';
import { canListAllInvites, canManageGroupInvites } from '../../policy/invites.ts';
import { nameKey } from '../../shared/normalise.ts';
import { refuseAboutGroup } from '../groups/find.ts';
import { countRecently } from './recent-counts.ts';

export const OVERVIEW_FILTERS = ['pending', 'expired', 'redeemed', 'revoked'] as const;
export type OverviewFilter = (typeof OVERVIEW_FILTERS)[number];
export const MAIL_STATES = ['queued', 'sending', 'sent', 'failed', 'skipped', 'kept'] as const;

export interface OverviewQuery {
  filter: OverviewFilter;
  search: string;
  /** Username of the inviter; '' for all. */
  inviter: string;
  mail: (typeof MAIL_STATES)[number] | undefined;
  /** `next` of the page before; '' for the first. */
  after: string;
  limit: number;
}

export interface Overview {
  invites: OverviewRow[];
  joined: JoinedRow[];
  /** Groups of the rows, without those the actor cannot see. */
  groups: ReadonlyMap<number, InviteGroup>;
  inviters: ReadonlyMap<number, PersonRow>;
  mails: ReadonlyMap<number, MailStateRow>;
  counts: OverviewCounts;
  /** Where the next page goes on; undefined: this is the last. */
  next: string | undefined;
}

const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** `<milliseconds>-<id>`, as `next` gave it. @throws UsherError invalid_parameters */
function readPlace(text: string): OverviewPage['after'] {
  if (text === '') return { at: 'infinity', id: Number.MAX_SAFE_INTEGER };
  const [, ms, id] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
  if (ms === undefined || Number(ms) > LATEST_MS) throw invalidParameters('after');
  return { at: new Date(Number(ms)), id: Number(id) };
}

/** So many of a group's invites are looked through for those whose mail is so; else those are found among all mails. */
const FEW = 20_000;

function listRows(
  ctx: Ctx,
  filter: OverviewFilter,
  page: OverviewPage,
  counts: OverviewCounts,
): Promise<OverviewRow[]> {
  const now = ctx.now();
  const { mail, groupId } = page;
  if (filter === 'pending' || filter === 'expired')
    return mail === undefined || (groupId !== EVERY_GROUP && counts[filter] <= FEW)
      ? listOpenInvites(ctx.db, filter, page, now)
      : listInvitesByMail(ctx.db, filter, mail, page, now);
  if (mail !== undefined) throw invalidParameters('mail');
  return filter === 'revoked' ? listRevokedInvites(ctx.db, page, now) : Promise.resolve([]);
}

async function overview(ctx: Ctx, groupId: number, query: OverviewQuery): Promise<Overview> {
  const { filter, limit } = query;
  const inviter = nameKey(query.inviter);
  const inviterId = inviter === '' ? undefined : ((await findInviterId(ctx.db, inviter)) ?? 0);
  // One more than a page tells whether there is another.
  const after = readPlace(query.after);
  const page = { groupId, after, limit: limit + 1, search: nameKey(query.search), inviterId, mail: query.mail };
  const { counts } = await countRecently(ctx, `overview ${groupId}`, (cap) =>
    countOverview(ctx.db, groupId, ctx.now(), cap),
  );
  const found = await listRows(ctx, filter, page, counts);
  const joinedRows = filter === 'redeemed' ? await listJoined(ctx.db, page, ctx.now()) : [];
  const invites = found.slice(0, limit);
  const joined = joinedRows.slice(0, limit);
  const last = found.length > limit ? invites.at(-1) : joinedRows.length > limit ? joined.at(-1) : undefined;
  const named = [...invites.map((row) => row.group_ids), ...joined.map((row) => row.granted_group_ids)].flat();
  const groups = await listGroupsForInvite(ctx.db, [...new Set(named)]);
  return {
    invites,
    joined,
    groups: new Map(groups.filter((group) => canSeeGroup(ctx.actor, group)).map((group) => [group.id, group])),
    inviters: await listPeople(
      ctx.db,
      [...invites, ...joined].map((row) => row.invited_by_id),
    ),
    mails: await listMailStates(ctx.db, invites),
    counts,
    next: last && `${last.place_at.getTime()}-${last.place_id}`,
  };
}

/** @param group only the invites that give it @throws UsherError not_found for who is not staff */
export async function listAllInvites(ctx: Ctx, query: OverviewQuery, group?: GroupRow): Promise<Overview> {
  if (!canListAllInvites(ctx.actor)) throw notFound();
  return overview(ctx, group?.id ?? EVERY_GROUP, query);
}

/** @throws UsherError invalid_access with the rule and who can help */
export async function listGroupInvites(ctx: Ctx, query: OverviewQuery, group: GroupRow): Promise<Overview> {
  const verdict = canManageGroupInvites(ctx.actor, group, ctx.settings);
  if (!verdict.ok) await refuseAboutGroup(ctx, group, verdict.reason);
  // What was withdrawn is its inviter's affair.
  if (query.filter === 'revoked') throw invalidParameters('filter');
  return overview(ctx, group.id, query);
}
