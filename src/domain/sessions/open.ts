/** Logging a browser in, once the right to has been shown: by password, by a mailed link, by an invite. */
import type { Ctx } from '../../context.ts';
import { insertSession } from '../../db/sessions.ts';
import { randomToken, tokenHash } from '../../secrets.ts';

const HOUR_MS = 3_600_000;

export interface OpenOptions {
  /** The hash the given password was right for; the session is refused if the account has another one by now. */
  passwordHash?: string;
  /** Session this browser had before; it ends. */
  replaces?: Buffer | undefined;
}

/**
 * Makes a session for an active account.
 * @returns the token for the cookie, known to nobody else; undefined when the account may not be used any more
 */
export async function openSession(ctx: Ctx, userId: number, options: OpenOptions = {}): Promise<string | undefined> {
  const token = randomToken(32);
  const created_at = ctx.now();
  const expires_at = new Date(created_at.getTime() + ctx.settings.maximum_session_age * HOUR_MS);
  const opened = await insertSession(
    ctx.db,
    { token_hash: tokenHash(token), user_id: userId, created_at, expires_at },
    options.passwordHash,
    options.replaces,
  );
  return opened ? token : undefined;
}
