/** Clearing away what no longer means anything. */
import { type Db, statement } from './open.ts';

const sessions = statement<never>('expired.sessions', 'delete from sessions where expires_at < $1');
const tokens = statement<never>('expired.tokens', 'delete from email_tokens where expires_at < $1');

export async function deleteExpiredSessions(db: Db, before: Date): Promise<void> {
  await db.query(sessions, [before]);
}

/** Activation and password-reset links. */
export async function deleteExpiredEmailTokens(db: Db, before: Date): Promise<void> {
  await db.query(tokens, [before]);
}
