/** Links that prove a mailbox: made for a mail, checked when somebody comes back with one. */
import type { Ctx } from '../../context.ts';
import { type EmailTokenPurpose, type EmailTokenRow, findEmailToken, insertEmailToken } from '../../db/email-tokens.ts';
import { accountToken } from '../../links.ts';
import { sameToken, tokenRowId } from '../../secrets.ts';

const HOUR_MS = 3_600_000;

/** Makes a token for the account's address (for a change of it: for the new one); the mail that carries it names its id. Call in the mail's transaction. */
export async function createEmailToken(
  ctx: Ctx,
  token: { user_id: number; purpose: EmailTokenPurpose; email_key: string; email?: string },
): Promise<{ id: number }> {
  const created_at = ctx.now();
  const expires_at = new Date(created_at.getTime() + ctx.settings.email_token_valid_hours * HOUR_MS);
  return insertEmailToken(ctx.db, { ...token, secret_id: ctx.services.secrets.currentId, created_at, expires_at });
}

/** The token and its account, or undefined when it is not good (any more). Uses nothing up. */
export async function findGoodToken(
  ctx: Ctx,
  token: string,
  purpose: EmailTokenPurpose,
): Promise<EmailTokenRow | undefined> {
  const id = tokenRowId(token);
  const row = id === undefined ? undefined : await findEmailToken(ctx.db, id, ctx.now());
  if (!row || row.purpose !== purpose) return undefined;
  return sameToken(token, accountToken(ctx.services.secrets, row)) ? row : undefined;
}
