/** Sessions: CSRF, logging in and out, who am I, forgotten passwords. Contract: groups-and-users, section 2.3. */
import Type from 'typebox';
import type { Ctx } from '../../context.ts';
import { findProfileById, listGroupsOfUser } from '../../db/profiles.ts';
import type { AccountRow } from '../../db/users.ts';
import { localPath } from '../../domain/sessions/local-path.ts';
import { logIn } from '../../domain/sessions/log-in.ts';
import { logOut } from '../../domain/sessions/log-out.ts';
import { reauthenticate } from '../../domain/sessions/reauthenticate.ts';
import { forgotPassword } from '../../domain/users/forgot-password.ts';
import { notFound } from '../../errors.ts';
import { buildActor } from '../../policy/actor.ts';
import { automaticGroupIds } from '../../policy/automatic-groups.ts';
import { param, required } from '../../shared/wire/coerce.ts';
import {
  Csrf,
  CurrentUserReply,
  ForgotPasswordReply,
  Honeypot,
  LoginReply,
  LogoutReply,
} from '../../shared/wire/session.ts';
import { Success } from '../../shared/wire/success.ts';
import { honeypotFor } from '../honeypot.ts';
import { OK, route } from '../route.ts';
import { serializeCurrentUser, serializeRefusedLogin } from '../serializers/sessions.ts';
import { serializeProfile } from '../serializers/users.ts';
import { clearLoginCookie, csrfToken, loginTokenHash, setLoginCookie, setSignUpCookie } from '../session-cookies.ts';

/** The profile of whoever has just logged in, as they see it themselves. */
async function ownProfile(ctx: Ctx, account: AccountRow): Promise<LoginReply> {
  const row = await findProfileById(ctx.db, account.id, ctx.now());
  if (!row) throw notFound();
  const groups = await listGroupsOfUser(ctx.db, account.id, automaticGroupIds(account));
  const self = buildActor({ ...account, groupIds: groups.map((group) => group.id) });
  return { user: serializeProfile(row, groups, { actor: self, settings: ctx.settings, now: ctx.now() }), users: [] };
}

export const sessionRoutes = [
  route({
    method: 'GET',
    path: '/session/csrf',
    access: 'public',
    summary: 'Gives the token a browser sends as X-CSRF-Token with everything but GET.',
    reply: Csrf,
    params: Type.Object({}),
    async handle({ ctx, request, reply }): Promise<Csrf> {
      return { csrf: csrfToken(request, reply, ctx.services.secrets, ctx.settings) };
    },
  }),

  route({
    method: 'GET',
    path: '/session/hp',
    access: 'public',
    summary: 'Gives the pair of values that signing up and activating want back.',
    reply: Honeypot,
    params: Type.Object({}),
    async handle({ ctx, request, reply }): Promise<Honeypot> {
      return honeypotFor(ctx, request, reply);
    },
  }),

  route({
    method: 'POST',
    path: '/session',
    access: 'public',
    summary: 'Logs in; refused credentials are a 200 with `error`.',
    reply: LoginReply,
    params: Type.Object({
      login: param.text('Username, with or without @ before it, or address.'),
      password: param.text('Password.'),
    }),
    async handle({ ctx, input, request, reply }): Promise<LoginReply> {
      const login = required(input.login, 'login');
      const password = required(input.password, 'password');
      const outcome = await logIn(ctx, { login, password }, loginTokenHash(request));
      if (outcome.kind === 'not_activated' && !ctx.actor.apiKey)
        setSignUpCookie(reply, ctx.services, ctx.settings, outcome.account.username);
      if (outcome.kind !== 'logged_in') return serializeRefusedLogin(outcome, ctx.settings, ctx.locale, ctx.now());
      // A script has its key; a cookie would only be a second, forgotten way in.
      if (!ctx.actor.apiKey) setLoginCookie(reply, outcome.token, ctx.settings);
      return ownProfile(ctx, outcome.account);
    },
  }),

  route({
    method: 'GET',
    path: '/session/current',
    access: 'public',
    summary: 'Who is asking; 404 without a body for nobody.',
    reply: CurrentUserReply,
    params: Type.Object({}),
    async handle({ ctx, reply }): Promise<CurrentUserReply | undefined> {
      const { actor } = ctx;
      const row = actor.kind === 'user' ? await findProfileById(ctx.db, actor.id, ctx.now()) : undefined;
      if (!row) {
        reply.code(404);
        return undefined;
      }
      const groups = await listGroupsOfUser(ctx.db, actor.id, automaticGroupIds(actor));
      return { current_user: serializeCurrentUser(row, groups, actor, ctx.settings) };
    },
  }),

  route({
    method: 'DELETE',
    path: '/session/:username',
    access: 'public',
    summary: 'Logs out.',
    reply: LogoutReply,
    params: Type.Object({ return_url: param.text('Where to go then, on this site.') }),
    async handle({ ctx, input, request, reply }): Promise<LogoutReply> {
      await logOut(ctx, loginTokenHash(request));
      clearLoginCookie(reply, ctx.settings);
      return { redirect_url: localPath(input.return_url, ctx.services.env.baseUrl) };
    },
  }),

  route({
    method: 'POST',
    path: '/session/reauthenticate',
    access: 'user',
    summary: 'Shows again that one knows one’s password, as grave changes ask for.',
    reply: Success,
    own: true,
    params: Type.Object({ password: param.text('Of whoever is logged in.') }),
    async handle({ ctx, input, request }) {
      await reauthenticate(ctx, loginTokenHash(request), required(input.password, 'password'));
      return OK;
    },
  }),

  route({
    method: 'POST',
    path: '/session/forgot_password',
    access: 'public',
    summary: 'Mails a link for a new password.',
    reply: ForgotPasswordReply,
    params: Type.Object({ login: param.text('Username or address; only an address while addresses are secret.') }),
    async handle({ ctx, input }): Promise<ForgotPasswordReply> {
      const found = await forgotPassword(ctx, required(input.login, 'login'));
      return ctx.settings.hide_email_address_taken ? OK : { ...OK, user_found: found };
    },
  }),
];
