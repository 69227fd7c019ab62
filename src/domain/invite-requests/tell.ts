/** Whoever can answer is told: in the app, and by one mail, unless so many came lately that they know. */
import type { Ctx } from '../../context.ts';
import { insertNotifications } from '../../db/notifications.ts';
import { hitLimit } from '../../db/rate-limits.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { notificationTypes } from '../../shared/wire/notifications.ts';

const MAILS = { name: 'invite_request_mails', max: 10, windowSeconds: 3600 };

export interface Asked {
  /** Who asks; undefined: whoever opened a dead link. */
  asker: string | undefined;
  group: { id: number; name: string; full_name: string | null } | undefined;
  emails: readonly string[];
  reason: string | null;
}

/** In the caller's transaction. */
export async function tellOfInviteRequest(
  ctx: Ctx,
  people: readonly { id: number; email: string | null }[],
  { asker, group, emails, reason }: Asked,
): Promise<void> {
  const data = {
    display_username: asker ?? null,
    group_id: group?.id ?? null,
    group_name: group?.name ?? null,
    email: emails[0]!,
    count: emails.length,
  };
  const ids = people.map((person) => person.id);
  await insertNotifications(ctx.db, ids, { type: notificationTypes.invite_requested, data }, ctx.now());
  // The visitor's language is no guess at the language of whoever answers.
  const site = { ...ctx, locale: ctx.settings.default_locale };
  // In one order, so that two who ask at once never wait for each other's counts.
  for (const { id, email } of people.toSorted((a, b) => a.id - b.id)) {
    if (email === null || (await hitLimit(ctx.db, MAILS, String(id), ctx.now())) !== undefined) continue;
    await enqueueMail(site, {
      email_type: 'invite_request',
      to_address: email,
      user_id: id,
      params: {
        asker: asker ?? '',
        group: group ? (group.full_name ?? group.name) : '',
        emails: emails.join('\n'),
        reason: reason ?? '',
      },
    });
  }
}
