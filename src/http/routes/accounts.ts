/** Making an account, activating it, resetting its password. Contract: groups-and-users, sections 5.3 and 5.4. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { Ctx } from '../../context.ts';
import { activateAccount, confirmEmailToken } from '../../domain/users/activate.ts';
import { createUserByAdmin } from '../../domain/users/create-by-admin.ts';
import { resendActivation } from '../../domain/users/mail-activation.ts';
import { passwordRules } from '../../domain/users/password-policy.ts';
import { findReset, resetPassword } from '../../domain/users/reset-password.ts';
import { signUp } from '../../domain/users/sign-up.ts';
import { invalidAccess } from '../../errors.ts';
import { canCreateUsers } from '../../policy/users.ts';
import { param, required } from '../../shared/wire/coerce.ts';
import { ActivationReply, PasswordResetPage, PasswordResetReply } from '../../shared/wire/session.ts';
import { Success } from '../../shared/wire/success.ts';
import { CreateUserParams, CreateUserReply } from '../../shared/wire/users.ts';
import { translate } from '../../translate.ts';
import { passesHoneypot } from '../honeypot.ts';
import { OK, route } from '../route.ts';
import { serializeCreatedAccount, serializeRefusedAccount } from '../serializers/created-user.ts';
import { problemsByField } from '../serializers/field-problems.ts';
import { hasSignUpCookie, loginTokenHash, setLoginCookie, setSignUpCookie } from '../session-cookies.ts';

type CreateInput = Static<typeof CreateUserParams> & { username: string; email: string };

async function createByAdmin(ctx: Ctx, input: CreateInput): Promise<CreateUserReply> {
  const made = await createUserByAdmin(ctx, input);
  if (made.kind === 'refused') return serializeRefusedAccount(made.problems, input, ctx.locale);
  return serializeCreatedAccount({ ...made, waits: !made.approved }, ctx.locale);
}

async function createByVisitor(
  ctx: Ctx,
  input: CreateInput,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<CreateUserReply> {
  const done = await signUp(ctx, input, passesHoneypot(ctx, request, reply, input));
  if (done.kind === 'refused') return serializeRefusedAccount(done.problems, input, ctx.locale);
  if (!ctx.actor.apiKey) setSignUpCookie(reply, ctx.services, ctx.settings, input.username);
  const told = done.kind === 'created' && !ctx.settings.hide_email_address_taken;
  const account = { id: told ? done.id : undefined, email: done.email, active: false, waits: false };
  return serializeCreatedAccount(account, ctx.locale);
}

/** Logs the browser in after a mailed link; a script gets no cookie. */
function enter(ctx: Ctx, reply: FastifyReply, sessionToken: string | undefined): void {
  if (sessionToken !== undefined && !ctx.actor.apiKey) setLoginCookie(reply, sessionToken, ctx.settings);
}

const HONEYPOT = {
  password_confirmation: param.text('`value` of /session/hp.json.'),
  challenge: param.text('`challenge` of /session/hp.json, reversed.'),
};

export const accountRoutes = [
  route({
    method: 'POST',
    path: '/u',
    access: 'public',
    summary: 'Signs a visitor up; asked by an admin, makes an account. A refusal is a 200 with `success: false`.',
    reply: CreateUserReply,
    params: CreateUserParams,
    async handle({ ctx, input, request, reply }): Promise<CreateUserReply> {
      const username = required(input.username, 'username');
      const email = required(input.email, 'email');
      const typed = { ...input, username, email };
      return canCreateUsers(ctx.actor) ? createByAdmin(ctx, typed) : createByVisitor(ctx, typed, request, reply);
    },
  }),

  route({
    method: 'PUT',
    path: '/u/activate-account/:token',
    access: 'public',
    summary: 'Activates an account by the link mailed to its address.',
    reply: ActivationReply,
    params: Type.Object({ token: param.text('Of the activation mail.'), ...HONEYPOT }),
    async handle({ ctx, input, request, reply }): Promise<ActivationReply> {
      if (!passesHoneypot(ctx, request, reply, input)) throw invalidAccess('honeypot');
      const { needsApproval, sessionToken } = await activateAccount(ctx, input.token ?? '', loginTokenHash(request));
      enter(ctx, reply, sessionToken);
      return { ...OK, redirect_to: null, needs_approval: needsApproval };
    },
  }),

  route({
    method: 'GET',
    path: '/u/confirm-email-token/:token',
    access: 'public',
    summary: 'Confirms an address by the link mailed to it.',
    reply: Success,
    params: Type.Object({ token: param.text('Of the activation mail.') }),
    async handle({ ctx, input }) {
      await confirmEmailToken(ctx, input.token ?? '');
      return OK;
    },
  }),

  route({
    method: 'POST',
    path: '/u/action/send_activation_email',
    access: 'public',
    summary: 'Mails the activation link again.',
    reply: Success,
    params: Type.Object({ username: param.text('Whose account: username or address.') }),
    async handle({ ctx, input, request }) {
      const username = required(input.username, 'username');
      await resendActivation(ctx, username, (name) => hasSignUpCookie(request, ctx.services, name));
      return OK;
    },
  }),

  route({
    method: 'GET',
    path: '/u/password-reset/:token',
    access: 'public',
    summary: 'Whether a link for a new password is good.',
    reply: PasswordResetPage,
    params: Type.Object({ token: param.text('Of the reset mail.') }),
    async handle({ ctx, input }): Promise<PasswordResetPage> {
      const found = await findReset(ctx, input.token ?? '');
      if (!found) return { message: translate(ctx.locale, 'errors', 'token_dead') };
      return {
        is_developer: false,
        admin: found.admin,
        second_factor_required: false,
        password: passwordRules(ctx.settings, found.admin),
      };
    },
  }),

  route({
    method: 'PUT',
    path: '/u/password-reset/:token',
    access: 'public',
    summary: 'Sets a new password by the link mailed; a refused one is a 200 with `success: false`.',
    reply: PasswordResetReply,
    params: Type.Object({ token: param.text('Of the reset mail.'), password: param.text('The new one.') }),
    async handle({ ctx, input, reply }): Promise<PasswordResetReply> {
      const outcome = await resetPassword(ctx, input.token ?? '', input.password ?? '');
      if (outcome.kind === 'dead') return { success: false, message: translate(ctx.locale, 'errors', 'token_dead') };
      if (outcome.kind === 'refused') {
        const problems = outcome.problems.map((problem) => ({ ...problem, field: 'password' as const }));
        return { success: false, errors: problemsByField(ctx.locale, problems) };
      }
      enter(ctx, reply, outcome.sessionToken);
      const code = outcome.needsApproval ? 'password_saved_waits' : 'password_saved';
      return {
        success: true,
        message: translate(ctx.locale, 'errors', code),
        requires_approval: outcome.needsApproval,
        redirect_to: null,
      };
    },
  }),
];
