/** The grave changes of one's own account: name, address, deletion. Contract: groups-and-users, section 5.3. */
import Type from 'typebox';
import { ensureRecentPassword } from '../../domain/sessions/reauthenticate.ts';
import { confirmEmailChange, findEmailChangeBy, requestEmailChange } from '../../domain/users/change-email.ts';
import { changeUsername } from '../../domain/users/change-username.ts';
import { destroyUser } from '../../domain/users/destroy.ts';
import { param, required } from '../../shared/wire/coerce.ts';
import { Empty, Success } from '../../shared/wire/success.ts';
import { EmailChangePage, RenamedReply } from '../../shared/wire/users.ts';
import { OK, route } from '../route.ts';
import { clearLoginCookie, loginTokenHash } from '../session-cookies.ts';
import { visibleUser } from '../visible-user.ts';

const username = param.text('Whose.');
const token = param.text('Of the mail to the new address.');

export const accountChangeRoutes = [
  route({
    method: 'PUT',
    path: '/u/:username/preferences/username',
    access: 'user',
    summary: 'Changes a username.',
    reply: RenamedReply,
    params: Type.Object({ username, new_username: param.text('The new one.') }),
    async handle({ ctx, input }): Promise<RenamedReply> {
      const { id } = await visibleUser(ctx, required(input.username, 'username'));
      return { id, username: await changeUsername(ctx, { id }, required(input.new_username, 'new_username')) };
    },
  }),

  route({
    method: 'PUT',
    path: '/u/:username/preferences/email',
    access: 'user',
    summary: 'Asks for another address; it counts once the link mailed to it is used.',
    reply: Empty,
    params: Type.Object({ username, email: param.text('The new one; a link is mailed to it.') }),
    async handle({ ctx, input, request }) {
      const person = await visibleUser(ctx, required(input.username, 'username'));
      const email = required(input.email?.trim(), 'email');
      // Whoever moves the address can have the password reset, so a borrowed screen must not be enough.
      await ensureRecentPassword(ctx, loginTokenHash(request));
      await requestEmailChange(ctx, person, email);
    },
  }),

  route({
    method: 'GET',
    path: '/u/confirm-new-email/:token',
    access: 'public',
    summary: 'Which account is to have which address, for the page behind that link.',
    reply: EmailChangePage,
    params: Type.Object({ token }),
    async handle({ ctx, input }): Promise<EmailChangePage> {
      const { username, email } = await findEmailChangeBy(ctx, input.token ?? '');
      return { username, new_email: email };
    },
  }),

  route({
    method: 'PUT',
    path: '/u/confirm-new-email/:token',
    access: 'public',
    summary: 'Confirms the new address.',
    reply: Success,
    params: Type.Object({ token }),
    async handle({ ctx, input }) {
      await confirmEmailChange(ctx, input.token ?? '');
      return OK;
    },
  }),

  route({
    method: 'DELETE',
    path: '/u/:username',
    access: 'user',
    summary: 'Deletes an account: one’s own, or for staff somebody’s.',
    reply: Success,
    params: Type.Object({ username, context: param.text('Where it was done from, for the log.') }),
    async handle({ ctx, input, request, reply }) {
      const person = await visibleUser(ctx, required(input.username, 'username'));
      await ensureRecentPassword(ctx, loginTokenHash(request));
      await destroyUser(ctx, person, input.context);
      if (ctx.actor.id === person.id && !ctx.actor.apiKey) clearLoginCookie(reply, ctx.settings);
      return OK;
    },
  }),
];
