/** Finding what a request is about. */
import type { Ctx } from '../../context.ts';
import { findWebHook, type WebHookRow } from '../../db/web-hooks.ts';
import { notFound } from '../../errors.ts';
import { idOf } from '../../shared/wire/coerce.ts';

/** @throws UsherError not_found */
export async function webHookById(ctx: Ctx, id: string | undefined): Promise<WebHookRow> {
  const number = idOf(id);
  const hook = number === undefined ? undefined : await findWebHook(ctx.db, number);
  if (!hook) throw notFound();
  return hook;
}
