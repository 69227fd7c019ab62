/** E-mail invites to groups for addresses without an account: the e-mail half of "Add Users" (contract 2.13). */
import type { Ctx } from '../../context.ts';
import { createInvite } from './create.ts';

/** Invites each address; returns the addresses as invited. @throws UsherError as createInvite does */
export async function createEmailInvites(
  ctx: Ctx,
  {
    emails,
    group_ids,
    skip_email = false,
  }: { emails: readonly string[]; group_ids: readonly number[]; skip_email?: boolean },
): Promise<string[]> {
  const invited: string[] = [];
  for (const email of emails) {
    const { invite } = await createInvite(ctx, { email, group_ids: group_ids.map(String), skip_email });
    invited.push(invite.email!);
  }
  return invited;
}
