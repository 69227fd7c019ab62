/**
 * What keeps simple robots from signing up: two values that a browser has to fetch first and send back, one of them
 * reversed, in a field that looks like something else. Nothing is stored: they are derived from who asks and the hour.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Ctx } from '../context.ts';
import { sameToken } from '../secrets.ts';
import type { Honeypot } from '../shared/wire/session.ts';
import { csrfToken } from './session-cookies.ts';

const HOUR_MS = 3_600_000;

const hourOf = (ctx: Ctx) => Math.floor(ctx.now().getTime() / HOUR_MS);

function pairFor(ctx: Ctx, who: string, hour: number): { value: string; challenge: string } {
  const derive = (part: string) => ctx.services.secrets.mac('honeypot', `${part} ${who} ${hour}`);
  return { value: derive('value'), challenge: derive('challenge') };
}

/** A browser is known by its CSRF token, a script by its key. */
const askerOf = (ctx: Ctx, request: FastifyRequest, reply: FastifyReply): string =>
  ctx.actor.apiKey ? `key ${ctx.actor.apiKey.id}` : csrfToken(request, reply, ctx.services.secrets, ctx.settings);

/** The pair for this browser; good for at least an hour. */
export const honeypotFor = (ctx: Ctx, request: FastifyRequest, reply: FastifyReply): Honeypot => ({
  ...pairFor(ctx, askerOf(ctx, request, reply), hourOf(ctx)),
  expires_in: HOUR_MS / 1000,
});

/** Whether the pair came back right. The hour before is good too, so that no form dies at the turn of the hour. */
export function passesHoneypot(
  ctx: Ctx,
  request: FastifyRequest,
  reply: FastifyReply,
  sent: { password_confirmation?: string | undefined; challenge?: string | undefined },
): boolean {
  const { password_confirmation: value = '', challenge = '' } = sent;
  const who = askerOf(ctx, request, reply);
  return [hourOf(ctx), hourOf(ctx) - 1].some((hour) => {
    const right = pairFor(ctx, who, hour);
    return sameToken(value, right.value) && sameToken([...challenge].reverse().join(''), right.challenge);
  });
}
