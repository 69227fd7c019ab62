/** Declaring what staff do to one account: `:id` may be a username too. */
import Type, { type Static, type TSchema } from 'typebox';
import type { Ctx } from '../context.ts';
import type { TargetRow } from '../db/staff-users.ts';
import { staffTarget } from '../domain/users/staff-target.ts';
import { param } from '../shared/wire/coerce.ts';
import { type Access, type Route, route } from './route.ts';

export const id = param.text('Id or username.');

/** A deed without parameters, done to one account. */
export const deed = <R extends TSchema>(
  method: Route['method'],
  verb: string,
  access: Access,
  { summary, reply }: { summary: string; reply: R },
  work: (ctx: Ctx, target: TargetRow) => Promise<Static<R>>,
): Route =>
  route({
    method,
    path: `/admin/users/:id${verb === '' ? '' : `/${verb}`}`,
    access,
    summary,
    params: Type.Object({ id }),
    reply,
    handle: async ({ ctx, input }) => work(ctx, await staffTarget(ctx, input.id)),
  });
