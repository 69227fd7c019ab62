/** Shapes of the first run: making the first admin with the one-time secret that the start printed. */
import Type, { type Static } from 'typebox';
import { PasswordPolicy } from './session.ts';

/** `GET /setup.json`; `needed` is false once an admin exists. */
export const SetupState = Type.Object({
  needed: Type.Boolean(),
  site_title: Type.String(),
  mail: Type.Object({ configured: Type.Boolean() }),
  password: PasswordPolicy,
});
export type SetupState = Static<typeof SetupState>;

/** `POST /setup.json` */
export const SetupRequest = Type.Object({
  token: Type.String(),
  title: Type.String(),
  username: Type.String(),
  name: Type.String(),
  email: Type.String(),
  password: Type.String(),
  locale: Type.Union([Type.Literal('en'), Type.Literal('he')]),
});
export type SetupRequest = Static<typeof SetupRequest>;

/** `POST /admin/email/test.json`; `sent` is false when the server keeps its mail. */
export const TestMailReply = Type.Object({ sent_test_email_message: Type.String(), sent: Type.Boolean() });
export type TestMailReply = Static<typeof TestMailReply>;
