/** What the page of an invite shows, before anybody has done anything. Reading changes nothing. */
import type { Ctx, Services } from '../../context.ts';
import { findLandingInviter, type LandingInviter } from '../../db/invite-landing.ts';
import { hitLimit } from '../../db/rate-limits.ts';
import type { AuthorityGroup, RedemptionFacts } from '../../db/redemptions.ts';
import { UsherError } from '../../errors.ts';
import { emailDomain } from '../../shared/normalise.ts';
import { suggestUsername } from '../users/suggest-username.ts';
import { type DeadReason, deadReason, decideGroups } from './decide.ts';
import { findAlive, findByKey, provesMailbox } from './find.ts';

export interface LandingPage {
  invite: RedemptionFacts;
  inviter: LandingInviter;
  /** Groups that would be granted now. */
  groups: AuthorityGroup[];
  /** The reader showed the token of the mail. */
  verified: boolean;
  suggestion: string;
  /** The logged-in account, and whether it could use the invite. */
  existing: { can_redeem: boolean; error: string | undefined; email: string } | undefined;
}

/** Views of invite pages by one address (contract 2.10). */
const VIEWS = { name: 'invite_views', max: 100, windowSeconds: 60 };
/** Addresses that are over the limit, until when: refused without asking the database again. */
const refusedUntil = new Map<string, number>();

async function countView(ctx: Ctx): Promise<void> {
  const now = ctx.now().getTime();
  const ip = ctx.ip ?? '';
  const until = refusedUntil.get(ip) ?? 0;
  const waitSeconds = until > now ? Math.ceil((until - now) / 1000) : await hitLimit(ctx.db, VIEWS, ip, ctx.now());
  if (waitSeconds === undefined) return;
  if (refusedUntil.size > 10_000) refusedUntil.clear();
  refusedUntil.set(ip, now + waitSeconds * 1000);
  throw new UsherError('rate_limit', { code: 'too_many_requests', waitSeconds });
}

/** Code of the sentence why this account cannot use the invite. */
function misfit(invite: RedemptionFacts, emailKey: string | null): string | undefined {
  if (invite.email_key !== null && invite.email_key !== emailKey) return 'redeem_email_mismatch';
  if (invite.domain !== null && emailDomain(emailKey ?? '') !== invite.domain) return 'redeem_domain_mismatch';
  return invite.redeemed ? 'already_redeemed' : undefined;
}

/** @throws UsherError dead_invite with the reason, rate_limit */
export async function showInvite(ctx: Ctx, key: string, token: string | undefined): Promise<LandingPage> {
  await countView(ctx);
  const person = ctx.actor.kind === 'anonymous' ? undefined : ctx.actor.id;
  const invite = await findAlive(ctx, key, { userId: person });
  const { inviter, own_email, own_email_key } = (await findLandingInviter(ctx.db, invite.invited_by_id!, person))!;
  const verified = provesMailbox(ctx, invite, token);
  const error = person === undefined ? undefined : misfit(invite, own_email_key);
  return {
    invite,
    inviter,
    groups: decideGroups(invite, ctx.settings, ctx.now()).granted,
    verified,
    suggestion: verified && person === undefined ? await suggestUsername(ctx.db, ctx.settings) : '',
    existing: person === undefined ? undefined : { can_redeem: error === undefined, error, email: own_email ?? '' },
  };
}

/** For the page itself, which must say why a link is dead even without a script; undefined: it is alive. */
export async function findDeadReason(services: Services, key: string): Promise<DeadReason | undefined> {
  const invite = await findByKey({ db: services.db, now: services.now, services }, key);
  return invite ? deadReason(invite, services.now()) : 'unknown';
}
