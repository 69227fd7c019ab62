/**
 * The HTTP side: what happens to every request, in order, and the list of all routes. Read `handle` from top to bottom
 * to know what guards an endpoint.
 */
import { Readable } from 'node:stream';
import cookie from '@fastify/cookie';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Ctx, Services } from '../context.ts';
import { invalidAccess, notFound, notLoggedIn, UsherError } from '../errors.ts';
import type { Actor } from '../policy/actor.ts';
import { keyPermits } from '../policy/api-key-scopes.ts';
import { isLocale, type Locale } from '../shared/i18n/locales.ts';
import type { Settings } from '../shared/site-settings.ts';
import { readParams } from '../shared/wire/coerce.ts';
import { authenticate } from './authenticate.ts';
import { type EventStreams, eventStreams, type StreamOptions } from './event-streams.ts';
import { registerPages } from './pages.ts';
import { BODY_LIMIT, collectParams, collectQuery, keepQueryText, registerBodyParsers } from './params.ts';
import { floodLimits } from './rate-limit.ts';
import { refuseConnection, replyError } from './reply-error.ts';
import type { Access, Route } from './route.ts';
import { routes } from './routes/index.ts';
import { sendSecurityHeaders } from './security-headers.ts';
import { hasCsrfToken } from './session-cookies.ts';
import { letGoOfUnusedConnections } from './unused-connections.ts';
import { dropUpload, TEXT_BODIES } from './upload.ts';
import { canonicalUrl } from './url.ts';

/** Language of the answer: the account's, then what the browser was told to use, then what it asks for. */
export function localeOf(request: FastifyRequest, settings?: Settings, actor?: Actor): Locale {
  const fallback = settings?.default_locale ?? 'en';
  if (settings && !settings.allow_user_locale) return fallback;
  if (isLocale(actor?.locale)) return actor.locale;
  if (request.headers['api-key'] !== undefined) return fallback;
  const chosen = request.cookies?.usher_locale;
  if (isLocale(chosen)) return chosen;
  for (const part of (request.headers['accept-language'] ?? '').split(',')) {
    const language = part.trim().slice(0, 2).toLowerCase();
    if (isLocale(language)) return language;
  }
  return fallback;
}

function ensureAccess(access: Access, actor: Actor, settings: Settings): void {
  if (access === 'public') return;
  if (actor.kind === 'anonymous' && (access === 'user' || (access === 'anyone' && settings.login_required)))
    throw notLoggedIn();
  if ((access === 'staff' && !actor.staff) || (access === 'admin' && !actor.admin)) throw notFound();
}

declare module 'fastify' {
  interface FastifyInstance {
    eventStreams: EventStreams;
  }
}

/** Builds the application; nothing listens yet. */
export async function buildApp(services: Services, streams: Partial<StreamOptions> = {}): Promise<FastifyInstance> {
  const { env, log } = services;
  const app = fastify({
    // URLs carry invite keys, so requests are not logged; errors are, by route pattern.
    logger: false,
    bodyLimit: BODY_LIMIT,
    trustProxy: env.trustedProxies.length > 0 ? env.trustedProxies : false,
    rewriteUrl: canonicalUrl,
    routerOptions: { querystringParser: keepQueryText, maxParamLength: 500, caseSensitive: true },
    // Headers come within a minute; a large file may take longer.
    requestTimeout: 300_000,
    return503OnClosing: true,
    genReqId: () => crypto.randomUUID(),
    clientErrorHandler: refuseConnection,
    // What the router itself refuses, such as a path that is not UTF-8.
    frameworkErrors: (error, request, reply) => replyError(error, request, reply, localeOf(request), log),
  });
  // Before the first await: routes take the handler that is there when the plugins so far are loaded.
  app.setErrorHandler((error, request, reply) => {
    // Closed while its body is still on its way, the connection would be reset before the sender has read why.
    if (!request.raw.complete) {
      reply.removeHeader('connection');
      dropUpload(request);
    }
    replyError(error, request, reply, localeOf(request), log);
  });
  const floods = floodLimits(services);

  app.decorate('eventStreams', eventStreams(services, streams));
  app.addHook('preClose', async () => app.eventStreams.close());
  letGoOfUnusedConnections(app);

  await app.register(cookie);
  sendSecurityHeaders(app, env.baseUrl.startsWith('https:'));
  registerBodyParsers(app);
  app.removeContentTypeParser('text/plain');

  // Before the routes: each keeps the handlers that were set when it was declared.
  app.setNotFoundHandler((request, reply) => replyError(notFound(), request, reply, localeOf(request), log));

  const handle = (declared: Route) => async (request: FastifyRequest, reply: FastifyReply) => {
    let locale: Locale | undefined;
    try {
      const { actor, settings } = await authenticate(services, floods, request, reply);
      locale = localeOf(request, settings, actor);
      const sent = declared.upload ? collectQuery(request) : await collectParams(request);
      const safe = request.method === 'GET' || request.method === 'HEAD';
      if (!safe && !actor.apiKey && !hasCsrfToken(request, services.secrets, sent)) {
        throw new UsherError('bad_csrf', { code: 'invalid_access' });
      }
      if (actor.apiKey && !keyPermits(actor.apiKey.scopes, declared.method, declared.path, sent))
        throw invalidAccess('api_key_scope', { whoCanHelp: [{ role: 'admin' }] });
      ensureAccess(declared.access, actor, settings);
      const ctx: Ctx = {
        db: services.db,
        actor,
        settings,
        locale,
        ip: request.ip,
        now: services.now,
        services,
        afterCommit: (work) => work(),
      };
      const input = readParams(declared.params, sent) as never;
      if (declared.status) reply.code(declared.status);
      const answer = await declared.handle({ ctx, input, request, reply });
      if (!safe) services.wake('deliver_web_hooks');
      if (reply.sent) return reply;
      reply.header('X-Robots-Tag', 'noindex');
      if (answer instanceof Readable) return reply.send(answer);
      return answer === undefined
        ? reply.send()
        : reply.type('application/json; charset=utf-8').send(JSON.stringify(answer));
    } catch (error) {
      if (declared.upload) dropUpload(request);
      replyError(error, request, reply, locale ?? localeOf(request), log);
      return reply;
    }
  };
  const add = (to: FastifyInstance, declared: Route) =>
    to.route({ method: declared.method, url: declared.path, handler: handle(declared) });
  for (const declared of routes) if (!declared.upload) add(app, declared);
  await app.register(async (uploads) => {
    // Nothing is read before the handler asks for it.
    uploads.addContentTypeParser(TEXT_BODIES, (_request, payload, done) => done(null, payload));
    for (const declared of routes) if (declared.upload) add(uploads, declared);
  });
  app.get('/srv/status', async (_request, reply) => reply.type('text/plain').send('ok'));
  await registerPages(app, services, floods);

  return app;
}
