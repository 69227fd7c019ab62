/** An admin's script makes an account: it may be active and approved at once, and need no password. */
import { type Ctx, inTransaction } from '../../context.ts';
import { confirmAddress } from './confirm-address.ts';
import { isEmailDomainAutoApproved } from './email-rules.ts';
import { mailActivation } from './mail-activation.ts';
import {
  type AccountInput,
  checkAccount,
  type FieldProblem,
  problem,
  takenMeanwhile,
  writeAccount,
} from './new-account.ts';

export interface CreateInput extends AccountInput {
  active?: boolean | undefined;
  approved?: boolean | undefined;
  /** Only a place-holder: it becomes the account of whoever signs up with the address. */
  staged?: boolean | undefined;
}

export type Created =
  | { kind: 'created'; id: number; active: boolean; approved: boolean; email: string }
  | { kind: 'refused'; problems: FieldProblem[] };

/** The caller has checked `canCreateUsers`. */
export async function createUserByAdmin(ctx: Ctx, input: CreateInput): Promise<Created> {
  const { settings } = ctx;
  if (!settings.allow_new_registrations)
    return { kind: 'refused', problems: [problem('base', 'registrations_closed')] };
  const password = input.password || undefined;
  const { problems, checked } = await checkAccount(ctx, { ...input, password });
  if (problems.length > 0 || !checked) return { kind: 'refused', problems };
  const password_hash = password === undefined ? null : await ctx.services.passwords.hash(password);
  const staged = input.staged ?? false;
  const active = (input.active ?? false) && !staged;
  const vouched = input.approved ?? false;
  const { email, key } = checked.address;
  const approved = vouched || !settings.must_approve_users || isEmailDomainAutoApproved(email, settings);
  try {
    return await inTransaction(ctx, async (ctx): Promise<Created> => {
      const written = await writeAccount(ctx, checked, {
        password_hash,
        approved,
        approved_by_id: vouched ? ctx.actor.id : null,
        staged,
        admin: false,
        trust_level: settings.default_trust_level,
        locale: null,
        timezone: null,
        registration_ip: null,
      });
      if ('problem' in written) return { kind: 'refused', problems: [written.problem] };
      const { id } = written;
      if (active) await confirmAddress(ctx, id);
      else if (!staged) await mailActivation(ctx, { id, email, email_key: key, has_password: password !== undefined });
      return { kind: 'created', id, active, approved, email };
    });
  } catch (error) {
    const taken = takenMeanwhile(error);
    if (!taken) throw error;
    return { kind: 'refused', problems: [taken] };
  }
}
