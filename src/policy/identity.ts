/** From an account's row to somebody who acts: the same for a cookie, an API key and the command line. */
import type { Identity } from '../db/authentication.ts';
import type { Settings } from '../shared/site-settings.ts';
import { type Actor, buildActor } from './actor.ts';

/** Whether the account may act at all: confirmed, let in, not suspended. */
export function mayAct(identity: Identity, settings: Settings, now: Date): boolean {
  const waits = settings.must_approve_users && !identity.approved && !identity.admin && !identity.moderator;
  const suspended = identity.suspended_till !== null && identity.suspended_till > now;
  return identity.active && !identity.staged && !suspended && !waits;
}

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
