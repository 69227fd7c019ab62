/** Web hooks, for admins. */
import Type from 'typebox';
import { countWebHookEvents, listWebHookEvents } from '../../db/web-hook-events.ts';
import { countWebHooks, listWebHooks } from '../../db/web-hooks.ts';
import { createWebHook } from '../../domain/web-hooks/create.ts';
import { destroyWebHook } from '../../domain/web-hooks/destroy.ts';
import { webHookById } from '../../domain/web-hooks/find.ts';
import { pingWebHook } from '../../domain/web-hooks/ping.ts';
import { redeliver } from '../../domain/web-hooks/redeliver.ts';
import { changeWebHook } from '../../domain/web-hooks/update.ts';
import { BadParameter, idOf, param, required } from '../../shared/wire/coerce.ts';
import { Success } from '../../shared/wire/success.ts';
import {
  CreateWebHookParams,
  UpdateWebHookParams,
  WebHookEventList,
  WebHookEventReply,
  WebHookList,
  WebHookReply,
} from '../../shared/wire/web-hooks.ts';
import { OK, type Route, route } from '../route.ts';
import { serializeWebHook, serializeWebHookEvent, webHookExtras } from '../serializers/web-hooks.ts';

const HOOKS = '/admin/api/web_hooks';
const PAGE = 50;
const MAX_OFFSET = 1_000_000;

const offsetParam = param.integer('Rows to skip.');
const hookParams = Type.Object({ id: param.text('Of the hook.') });

function readOffset(offset = 0): number {
  if (offset < 0 || offset > MAX_OFFSET) throw new BadParameter('offset');
  return offset;
}

export const webHookRoutes: Route[] = [
  route({
    method: 'GET',
    path: HOOKS,
    access: 'admin',
    summary: 'Lists web hooks.',
    reply: WebHookList,
    params: Type.Object({ offset: offsetParam }),
    async handle({ ctx, input }): Promise<WebHookList> {
      const offset = readOffset(input.offset);
      return {
        web_hooks: (await listWebHooks(ctx.db, PAGE, offset)).map(serializeWebHook),
        extras: webHookExtras(),
        total_rows_web_hooks: await countWebHooks(ctx.db),
        load_more_web_hooks: `${HOOKS}.json?limit=${PAGE}&offset=${offset + PAGE}`,
      };
    },
  }),

  route({
    method: 'POST',
    path: HOOKS,
    access: 'admin',
    summary: 'Makes a web hook.',
    reply: WebHookReply,
    params: CreateWebHookParams,
    async handle({ ctx, input }): Promise<WebHookReply> {
      return { web_hook: serializeWebHook(await createWebHook(ctx, required(input.web_hook, 'web_hook'))) };
    },
  }),

  route({
    method: 'GET',
    path: `${HOOKS}/:id`,
    access: 'admin',
    summary: 'Shows a web hook.',
    reply: WebHookReply,
    params: hookParams,
    async handle({ ctx, input }): Promise<WebHookReply> {
      return { web_hook: serializeWebHook(await webHookById(ctx, input.id)) };
    },
  }),

  route({
    method: 'PUT',
    path: `${HOOKS}/:id`,
    access: 'admin',
    summary: 'Changes a web hook.',
    reply: WebHookReply,
    params: UpdateWebHookParams,
    async handle({ ctx, input }): Promise<WebHookReply> {
      const sent = required(input.web_hook, 'web_hook');
      return { web_hook: serializeWebHook(await changeWebHook(ctx, idOf(input.id), sent)) };
    },
  }),

  route({
    method: 'DELETE',
    path: `${HOOKS}/:id`,
    access: 'admin',
    summary: 'Deletes a web hook.',
    reply: Success,
    params: hookParams,
    async handle({ ctx, input }) {
      await destroyWebHook(ctx, idOf(input.id));
      return OK;
    },
  }),

  route({
    method: 'POST',
    path: `${HOOKS}/:id/ping`,
    access: 'admin',
    summary: 'Posts a ping to a web hook’s address.',
    reply: Success,
    params: hookParams,
    async handle({ ctx, input }) {
      await pingWebHook(ctx, await webHookById(ctx, input.id));
      return OK;
    },
  }),

  route({
    method: 'GET',
    path: '/admin/api/web_hook_events/:id',
    access: 'admin',
    summary: 'Lists deliveries of a web hook, newest first.',
    reply: WebHookEventList,
    params: Type.Object({
      id: param.text('Of the hook.'),
      status: param.text('successful, failed or all.'),
      offset: offsetParam,
    }),
    async handle({ ctx, input }): Promise<WebHookEventList> {
      const offset = readOffset(input.offset);
      const { status } = input;
      if (status && status !== 'all' && status !== 'successful' && status !== 'failed')
        throw new BadParameter('status');
      const outcome = status === 'successful' || status === 'failed' ? status : undefined;
      const { id } = await webHookById(ctx, input.id);
      const events = await listWebHookEvents(ctx.db, id, outcome, { limit: PAGE, offset });
      const filter = outcome ? `&status=${outcome}` : '';
      return {
        web_hook_events: events.map((event) => serializeWebHookEvent(event, ctx.locale)),
        total_rows_web_hook_events: await countWebHookEvents(ctx.db, id, outcome),
        load_more_web_hook_events: `/admin/api/web_hook_events/${id}.json?limit=${PAGE}&offset=${offset + PAGE}${filter}`,
        extras: { web_hook_id: id },
      };
    },
  }),

  route({
    method: 'POST',
    path: `${HOOKS}/:id/events/:event_id/redeliver`,
    access: 'admin',
    summary: 'Delivers an event once more.',
    reply: WebHookEventReply,
    params: Type.Object({ id: param.text('Of the hook.'), event_id: param.text('Id of the event.') }),
    async handle({ ctx, input }): Promise<WebHookEventReply> {
      const hook = await webHookById(ctx, input.id);
      return { web_hook_event: serializeWebHookEvent(await redeliver(ctx, hook, idOf(input.event_id)), ctx.locale) };
    },
  }),
];
