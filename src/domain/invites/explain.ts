/** "May X invite to group Y?", with every rule that was asked. All answers come from src/policy. */
import type { Ctx } from '../../context.ts';
import { findIdentity } from '../../db/authentication.ts';
import type { GroupRow } from '../../db/groups.ts';
import { listOwnerNames } from '../../db/invite-groups.ts';
import { findInviterId } from '../../db/invites.ts';
import { type Helper, invalidAccess, notFound } from '../../errors.ts';
import type { Actor, Step } from '../../policy/actor.ts';
import { canSeeMembers } from '../../policy/groups.ts';
import { actorOf, whyNotAct } from '../../policy/identity.ts';
import { explainInviting, whoCanHelp, whoDecides } from '../../policy/invites.ts';
import { nameKey } from '../../shared/normalise.ts';

export type ExplainedStep = Step & { about: 'inviting' | 'group'; setting: string | null; who: Helper[] };

export interface Explanation {
  username: string;
  group: GroupRow | undefined;
  can_invite: boolean;
  /** The rule that refuses; undefined: none does. */
  reason: string | undefined;
  /** Who can lift the refusal: beside who decides about the rule, whoever could invite instead. */
  who: Helper[];
  steps: ExplainedStep[];
}

/** Who is asked about, and why the account cannot act at all (undefined: it can), which is for staff to know. @throws UsherError invalid_access, not_found */
async function subject(ctx: Ctx, username: string): Promise<{ actor: Actor; inactive: string | undefined }> {
  const key = nameKey(username);
  if (key === '' || key === nameKey(ctx.actor.username)) return { actor: ctx.actor, inactive: undefined };
  if (!ctx.actor.staff) throw invalidAccess('staff_only', { whoCanHelp: [{ role: 'staff' }] });
  const id = await findInviterId(ctx.db, key);
  const identity = id === undefined ? undefined : await findIdentity(ctx.db, id);
  if (!identity) throw notFound();
  return { actor: actorOf(identity, ctx.now()), inactive: whyNotAct(identity, ctx.settings, ctx.now()) };
}

/** @param username '' for oneself @param group one the caller may see; undefined: may they invite at all */
export async function explainInvite(ctx: Ctx, username: string, group: GroupRow | undefined): Promise<Explanation> {
  const { actor, inactive } = await subject(ctx, username);
  const chains = explainInviting(actor, group, ctx.settings);
  const mayName = group && !group.automatic && canSeeMembers(ctx.actor, group);
  const owners = mayName ? await listOwnerNames(ctx.db, [group.id]) : [];
  const account: Step =
    inactive === undefined
      ? { rule: 'account', outcome: 'passes' }
      : { rule: 'account', outcome: 'refuses', reason: inactive };
  const explain = (about: ExplainedStep['about'], steps: readonly Step[]) =>
    steps.map((step) => ({ ...step, about, ...whoDecides(step.rule, owners) }));
  const steps = [...explain('inviting', [account, ...chains.inviting]), ...explain('group', chains.group)];
  const refusal = steps.find((step) => step.outcome === 'refuses');
  return {
    username: actor.username,
    group,
    can_invite: refusal === undefined,
    reason: refusal?.reason,
    who: refusal?.about === 'group' ? whoCanHelp(refusal.reason, owners) : (refusal?.who ?? []),
    steps,
  };
}
