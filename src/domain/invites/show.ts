/** What the page of an invite shows, before anybody has done anything. Reading changes nothing. */
import type { Ctx, Services } from '../../context.ts';
import { findLandingInviter, type LandingInviter } from '../../db/invite-landing.ts';
import { findInvite } from '../../db/invites.ts';
import { hitLimit } from '../../db/rate-limits.ts';
import type { AuthorityGroup, RedemptionFacts } from '../../db/redemptions.ts';
import { UsherError } from '../../errors.ts';
import { inviteKey } from '../../links.ts';
import { sameToken, tokenRowId } from '../../secrets.ts';
import { emailDomain } from '../../shared/normalise.ts';
import { suggestUsername } from '../users/suggest-username.ts';
import { type DeadReason, deadReason, decideGroups } from './decide.ts';
import { findAlive, provesMailbox } from './find.ts';

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

/** @returns seconds to wait when this address has looked at too many invites; undefined: it may */
async function countView({ db, now }: Pick<Ctx, 'db' | 'now'>, ip: string): Promise<number | undefined> {
  const at = now().getTime();
  const until = refusedUntil.get(ip) ?? 0;
  const waitSeconds = until > at ? Math.ceil((until - at) / 1000) : await hitLimit(db, VIEWS, ip, now());
  if (waitSeconds === undefined) return undefined;
  if (refusedUntil.size > 10_000) refusedUntil.clear();
  refusedUntil.set(ip, at + waitSeconds * 1000);
  return waitSeconds;
}

/** Code of the sentence why this account cannot use the invite. */
function misfit(invite: RedemptionFacts, emailKey: string | null): string | undefined {
  if (invite.email_key !== null && invite.email_key !== emailKey) return 'redeem_email_mismatch';
  if (invite.domain !== null && emailDomain(emailKey ?? '') !== invite.domain) return 'redeem_domain_mismatch';
  return invite.redeemed ? 'already_redeemed' : undefined;
}

/** @throws UsherError dead_invite with the reason, rate_limit */
export async function showInvite(ctx: Ctx, key: string, token: string | undefined): Promise<LandingPage> {
  const waitSeconds = await countView(ctx, ctx.ip ?? '');
  if (waitSeconds !== undefined) throw new UsherError('rate_limit', { code: 'too_many_requests', waitSeconds });
  const person = ctx.actor.kind === 'anonymous' ? undefined : ctx.actor.id;
  const invite = await findAlive(ctx, key, { userId: person }, token);
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

/** For the page itself, which must say why a link is dead even without a script: alive, dead, or not answered now. */
export async function findPageState(
  services: Services,
  key: string,
  ip: string,
): Promise<{ dead?: DeadReason; waitSeconds?: number }> {
  const waitSeconds = await countView(services, ip);
  if (waitSeconds !== undefined) return { waitSeconds };
  const id = tokenRowId(key);
  const invite = id === undefined ? undefined : await findInvite(services.db, id);
  if (!invite || !sameToken(key, inviteKey(services.secrets, invite))) return { dead: 'unknown' };
  const dead = deadReason(invite, services.now());
  return dead ? { dead } : {};
}
