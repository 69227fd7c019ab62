/** Whoever answers requests to join a group is told of a new one: its owners; admins, if it has none. */
import type { Ctx } from '../../context.ts';
import { listAnswerers } from '../../db/membership-requests.ts';
import { insertNotifications } from '../../db/notifications.ts';
import { hitLimit } from '../../db/rate-limits.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { notificationTypes } from '../../shared/wire/notifications.ts';

/** People who are told. */
const MAX_TOLD = 20;
const WITHHELD_MAILS = { name: 'withheld_mails', max: 10, windowSeconds: 3600 };

interface NewRequest {
  group: { id: number; name: string; full_name: string | null };
  asker: { id: number; username: string };
  /** undefined: the person used an invite whose inviter may not invite to the group any more. */
  reason: string | undefined;
}

/** In the caller's transaction. */
export async function tellOfMembershipRequest(ctx: Ctx, { group, asker, reason }: NewRequest): Promise<void> {
  const people = await listAnswerers(ctx.db, group.id, ctx.now(), MAX_TOLD);
  const data = { group_id: group.id, group_name: group.name, display_username: asker.username, user_id: asker.id };
  const ids = people.map((person) => person.id);
  await insertNotifications(ctx.db, ids, { type: notificationTypes.membership_request, data }, ctx.now());
  // Not the language of whoever asks, who may be a visitor with a language of their own.
  const site = { ...ctx, locale: ctx.settings.default_locale };
  const withheld = reason === undefined;
  // In one order, so that two redemptions at once never wait for each other's counts.
  for (const { id, email, owner } of people.toSorted((a, b) => a.id - b.id)) {
    if (email === null) continue;
    // A whole class may come by one link.
    if (withheld && (await hitLimit(ctx.db, WITHHELD_MAILS, String(id), ctx.now())) !== undefined) continue;
    await enqueueMail(site, {
      email_type: 'membership_request',
      to_address: email,
      user_id: id,
      params: {
        group: group.full_name ?? group.name,
        group_name: group.name,
        asker: asker.username,
        reason: reason ?? '',
        owner,
        withheld,
      },
    });
  }
}
