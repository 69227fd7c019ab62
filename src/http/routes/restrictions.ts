/** Suspending and silencing accounts, and lifting it again. */
import Type from 'typebox';
import type { Ctx } from '../../context.ts';
import { findStaffUser } from '../../db/staff-user-lists.ts';
import { silenceUser, unsilenceUser } from '../../domain/users/silence.ts';
import { staffTarget } from '../../domain/users/staff-target.ts';
import { suspendUser, unsuspendUser } from '../../domain/users/suspend.ts';
import { invalidParameters, notFound } from '../../errors.ts';
import { parseTime } from '../../shared/parse-time.ts';
import type { BasicUser } from '../../shared/wire/basic-user.ts';
import { param, required } from '../../shared/wire/coerce.ts';
import { SilenceReply, SuspendReply, UnsilenceReply, UnsuspendReply } from '../../shared/wire/staff-users.ts';
import { route } from '../route.ts';
import { serializeBasicUser } from '../serializers/basic-user.ts';
import { deed, id } from '../staff-deed.ts';

const message = param.text('Mailed to the person; without it none is.');
/** Characters of a reason or message. */
const MAX_TEXT = 10_000;

/** Whoever asks, as others see them. */
async function oneself(ctx: Ctx): Promise<BasicUser> {
  const row = await findStaffUser(ctx.db, ctx.actor.id);
  if (!row) throw notFound();
  return serializeBasicUser(row);
}

/** A time that is still to come. */
function future(ctx: Ctx, text: string, name: string): Date {
  const time = parseTime(text);
  if (!time || time <= ctx.now()) throw invalidParameters(name);
  return time;
}

function shortText(text: string | undefined, name: string): string {
  const trimmed = text?.trim() ?? '';
  if (trimmed.length > MAX_TEXT) throw invalidParameters(name);
  return trimmed;
}

/** Suspensions and silences "for ever" end when times with four-digit years do. */
const FOR_EVER = '9999-12-31T23:59:59.999Z';

export const restrictionRoutes = [
  route({
    method: 'PUT',
    path: '/admin/users/:id/suspend',
    access: 'staff',
    summary: 'Suspends somebody: they cannot log in until then.',
    reply: SuspendReply,
    params: Type.Object({ id, suspend_until: param.text('ISO time.'), reason: param.text(), message }),
    async handle({ ctx, input }): Promise<SuspendReply> {
      const target = await staffTarget(ctx, input.id);
      const until = future(ctx, required(input.suspend_until, 'suspend_until'), 'suspend_until');
      const reason = shortText(required(input.reason?.trim(), 'reason'), 'reason');
      const { suspended_till, suspended_at } = await suspendUser(ctx, target, {
        until,
        reason,
        message: shortText(input.message, 'message'),
      });
      return {
        suspension: {
          suspend_reason: reason,
          full_suspend_reason: reason,
          suspended_till: suspended_till!.toISOString(),
          suspended_at: suspended_at!.toISOString(),
          suspended_by: await oneself(ctx),
        },
      };
    },
  }),
  deed('PUT', 'unsuspend', 'staff', { summary: 'Ends a suspension.', reply: UnsuspendReply }, async (ctx, target) => {
    await unsuspendUser(ctx, target);
    return { suspension: { suspended_till: null, suspended_at: null } };
  }),
  route({
    method: 'PUT',
    path: '/admin/users/:id/silence',
    access: 'staff',
    summary: 'Silences somebody: they can look, but invite nobody.',
    reply: SilenceReply,
    params: Type.Object({
      id,
      silenced_till: param.text('ISO time; without: for ever.'),
      reason: param.text(),
      message,
    }),
    async handle({ ctx, input }): Promise<SilenceReply> {
      const target = await staffTarget(ctx, input.id);
      const until = future(ctx, input.silenced_till || FOR_EVER, 'silenced_till');
      const reason = shortText(input.reason, 'reason') || null;
      const { silenced_till, silenced_at } = await silenceUser(ctx, target, {
        until,
        reason,
        message: shortText(input.message, 'message'),
      });
      return {
        silence: {
          silenced: true,
          silence_reason: reason,
          full_silence_reason: reason,
          silenced_till: silenced_till!.toISOString(),
          silenced_at: silenced_at!.toISOString(),
          silenced_by: await oneself(ctx),
        },
      };
    },
  }),
  deed('PUT', 'unsilence', 'staff', { summary: 'Ends a silence.', reply: UnsilenceReply }, async (ctx, target) => {
    await unsilenceUser(ctx, target);
    return { unsilence: { silenced: false, silence_reason: null, silenced_till: null, silenced_at: null } };
  }),
];
