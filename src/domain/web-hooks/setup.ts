/** What an admin wants a hook to be: read, checked, and written down for the staff action log. */
import type { Ctx } from '../../context.ts';
import { listUnknownGroupIds } from '../../db/settings.ts';
import type { WebHookSetup } from '../../db/web-hooks.ts';
import { invalidParameters, invalidRecord } from '../../errors.ts';
import { type WebHookContentType, webHookEventTypes } from '../../shared/web-hook-events.ts';
import { idOf } from '../../shared/wire/coerce.ts';
import { isForbiddenTarget } from './target.ts';

export interface WebHookInput {
  payload_url?: string | undefined;
  content_type?: number | undefined;
  secret?: string | undefined;
  wildcard_web_hook?: boolean | undefined;
  active?: boolean | undefined;
  verify_certificate?: boolean | undefined;
  web_hook_event_type_ids?: string[] | undefined;
  group_ids?: string[] | undefined;
}

const MAX_URL = 2000;
const SECRET_LENGTH = { min: 12, max: 255 };

function checkUrl(ctx: Ctx, text: string): string {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (!url || trimmed.length > MAX_URL || !['http:', 'https:'].includes(url.protocol))
    throw invalidRecord('web_hook_url_invalid', { max: MAX_URL });
  if (isForbiddenTarget(url, ctx.services.env.webHookAllowedHosts)) throw invalidRecord('web_hook_url_private');
  return trimmed;
}

function checkSecret(secret: string): string {
  const { min, max } = SECRET_LENGTH;
  if (secret !== '' && (secret.length < min || secret.length > max))
    throw invalidRecord('web_hook_secret_length', SECRET_LENGTH);
  return secret;
}

function checkContentType(value: number): WebHookContentType {
  if (value !== 1 && value !== 2) throw invalidParameters('content_type');
  return value;
}

async function checkGroups(ctx: Ctx, texts: readonly string[]): Promise<number[]> {
  const ids = texts.map((text) => {
    const id = idOf(text);
    if (id === undefined) throw invalidParameters('group_ids');
    return id;
  });
  if ((await listUnknownGroupIds(ctx.db, ids)).length > 0) throw invalidParameters('group_ids');
  return ids;
}

/** Ids of events that only a forum has are passed over: scripts written for one name them. */
const eventNames = (ids: readonly string[]): string[] =>
  webHookEventTypes.filter(({ id }) => ids.includes(String(id))).map(({ event }) => event);

/** A new hook as Discourse's form starts: everything on, nothing chosen. */
export const NEW_WEB_HOOK: WebHookSetup = {
  payload_url: '',
  content_type: 1,
  secret: '',
  wildcard_web_hook: false,
  event_names: [],
  group_ids: [],
  active: true,
  verify_certificate: true,
};

/**
 * `before` with what was sent; keys that were not sent stay.
 * @throws UsherError 400 for a content type or group that does not exist; 422 for a URL that cannot be used, a short
 * secret, no event
 */
export async function changedSetup(ctx: Ctx, before: WebHookSetup, sent: WebHookInput): Promise<WebHookSetup> {
  const setup: WebHookSetup = {
    payload_url: checkUrl(ctx, sent.payload_url ?? before.payload_url),
    content_type: checkContentType(sent.content_type ?? before.content_type),
    secret: checkSecret(sent.secret?.trim() ?? before.secret),
    wildcard_web_hook: sent.wildcard_web_hook ?? before.wildcard_web_hook,
    event_names: sent.web_hook_event_type_ids ? eventNames(sent.web_hook_event_type_ids) : before.event_names,
    group_ids: sent.group_ids ? await checkGroups(ctx, sent.group_ids) : before.group_ids,
    active: sent.active ?? before.active,
    verify_certificate: sent.verify_certificate ?? before.verify_certificate,
  };
  if (!setup.wildcard_web_hook && setup.event_names.length === 0) throw invalidRecord('web_hook_no_event');
  return setup;
}

/** A URL as the log may show it: what is behind the path, or before the host, may be a password. */
export function shownUrl(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`;
}

/** Lines for the log: each attribute as it is, or as it was and is. Of the secret only that it changed. */
export function describeSetup(setup: WebHookSetup, before?: WebHookSetup): string {
  const show = (of: WebHookSetup, key: keyof WebHookSetup): string => {
    if (key === 'secret') return of.secret === '' ? 'none' : 'set';
    return key === 'payload_url' ? shownUrl(of.payload_url) : String(of[key]);
  };
  return (Object.keys(setup) as (keyof WebHookSetup)[])
    .filter((key) => !before || String(before[key]) !== String(setup[key]))
    .map((key) => `${key}: ${before ? `${show(before, key)} → ` : ''}${show(setup, key)}`)
    .join('\n');
}
