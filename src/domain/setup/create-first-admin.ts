/** Making an admin outside the staff pages: in the first run, from the environment at start, from the command line. */
import { type Ctx, inTransaction, type Services } from '../../context.ts';
import { lockSetup, spendSetupToken } from '../../db/setup.ts';
import { findAdminExists } from '../../db/users.ts';
import { invalidAccess, notFound, StartupError } from '../../errors.ts';
import { systemActor } from '../../policy/actor.ts';
import { tokenHash } from '../../secrets.ts';
import type { Locale } from '../../shared/i18n/locales.ts';
import { translate } from '../../translate.ts';
import { openSession } from '../sessions/open.ts';
import { updateSiteSetting } from '../settings/update.ts';
import { confirmAddress } from '../users/confirm-address.ts';
import {
  type CheckedAccount,
  checkAccount,
  type FieldProblem,
  takenMeanwhile,
  writeAccount,
} from '../users/new-account.ts';
import { isSetupToken } from './token.ts';

export interface AdminInput {
  username: string;
  email: string;
  password: string;
  name?: string | undefined;
}

export type AdminMade = { kind: 'made'; id: number } | { kind: 'refused'; problems: FieldProblem[] };

const refused = (problems: FieldProblem[]): AdminMade => ({ kind: 'refused', problems });

/** Checks and hashes first, then writes in one transaction, `before` leading it and `after` ending it. */
async function makeAdmin(
  ctx: Ctx,
  input: AdminInput,
  { before, after }: { before?: (ctx: Ctx) => Promise<void>; after?: (ctx: Ctx, id: number) => Promise<void> } = {},
): Promise<AdminMade> {
  const { problems, checked } = await checkAccount(ctx, input, { admin: true, anyName: true });
  if (problems.length > 0 || !checked) return refused(problems);
  const hash = await ctx.services.passwords.hash(input.password);
  const write = async (ctx: Ctx, checked: CheckedAccount): Promise<AdminMade> => {
    await before?.(ctx);
    const written = await writeAccount(ctx, checked, {
      password_hash: hash,
      approved: true,
      approved_by_id: null,
      staged: false,
      admin: true,
      trust_level: Math.max(1, ctx.settings.default_trust_level),
      locale: null,
      timezone: null,
      registration_ip: null,
    });
    if ('problem' in written) return refused([written.problem]);
    await confirmAddress(ctx, written.id);
    await after?.(ctx, written.id);
    return { kind: 'made', id: written.id };
  };
  try {
    return await inTransaction(ctx, (ctx) => write(ctx, checked));
  } catch (error) {
    const taken = takenMeanwhile(error);
    if (!taken) throw error;
    return refused([taken]);
  }
}

const tokenInvalid = () => invalidAccess('setup_token_invalid', { whoCanHelp: [{ role: 'self' }] });

/**
 * The first run: makes the admin, names the site, logs the browser in. Of two who use the secret at once one gets it.
 * @throws UsherError not_found when there is an admin; invalid_access `setup_token_invalid`
 */
export async function createFirstAdmin(
  ctx: Ctx,
  input: AdminInput & { title?: string | undefined; locale?: Locale | undefined },
  token: string,
): Promise<AdminMade & { sessionToken?: string | undefined }> {
  if (await findAdminExists(ctx.db)) throw notFound();
  if (!(await isSetupToken(ctx.services, token))) throw tokenInvalid();
  let sessionToken: string | undefined;
  const made = await makeAdmin(ctx, input, {
    async before(ctx) {
      if (!(await spendSetupToken(ctx.db, tokenHash(token), ctx.now()))) throw tokenInvalid();
    },
    async after(ctx, id) {
      const asSystem = { ...ctx, actor: systemActor };
      if (input.title?.trim()) await updateSiteSetting(asSystem, 'title', input.title.trim());
      if (input.locale) await updateSiteSetting(asSystem, 'default_locale', input.locale);
      sessionToken = await openSession(ctx, id);
    },
  });
  return { ...made, sessionToken };
}

/** From the command line, at any time: whoever can run it owns the server anyway. */
export const createAdmin = (ctx: Ctx, input: AdminInput): Promise<AdminMade> => makeAdmin(ctx, input);

/**
 * The admin that USHER_ADMIN_* names, unless there is one already.
 * @throws StartupError naming everything that is wrong with the values
 */
export async function createAdminFromEnv(services: Services, input: AdminInput): Promise<void> {
  if (await findAdminExists(services.db)) return;
  const ctx: Ctx = {
    db: services.db,
    actor: systemActor,
    settings: await services.settings.now(),
    locale: 'en',
    ip: undefined,
    now: services.now,
    services,
    afterCommit: (work) => work(),
  };
  const EXISTS = Symbol('another process was faster');
  const made = await makeAdmin(ctx, input, {
    async before(ctx) {
      await lockSetup(ctx.db);
      if (await findAdminExists(ctx.db)) throw EXISTS;
    },
  }).catch((error) => {
    if (error === EXISTS) return undefined;
    throw error;
  });
  if (made?.kind !== 'refused') return;
  // Two processes starting at once: the other's admin is what made our name taken.
  if (await findAdminExists(services.db)) return;
  const words = made.problems.map(({ code, params }) =>
    `${translate('en', 'errors', code, params)}.`.replace(/\.\.$/, '.'),
  );
  throw new StartupError(
    `The admin that USHER_ADMIN_* describes cannot be made: ${words.join(' ')}`,
    'Correct the values and start again.',
  );
}
