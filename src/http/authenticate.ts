/** Cookie or API key -> actor, with one query. Credentials in the query string or body are never looked at. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../context.ts';
import { findIdentityByKey, findIdentityBySession, updateKeyLastUsed, updateLastSeen } from '../db/authentication.ts';
import { invalidCredentials } from '../errors.ts';
import { type Actor, anonymous } from '../policy/actor.ts';
import { actorOf, mayAct } from '../policy/identity.ts';
import { tokenHash } from '../secrets.ts';
import { nameKey } from '../shared/normalise.ts';
import type { Settings } from '../shared/site-settings.ts';
import type { FloodLimits } from './rate-limit.ts';
import { loginTokenHash } from './session-cookies.ts';

export interface Authenticated {
  actor: Actor;
  settings: Settings;
}

/** "Last seen" and "last used" are written at most this often. */
const TOUCH_MS = 60_000;
const isStale = (at: Date | null, now: Date) => at === null || now.getTime() - at.getTime() > TOUCH_MS;

/** Runs a write nobody waits for; the request it belongs to does not fail with it. */
function inBackground(services: Services, work: Promise<unknown>): void {
  work.catch((err) => services.log.warn({ err }, 'could not note when an account or key was last used'));
}

/** Whom the key of this request acts as; `actor` undefined: it is not good for that. */
async function lookUpKey({ db, settings: live, now: clock }: Services, request: FastifyRequest) {
  const now = clock();
  const header = (name: string) => request.headers[name]?.toString();
  const username = header('api-username');
  const userId = header('api-user-id');
  const named = {
    usernameKey: username === undefined ? undefined : nameKey(username),
    id: username !== undefined || userId === undefined ? undefined : /^-?\d{1,9}$/.test(userId) ? Number(userId) : 0,
  };
  const found = await findIdentityByKey(db, tokenHash(header('api-key') ?? ''), named);
  const settings = await live.at(found.settings_version);
  const ownerOnly = found.key_user_id !== null;
  const wrongUser = found.id === null || (ownerOnly && found.key_user_id !== found.id);
  if (found.key_id === null || wrongUser || !mayAct(found, settings, now)) return { settings, actor: undefined };
  const key = { id: found.key_id, singleUser: ownerOnly, scopes: found.scopes };
  return { settings, actor: actorOf(found, now, key), keyId: found.key_id, lastUsed: found.last_used_at };
}

/** Who is logged in with this cookie; `actor` undefined: nobody. */
async function lookUpSession({ db, settings: live, now: clock }: Services, hash: Buffer) {
  const now = clock();
  const found = await findIdentityBySession(db, hash, now);
  const settings = await live.at(found.settings_version);
  if (found.id === null || !mayAct(found, settings, now)) return { settings, actor: undefined };
  return { settings, actor: actorOf(found, now), lastSeen: found.last_seen_at };
}

/** Who a request that was let in earlier would act as now; undefined: nobody any more. Nothing is counted or noted. */
export async function identifyAgain(services: Services, request: FastifyRequest): Promise<Authenticated | undefined> {
  const hash = loginTokenHash(request);
  const byKey = request.headers['api-key'] !== undefined;
  if (!byKey && !hash) return undefined;
  const { actor, settings } = byKey ? await lookUpKey(services, request) : await lookUpSession(services, hash!);
  return actor && { actor, settings };
}

async function byKey(
  services: Services,
  floods: FloodLimits,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Authenticated> {
  const found = await lookUpKey(services, request);
  const { actor, settings } = found;
  if (!actor) {
    // Guessing keys is counted like any other anonymous traffic.
    floods.countIp(request);
    throw invalidCredentials();
  }
  await floods.countApiKey();
  const now = services.now();
  if (isStale(found.lastUsed, now)) inBackground(services, updateKeyLastUsed(services.db, found.keyId, now));
  reply.header('X-Discourse-Username', actor.username);
  return { actor, settings };
}

/** @throws UsherError invalid_credentials for a key that is not good here; a bad cookie is simply nobody */
export async function authenticate(
  services: Services,
  floods: FloodLimits,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Authenticated> {
  if (request.headers['api-key'] !== undefined) return byKey(services, floods, request, reply);
  floods.countIp(request);
  const { db } = services;
  const hash = loginTokenHash(request);
  if (!hash) return { actor: anonymous, settings: await services.settings.now() };
  const found = await lookUpSession(services, hash);
  const { actor, settings } = found;
  if (!actor) return { actor: anonymous, settings };
  const now = services.now();
  if (isStale(found.lastSeen, now)) inBackground(services, updateLastSeen(db, actor.id, now));
  reply.header('X-Discourse-Username', actor.username);
  return { actor, settings };
}
