/** Shapes of the first run: making the first admin with the one-time secret that the start printed. */
import Type, { type Static } from 'typebox';
import { param } from './coerce.ts';
import { PasswordPolicy } from './session.ts';

/** `GET /setup.json`; `needed` is false once an admin exists. */
export const SetupState = Type.Object(
  {
    needed: Type.Boolean(),
    site_title: Type.String(),
    mail: Type.Object({ configured: Type.Boolean() }, { additionalProperties: false }),
    password: PasswordPolicy,
  },
  { additionalProperties: false },
);
export type SetupState = Static<typeof SetupState>;

/** `POST /setup.json` */
export const SetupParams = Type.Object({
  token: param.text('The one-time secret of the address that the start printed.'),
  title: param.text('Name of the site.'),
  username: param.text('Of the admin.'),
  name: param.text('Full name of the admin.'),
  email: param.text('Address of the admin.'),
  password: param.text('By the rules for admins.'),
  locale: param.text('Language of the site: en or he.'),
});
export type SetupRequest = Required<Static<typeof SetupParams>>;

/** `POST /admin/email/test.json`; `sent` is false when the server keeps its mail. */
export const TestMailReply = Type.Object({ sent_test_email_message: Type.String(), sent: Type.Boolean() });
export type TestMailReply = Static<typeof TestMailReply>;
