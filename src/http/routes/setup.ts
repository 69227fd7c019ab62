/** The first run: making the first admin with the one-time secret that the start printed. */
import Type from 'typebox';
import { createFirstAdmin } from '../../domain/setup/create-first-admin.ts';
import { findSetupFacts } from '../../domain/setup/state.ts';
import { invalidRecord } from '../../errors.ts';
import { isLocale } from '../../shared/i18n/locales.ts';
import { SetupParams, SetupState } from '../../shared/wire/setup.ts';
import { Success } from '../../shared/wire/success.ts';
import { OK, route } from '../route.ts';
import { problemSentence, problemsByField } from '../serializers/field-problems.ts';
import { setLoginCookie } from '../session-cookies.ts';

export const setupRoutes = [
  route({
    method: 'GET',
    path: '/setup',
    access: 'public',
    summary: 'Whether the first admin is still to be made.',
    reply: SetupState,
    own: true,
    params: Type.Object({}),
    async handle({ ctx }): Promise<SetupState> {
      const { needed, mailConfigured, password } = await findSetupFacts(ctx);
      return { needed, site_title: ctx.settings.title, mail: { configured: mailConfigured }, password };
    },
  }),

  route({
    method: 'POST',
    path: '/setup',
    access: 'public',
    summary: 'Makes the first admin, by the one-time secret that the start printed.',
    reply: Success,
    own: true,
    params: SetupParams,
    async handle({ ctx, input, reply }) {
      const { token = '', username = '', email = '', password = '', name, title } = input;
      const locale = isLocale(input.locale) ? input.locale : undefined;
      const made = await createFirstAdmin(ctx, { username, email, password, name, title, locale }, token);
      if (made.kind === 'refused') {
        const [first] = made.problems;
        throw invalidRecord(first!.code, first!.params, {
          body: {
            errors: made.problems.map((problem) => problemSentence(ctx.locale, problem)),
            extras: { fields: problemsByField(ctx.locale, made.problems, problemSentence) },
          },
        });
      }
      if (made.sessionToken !== undefined) setLoginCookie(reply, made.sessionToken, ctx.settings);
      return OK;
    },
  }),
];
