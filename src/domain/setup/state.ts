/** What the first-run page shows before there is anybody to log in. */
import type { Ctx } from '../../context.ts';
import { findAdminExists } from '../../db/users.ts';
import { mailSetup } from '../../mail/configured.ts';
import type { PasswordRules } from '../../shared/password-rules.ts';
import { passwordRules } from '../users/password-policy.ts';

export interface SetupFacts {
  needed: boolean;
  mailConfigured: boolean;
  password: PasswordRules;
}

export const findSetupFacts = async (ctx: Ctx): Promise<SetupFacts> => ({
  needed: !(await findAdminExists(ctx.db)),
  mailConfigured: mailSetup(ctx.services.env, ctx.settings).configured,
  password: passwordRules(ctx.settings, true),
});
