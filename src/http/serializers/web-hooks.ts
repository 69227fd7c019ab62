/** Web hooks and their deliveries as admins see them. */
import type { WebHookEventRow } from '../../db/web-hook-events.ts';
import type { WebHookRow } from '../../db/web-hooks.ts';
import type { Locale } from '../../shared/i18n/locales.ts';
import {
  type WebHookEventType,
  webHookContentTypes,
  webHookDeliveryStatuses,
  webHookEventTypes,
} from '../../shared/web-hook-events.ts';
import type { WebHook, WebHookEvent, WebHookList } from '../../shared/wire/web-hooks.ts';
import { translate } from '../../translate.ts';

const serializeType = ({ id, name, group }: WebHookEventType) => ({ id, name, group });

export const serializeWebHook = (hook: WebHookRow): WebHook => ({
  id: hook.id,
  payload_url: hook.payload_url,
  content_type: hook.content_type,
  last_delivery_status: hook.last_delivery_status,
  secret: hook.secret,
  wildcard_web_hook: hook.wildcard_web_hook,
  verify_certificate: hook.verify_certificate,
  active: hook.active,
  web_hook_event_types: webHookEventTypes.filter(({ event }) => hook.event_names.includes(event)).map(serializeType),
  group_ids: hook.group_ids,
  category_ids: [],
  tag_names: [],
});

/** What a form for a hook needs to know. */
export function webHookExtras(): WebHookList['extras'] {
  const grouped: Record<string, ReturnType<typeof serializeType>[]> = {};
  for (const type of webHookEventTypes) {
    grouped[type.group] ??= [];
    grouped[type.group]!.push(serializeType(type));
  }
  return {
    default_event_types: grouped.group_user!,
    grouped_event_types: grouped,
    content_types: Object.entries(webHookContentTypes).map(([id, name]) => ({ id: Number(id), name })),
    delivery_statuses: Object.entries(webHookDeliveryStatuses).map(([name, id]) => ({ id, name })),
  };
}

export function serializeWebHookEvent(event: WebHookEventRow, locale: Locale): WebHookEvent {
  const tried = event.duration !== null;
  // `unreachable ECONNREFUSED`: a code of ours and the network's.
  const [why, detail] = event.reason?.split(' ') ?? [];
  const error = why ? translate(locale, 'errors', `web_hook_failed_${why}`, { detail }) : undefined;
  const headers = event.response_headers ?? (error && JSON.stringify({ error })) ?? null;
  return {
    id: event.id,
    web_hook_id: event.web_hook_id,
    request_url: event.request_url,
    headers: event.headers,
    payload: event.payload,
    status: event.response_status ?? (tried ? -1 : 0),
    response_headers: headers,
    response_body: event.response_body,
    duration: event.duration ?? 0,
    created_at: event.created_at.toISOString(),
    redelivering: tried && (event.state === 'queued' || event.state === 'sending'),
    state: event.state,
    attempts: event.attempts,
    next_attempt_at: event.state === 'queued' ? (event.next_attempt_at?.toISOString() ?? null) : null,
    error: error ?? null,
  };
}
