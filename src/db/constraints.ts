/**
 * Constraint name -> error a person understands. A unique index is the rule; this is where the rule gets its words.
 * Domain functions may look at `cause` to tell one constraint from another (see `violates`).
 */
import { invalidRecord, UsherError } from '../errors.ts';

const words: Record<string, () => UsherError> = {
  users_username_key_unique: () => invalidRecord('username_taken', {}, { body: { field: 'username' } }),
  names_unique: () => invalidRecord('username_taken', {}, { body: { field: 'username' } }),
  users_email_key_unique: () => invalidRecord('email_taken', {}, { body: { field: 'email' } }),
  groups_name_key_unique: () => invalidRecord('group_name_taken'),
  invites_uses: () => invalidRecord('uses_below_redeemed', { count: '' }),
  invites_pending_email_unique: () => new UsherError('conflict', { code: 'already_invited' }),
  import_rows_of_import: () => new UsherError('conflict', { code: 'import_gone' }),
  invite_redemptions_once: () => new UsherError('conflict', { code: 'already_redeemed' }),
};

export function explainConstraint(constraint: string | undefined, cause: Error): UsherError | undefined {
  const make = constraint ? words[constraint] : undefined;
  if (!make) return undefined;
  const error = make();
  error.cause = cause;
  return error;
}

/** Whether `error` came from one of these constraints. */
export function violates(error: unknown, ...constraints: string[]): boolean {
  const cause = error instanceof UsherError ? error.cause : error;
  const constraint = (cause as { constraint?: string } | undefined)?.constraint;
  return constraint !== undefined && constraints.includes(constraint);
}
