/** From an account's row to somebody who acts: the same for a cookie, an API key and the command line. */
import type { Identity } from '../db/authentication.ts';
import type { Settings } from '../shared/site-settings.ts';
import { type Actor, buildActor } from './actor.ts';

/** Why the account may not act at all; undefined: it is registered, confirmed, let in and not suspended. */
export function whyNotAct(identity: Identity, settings: Settings, now: Date): string | undefined {
  if (identity.staged) return 'account_staged';
  if (identity.suspended_till !== null && identity.suspended_till > now) return 'account_suspended';
  if (!identity.active) return 'account_inactive';
  const waits = settings.must_approve_users && !identity.approved && !identity.admin && !identity.moderator;
  return waits ? 'account_unapproved' : undefined;
}

export const mayAct = (identity: Identity, settings: Settings, now: Date): boolean =>
  whyNotAct(identity, settings, now) === undefined;

export function actorOf(identity: Identity, now: Date, apiKey?: Actor['apiKey']): Actor {
  const { username, admin, moderator, trust_level, locale } = identity;
  return buildActor({
    id: identity.id!,
    username,
    admin,
    moderator,
    trust_level,
    locale,
    silenced: identity.silenced_till !== null && identity.silenced_till > now,
    groupIds: identity.group_ids,
    ownedGroupIds: identity.owned_group_ids,
    apiKey,
  });
}
