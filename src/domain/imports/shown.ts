/** What a dry run tells whom: whether an address has an account is hidden like everywhere else where the site hides it. */
import type { Ctx } from '../../context.ts';
import type { ImportRowRecord } from '../../db/import-rows.ts';
import type { ImportRecord, Results } from '../../db/imports.ts';

/** They are told of accounts when these have been added to the groups, as everybody is who looks at the members. */
export const hidesAccounts = (ctx: Ctx): boolean => ctx.settings.hide_email_address_taken && !ctx.actor.staff;

/** What is called new then. Rows of one address that has an account are no duplicates, which would give it away. (An
 * invite of one's own is still told as such; that it is not any more when its address has an account by now is what the
 * list of invites tells too.) */
export const AS_NEW: ReadonlySet<string> = new Set(['existing_account', 'duplicate']);

/** `counts` as the actor may read them. */
export function shownCounts(ctx: Ctx, { counts }: ImportRecord): Results {
  if (!hidesAccounts(ctx)) return counts;
  const { new: fresh = 0, existing_account = 0, duplicate = 0 } = counts;
  return { ...counts, new: fresh + existing_account + duplicate, existing_account: 0, duplicate: 0 };
}

/** What a row without a result was found to be. */
export function shownState(ctx: Ctx, row: ImportRowRecord): string {
  if ((row.problems ?? []).length > 0 || row.state === null) return 'problem';
  return AS_NEW.has(row.state) && hidesAccounts(ctx) ? 'new' : row.state;
}
