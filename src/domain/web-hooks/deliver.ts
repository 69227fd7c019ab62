/**
 * Telling the receivers. Hooks are served side by side, the events of one hook in their order. Every step is committed
 * before the next begins, so a process that dies leaves the event it was posting in `sending`; it is posted again with
 * the same id, by which a receiver knows it. The caller sees to it that one delivery runs at a time.
 */
import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '../../context.ts';
import {
  type ClaimedEvent,
  claimWebHookEvent,
  type DeliveryResult,
  findNextDueWebHookEvent,
  listDueWebHookIds,
  recordDelivery,
  requeueInterruptedEvents,
} from '../../db/web-hook-events.ts';
import { webHookContentTypes } from '../../shared/web-hook-events.ts';
import { disableGoneWebHook } from './disable.ts';
import { type Answer, type NoAnswer, post } from './post.ts';

const MINUTE = 60_000;
/** Waits after the first, second, … failure; after one more the event is given up. */
const BACK_OFF = [MINUTE, 5 * MINUTE, 25 * MINUTE, 125 * MINUTE] as const;
/** Hooks served at the same time, so that a receiver that hangs does not keep the others waiting. */
const AT_ONCE = 10;
/** How soon hooks that became due meanwhile are taken up. */
const LOOK_AGAIN_MS = 250;
/** How soon somebody else may go on when this process may not. */
const INTERRUPTED_MS = 500;
const GONE = 410;

/** What is posted: body and headers, as Discourse makes and signs them. */
function compose(event: ClaimedEvent, instance: string): { headers: Record<string, string>; body: string } {
  const body = event.content_type === 2 ? new URLSearchParams({ payload: event.payload }).toString() : event.payload;
  const headers = {
    Accept: '*/*',
    'Content-Type': webHookContentTypes[event.content_type],
    'Content-Length': String(Buffer.byteLength(body)),
    'User-Agent': 'Usher',
    'X-Discourse-Instance': instance,
    'X-Discourse-Event-Id': String(event.id),
    'X-Discourse-Event-Type': event.event_type,
    'X-Discourse-Event': event.event_name,
    ...(event.secret
      ? { 'X-Discourse-Event-Signature': `sha256=${createHmac('sha256', event.secret).update(body).digest('hex')}` }
      : {}),
  };
  return { headers, body };
}

type Verdict = Pick<DeliveryResult, 'state' | 'reason' | 'next_attempt_at' | 'paused_until'>;

/** What becomes of an event after a try. */
function judge(event: ClaimedEvent, outcome: Answer | NoAnswer, now: Date): Verdict {
  const done = { next_attempt_at: undefined, paused_until: undefined };
  const answered = 'status' in outcome;
  if (answered && outcome.status >= 200 && outcome.status < 300)
    return { ...done, state: 'delivered', reason: undefined };
  if (answered && outcome.status === GONE) return { ...done, state: 'failed', reason: 'gone' };
  if (!answered && outcome.why === 'private') return { ...done, state: 'failed', reason: 'private' };
  const wait = BACK_OFF[Math.min(event.attempts, BACK_OFF.length) - 1]!;
  const again = new Date(now.getTime() + wait);
  // A ping is somebody looking: its failure is the answer.
  const final = event.attempts > BACK_OFF.length || event.event_type === 'ping';
  const redirected = answered && outcome.status >= 300 && outcome.status < 400;
  return {
    state: final ? 'failed' : 'queued',
    reason: answered ? (redirected ? 'redirect' : undefined) : [outcome.why, outcome.detail].filter(Boolean).join(' '),
    next_attempt_at: final ? undefined : again,
    // Without an answer the other events would fare the same: they keep their place behind this one.
    paused_until: answered ? undefined : again,
  };
}

/** Posts what is due for one hook, oldest first. */
async function deliverTo(services: Services, hookId: number, keepGoing: () => boolean): Promise<void> {
  const { db, env, now, log } = services;
  while (keepGoing()) {
    const event = await claimWebHookEvent(db, hookId, now());
    if (!event) return;
    const { headers, body } = compose(event, env.baseUrl);
    const started = performance.now();
    const outcome = await post({
      url: event.payload_url,
      headers,
      body,
      verifyCertificate: event.verify_certificate,
      allowedHosts: env.webHookAllowedHosts,
    });
    const verdict = judge(event, outcome, now());
    const answer = 'status' in outcome ? outcome : undefined;
    const result: DeliveryResult = {
      ...verdict,
      headers,
      status: answer?.status,
      response_headers: answer?.headers,
      response_body: answer?.body,
      duration: Math.round(performance.now() - started),
    };
    await recordDelivery(db, event, result, now());
    if (verdict.state === 'failed') {
      log.warn({ webHook: hookId, event: event.id, status: answer?.status, why: verdict.reason }, 'a web hook failed');
    }
    if (answer?.status === GONE) await disableGoneWebHook(services, hookId);
    if (verdict.paused_until) return;
  }
}

/**
 * Delivers until nothing is due or `keepGoing` says no (asked before each event).
 * @returns milliseconds until it should be called again; undefined: nothing waits
 */
export async function deliverWebHooks(services: Services, keepGoing: () => boolean): Promise<number | undefined> {
  const { db, now, log } = services;
  const interrupted = await requeueInterruptedEvents(db);
  if (interrupted.length > 0) log.warn({ events: interrupted }, 'posting web hook events again that were interrupted');
  const busy = new Map<number, Promise<void>>();
  const errors: unknown[] = [];
  try {
    while (keepGoing() && errors.length === 0) {
      for (const id of await listDueWebHookIds(db, now(), [...busy.keys()], AT_ONCE - busy.size)) {
        const work = deliverTo(services, id, keepGoing)
          .catch((error) => errors.push(error))
          .finally(() => busy.delete(id));
        busy.set(id, work as Promise<void>);
      }
      if (busy.size === 0) break;
      await Promise.race([...busy.values(), pause(LOOK_AGAIN_MS)]);
    }
  } finally {
    await Promise.all(busy.values());
  }
  if (errors.length > 0) throw errors[0];
  if (!keepGoing()) return INTERRUPTED_MS;
  const next = await findNextDueWebHookEvent(db);
  return next && Math.max(0, next.getTime() - now().getTime());
}
