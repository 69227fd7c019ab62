/** Membership by e-mail domain: who has a confirmed address at a group's domains becomes a member (contract 3.8). */
import type { Ctx, Services } from '../../context.ts';
import {
  countPeopleAt,
  findWantingGroup,
  listGroupsTaking,
  listPeopleTaken,
  updatePeopleServed,
  updatePeopleWanted,
} from '../../db/group-domains.ts';
import type { GroupRow } from '../../db/groups.ts';
import { invalidAccess, UsherError } from '../../errors.ts';
import { systemActor } from '../../policy/actor.ts';
import { canCreateGroup } from '../../policy/groups.ts';
import { whoCanHelp } from '../../policy/invites.ts';
import { MAX_DOMAINS, parseDomains } from './check.ts';
import { addMembers } from './members.ts';

/** Per statement, so that locks are short. */
const BATCH = 500;

/** The address is theirs from now on: call it in the transaction that says so. */
export async function joinGroupsOfAddress(ctx: Ctx, userId: number): Promise<void> {
  for (const group_id of await listGroupsTaking(ctx.db, userId))
    await addMembers(ctx, { group_id, user_ids: [userId], acting_user_id: systemActor.id });
}

/** The group's domains were set: a job adds whoever is there already. Call it in the transaction that sets them. */
export async function wantPeopleOfDomains(
  ctx: Ctx,
  group: Pick<GroupRow, 'id' | 'automatic_membership_email_domains'>,
): Promise<void> {
  if (group.automatic_membership_email_domains === null) return;
  await updatePeopleWanted(ctx.db, group.id, ctx.now());
  ctx.afterCommit(() => ctx.services.wake('gather_members'));
}

/**
 * Who confirms an address at the very moment in which the domains are set may have been told the old ones, and not be
 * there yet when the job looks. So it looks once more when everything that was under way then has ended.
 */
const UNDER_WAY_MS = 60_000;

const isGone = (error: unknown) => error instanceof UsherError && error.kind === 'not_found';

async function gatherFor(ctx: Ctx, group_id: number, keepGoing: () => boolean): Promise<boolean> {
  for (let after = 0; ; ) {
    if (!keepGoing()) return false;
    const user_ids = await listPeopleTaken(ctx.db, group_id, after, BATCH);
    if (user_ids.length > 0) await addMembers(ctx, { group_id, user_ids, acting_user_id: systemActor.id });
    if (user_ids.length < BATCH) return true;
    after = user_ids.at(-1)!;
  }
}

/** Adds to every group whose domains were set the people who have such addresses. What is cut short, and the second look, the sweep takes up. */
export async function gatherMembers(services: Services, keepGoing: () => boolean): Promise<void> {
  const settings = await services.settings.now();
  const ctx: Ctx = {
    db: services.db,
    actor: systemActor,
    settings,
    locale: settings.default_locale,
    ip: undefined,
    now: services.now,
    services,
    afterCommit: (then) => then(),
  };
  for (let group = await findWantingGroup(ctx.db); group; group = await findWantingGroup(ctx.db, group.id)) {
    const last = ctx.now().getTime() - group.people_wanted_at.getTime() > UNDER_WAY_MS;
    const done = await gatherFor(ctx, group.id, keepGoing).catch((error: unknown) => {
      if (!isGone(error)) throw error;
      return true;
    });
    if (!done) return;
    if (last) await updatePeopleServed(ctx.db, group);
  }
}

/**
 * How many people a group would take in by these domains, without those it has already.
 * @returns null for more domains than a group can have
 * @throws UsherError invalid_access; 422 for what is no domain
 */
export async function countPeopleOfDomains(
  ctx: Ctx,
  text: string,
  group: Pick<GroupRow, 'automatic_membership_email_domains'> | undefined,
): Promise<number | null> {
  const verdict = canCreateGroup(ctx.actor, ctx.settings);
  if (!verdict.ok) throw invalidAccess(verdict.reason, { whoCanHelp: whoCanHelp(verdict.reason) });
  const present = group?.automatic_membership_email_domains?.split('|') ?? [];
  const fresh = parseDomains(text).filter((domain) => !present.includes(domain));
  return fresh.length > MAX_DOMAINS ? null : countPeopleAt(ctx.db, fresh);
}
