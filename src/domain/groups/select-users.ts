/** Which people a request means: names, ids or addresses, the first kind that is given (contract 3.7). */
import type { Ctx } from '../../context.ts';
import { listSelectedUsers, type SelectedUser, type UserSelector } from '../../db/members.ts';
import { invalidParameters } from '../../errors.ts';
import { emailKey, nameKey } from '../../shared/normalise.ts';
import { idOf } from '../../shared/wire/coerce.ts';

export interface Selection {
  usernames?: string[];
  user_id?: string[];
  user_ids?: string[];
  user_emails?: string[];
  username?: string[];
  user_email?: string[];
}

const ids = (texts: string[]) => texts.flatMap((text) => idOf(text) ?? []);
const kinds: [keyof Selection, UserSelector, (texts: string[]) => (string | number)[]][] = [
  ['usernames', 'username_keys', (texts) => texts.map(nameKey)],
  ['user_id', 'ids', ids],
  ['user_ids', 'ids', ids],
  ['user_emails', 'email_keys', (texts) => texts.map(emailKey)],
  ['username', 'username_keys', (texts) => texts.map(nameKey)],
  ['user_email', 'email_keys', (texts) => texts.map(emailKey)],
];

/**
 * The people meant, each once, by name; who does not exist is left out. [] when nobody was asked for.
 * @throws UsherError invalid_parameters naming the selector when it means nobody at all
 */
export async function selectUsers(ctx: Ctx, groupId: number, selection: Selection): Promise<SelectedUser[]> {
  for (const [name, by, read] of kinds) {
    const texts = selection[name];
    if (!texts?.length) continue;
    const users = await listSelectedUsers(ctx.db, groupId, by, read(texts));
    if (users.length > 0) return users;
    throw invalidParameters(name);
  }
  return [];
}
