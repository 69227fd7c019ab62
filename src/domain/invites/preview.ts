/** The mail of an invite before the invite exists: checked as when it is made, but nothing is made or counted. */
import type { Ctx } from '../../context.ts';
import { findLandingInviter } from '../../db/invite-landing.ts';
import { inviteAddress } from '../../links.ts';
import type { Rendered } from '../../mail/render.ts';
import { renderInvitePreview } from '../../mail/render.ts';
import type { Locale } from '../../shared/i18n/locales.ts';
import { chooseGroups } from './choose-groups.ts';
import type { InviteInput } from './create.ts';
import { checkCustomMessage, readExpiry } from './validate.ts';

/** Where the key of the invite will stand. */
const PLACEHOLDER = 'XXXXXXXX';

/** @throws UsherError as creating would: invalid_access, invalid_record */
export async function previewInvite(ctx: Ctx, input: InviteInput): Promise<Rendered & { locale: Locale }> {
  const { groups } = await chooseGroups(ctx, input);
  const found = await findLandingInviter(ctx.db, ctx.actor.id, undefined);
  const locale = input.locale === 'en' || input.locale === 'he' ? input.locale : ctx.settings.default_locale;
  const mail = renderInvitePreview(ctx.services, ctx.settings, locale, {
    inviter: found?.inviter ?? { username: ctx.actor.username, name: null },
    message: checkCustomMessage(input.custom_message ?? ''),
    groups: groups.map((group) => group.full_name || group.name),
    link: inviteAddress(ctx.services.env.baseUrl, PLACEHOLDER),
    expires_at: readExpiry(ctx, input.expires_at).expires_at,
  });
  return { ...mail, locale };
}
