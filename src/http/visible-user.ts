/** The person a path names. */
import type { Ctx } from '../context.ts';
import { findProfile, type ProfileRow } from '../db/profiles.ts';
import { notFound, notLoggedIn } from '../errors.ts';
import { canSeeProfiles, canSeeUser } from '../policy/users.ts';
import { nameKey } from '../shared/normalise.ts';

/** The person of that name, if the caller may see them. @throws UsherError */
export async function visibleUser(ctx: Ctx, username: string): Promise<ProfileRow> {
  if (!canSeeProfiles(ctx.actor, ctx.settings)) throw notLoggedIn();
  const row = await findProfile(ctx.db, nameKey(username), ctx.now());
  if (!row || !canSeeUser(ctx.actor, row)) throw notFound();
  return row;
}
