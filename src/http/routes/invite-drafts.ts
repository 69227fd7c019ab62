/** Usher's own: what the dialog that makes invites asks before anything is made. */
import Type from 'typebox';
import { type CheckedAddress, checkAddresses } from '../../domain/invites/check.ts';
import { previewInvite } from '../../domain/invites/preview.ts';
import type { Locale } from '../../shared/i18n/locales.ts';
import { param } from '../../shared/wire/coerce.ts';
import { CheckReply, PreviewReply } from '../../shared/wire/invite-drafts.ts';
import { CreateInviteParams } from '../../shared/wire/invites.ts';
import { translate } from '../../translate.ts';
import { route } from '../route.ts';

function words(locale: Locale, { email, state, code, username = '' }: CheckedAddress): string | null {
  if (state === 'valid') return null;
  if (state === 'invalid') return translate(locale, 'errors', code!, { email });
  return translate(locale, 'errors', `check_${state}`, { email, username });
}

export const inviteDraftRoutes = [
  route({
    method: 'POST',
    path: '/invites/check',
    access: 'user',
    summary: 'What is known of addresses before they are invited; nothing is made.',
    reply: CheckReply,
    own: true,
    params: Type.Object({
      emails: param.list('Addresses, at most max_api_invites.'),
      group_ids: param.list('Groups they are to join.'),
      group_names: param.list('The same by exact names.'),
    }),
    async handle({ ctx, input: { emails = [], ...wanted } }): Promise<CheckReply> {
      const groups = (wanted.group_ids?.length ?? 0) + (wanted.group_names?.length ?? 0);
      const checked = await checkAddresses(ctx, emails, wanted);
      return {
        addresses: checked.map((one) => ({
          email: one.email,
          state: one.state,
          message: words(ctx.locale, one),
          username: one.username ?? null,
          invite_id: one.invite_id ?? null,
          can_add: one.state === 'has_account' && groups > 0,
        })),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/invites/preview',
    access: 'user',
    summary: 'The mail an invite would be sent with, with a link that leads nowhere; nothing is made.',
    reply: PreviewReply,
    own: true,
    params: CreateInviteParams,
    handle: ({ ctx, input }) => previewInvite(ctx, input),
  }),
];
