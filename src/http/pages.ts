/**
 * Pages: the two HTML files of the web build and their assets. Which file a browser gets is decided by the path; the
 * reason why an invite is dead is put into the page, so that it can be read without a script.
 */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../context.ts';
import { findPageState } from '../domain/invites/show.ts';
import { escapeHtml } from '../shared/escape-html.ts';
import { direction } from '../shared/i18n/locales.ts';
import { duration, translate } from '../translate.ts';
import { localeOf } from './app.ts';
import type { FloodLimits } from './rate-limit.ts';
import { sendPageHeaders } from './security-headers.ts';
import { wantsJson } from './url.ts';

// Run from the sources (tests, `npm run dev`), the built pages are still those in dist.
const built = import.meta.url.includes('/dist/server/') ? '../../web/' : '../../dist/web/';
const root = fileURLToPath(new URL(built, import.meta.url));

/** Opened from a mail, on a phone, once: the light entry, without the application. */
const LIGHT = /^\/(invites\/[^/]+|u\/(activate-account|password-reset|confirm-new-email)\/[^/]+)$/;

export async function registerPages(app: FastifyInstance, services: Services, floods: FloodLimits): Promise<void> {
  const files = new Map<string, string>();
  for (const name of ['index.html', 'light.html'])
    files.set(name, await readFile(`${root}${name}`, 'utf8').catch(() => ''));

  const page = async (request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.split('?', 1)[0]!;
    const settings = await services.settings.now();
    const locale = localeOf(request, settings);
    const light = LIGHT.exec(path);
    const { dead, waitSeconds } = path.startsWith('/invites/')
      ? await findPageState(services, path.slice('/invites/'.length), request.ip)
      : {};
    const paragraph = (reason: string, sentence: string) => `<p data-reason="${reason}">${escapeHtml(sentence)}</p>`;
    let reason = dead ? paragraph(dead, translate(locale, 'errors', `dead_${dead}`)) : '';
    if (waitSeconds !== undefined) {
      const time_left = duration(locale, waitSeconds);
      reason = paragraph('too_many_views', translate(locale, 'errors', 'too_many_requests', { time_left }));
      reply.code(429).header('Retry-After', String(waitSeconds));
    }
    const html = files
      .get(light ? 'light.html' : 'index.html')!
      .replaceAll('__LANG__', locale)
      .replaceAll('__DIR__', direction(locale))
      .replaceAll('__TITLE__', () => escapeHtml(settings.title))
      .replace('<!--usher:reason-->', () => reason);
    return sendPageHeaders(reply).type('text/html; charset=utf-8').header('X-Robots-Tag', 'noindex').send(html);
  };

  // Before the API: a browser that opens an address gets a page, whatever endpoint has the same path.
  const opensPage = (request: FastifyRequest) =>
    request.method === 'GET' &&
    !wantsJson(request) &&
    !request.url.startsWith('/assets/') &&
    !request.url.startsWith('/srv/') &&
    // A file to download, not a page.
    !/^[^?#]*\.csv(?:[?#]|$)/.test(request.url);
  // With a callback, because every request of the API passes here and an async function would cost each a promise.
  app.addHook('onRequest', (request, reply, done) => {
    if (!opensPage(request)) return done();
    floods.countIp(request);
    page(request, reply).catch(done);
  });
  await app.register(fastifyStatic, {
    root: `${root}assets`,
    prefix: '/assets/',
    decorateReply: false,
    immutable: true,
    maxAge: '365d',
    // The build has written each of them compressed as well.
    preCompressed: true,
    setHeaders: (reply) => reply.setHeader('Vary', 'Accept-Encoding'),
  });
}
