/**
 * Deliveries of web hooks: what admins see of them, and the steps of delivering. Rows arise by triggers. All that is
 * named `…Due…`, `requeue…`, `claim…`, `record…` is for the one delivery that runs at a time.
 */
import type { WebHookContentType } from '../shared/web-hook-events.ts';
import { type Db, statement } from './open.ts';

export interface WebHookEventRow {
  id: number;
  web_hook_id: number;
  request_url: string | null;
  /** JSON as text, as are payload and response_headers. */
  headers: string | null;
  payload: string;
  state: 'queued' | 'sending' | 'delivered' | 'failed';
  attempts: number;
  /** Null: at once. */
  next_attempt_at: Date | null;
  response_status: number | null;
  response_headers: string | null;
  response_body: string | null;
  duration: number | null;
  reason: string | null;
  created_at: Date;
}

const COLUMNS = `id, web_hook_id, request_url, headers::text as headers, payload::text as payload, state, attempts,
  nullif(next_attempt_at, '-infinity') as next_attempt_at, response_status, response_headers::text as response_headers, response_body, duration, reason, created_at`;

/** Filter of the list; a delivery that was tried and waits to be tried again has failed so far. */
export type EventOutcome = 'successful' | 'failed';
const OUTCOME = `($2::text is null or ($2 = 'successful' and state = 'delivered')
  or ($2 = 'failed' and state <> 'delivered' and duration is not null))`;

const list = statement<WebHookEventRow>(
  'webHookEvents.list',
  `select ${COLUMNS} from web_hook_events where web_hook_id = $1 and ${OUTCOME} order by id desc limit $3 offset $4`,
);
/** One page of a hook's deliveries, newest first. */
export const listWebHookEvents = (
  db: Db,
  hookId: number,
  outcome: EventOutcome | undefined,
  { limit, offset }: { limit: number; offset: number },
) => db.query(list, [hookId, outcome ?? null, limit, offset]);

const count = statement<{ count: number }>(
  'webHookEvents.count',
  `select count(*) from web_hook_events where web_hook_id = $1 and ${OUTCOME}`,
);
export const countWebHookEvents = async (db: Db, hookId: number, outcome: EventOutcome | undefined): Promise<number> =>
  (await db.query(count, [hookId, outcome ?? null]))[0]!.count;

const ping = statement<never>(
  'webHookEvents.insertPing',
  `insert into web_hook_events (web_hook_id, event_type, event_name, payload) values ($1, 'ping', 'ping', '{"ping":"OK"}')`,
);
export const insertPing = async (db: Db, hookId: number): Promise<void> => {
  await db.query(ping, [hookId]);
};

const again = statement<WebHookEventRow>(
  'webHookEvents.requeue',
  `update web_hook_events set
     state = case when state = 'sending' then state else 'queued' end, attempts = case when state = 'sending' then attempts else 0 end,
     next_attempt_at = '-infinity', finished_at = null
   where id = $2 and web_hook_id = $1 returning ${COLUMNS}`,
);
/** Has an event delivered again, with tries as if it were new. */
export const requeueWebHookEvent = async (db: Db, hookId: number, id: number) =>
  (await db.query(again, [hookId, id]))[0];

const resume = statement<never>('webHookEvents.resume', 'update web_hooks set paused_until = null where id = $1');
/** Ends a hook's pause: an admin wants to see it work. */
export const resumeWebHook = async (db: Db, hookId: number): Promise<void> => {
  await db.query(resume, [hookId]);
};

const drop = statement<never>(
  'webHookEvents.dropWaiting',
  `delete from web_hook_events where web_hook_id = $1 and state = 'queued' and event_type <> 'ping'`,
);
/** Forgets what a hook was not told yet. */
export const deleteWaitingEvents = async (db: Db, hookId: number): Promise<void> => {
  await db.query(drop, [hookId]);
};

const old = statement<never>('webHookEvents.deleteOld', 'delete from web_hook_events where created_at < $1');
export const deleteOldWebHookEvents = async (db: Db, before: Date): Promise<void> => {
  await db.query(old, [before]);
};

/** Waiting events whose hook may be told now. A ping is wanted of a hook that is switched off, too. */
const READY = `e.state = 'queued' and (h.active or e.event_type = 'ping')`;
const DUE = `${READY} and e.next_attempt_at <= $1 and (h.paused_until is null or h.paused_until <= $1)`;

const due = statement<{ due: boolean }>(
  'webHookEvents.hasDue',
  `select exists (select from web_hook_events where state = 'sending')
     or exists (select from web_hooks h where exists (select from web_hook_events e where e.web_hook_id = h.id and ${DUE})) as due`,
);
/** Whether there is something to deliver, what a process that died left behind included. */
export const hasDueWebHookEvents = async (db: Db, now: Date): Promise<boolean> => (await db.query(due, [now]))[0]!.due;

const dueHooks = statement<{ id: number }>(
  'webHookEvents.dueHooks',
  `select h.id from web_hooks h where h.id <> all ($2)
     and exists (select from web_hook_events e where e.web_hook_id = h.id and ${DUE}) order by h.id limit $3`,
);
/** Hooks that something is due for, without those in `except`. */
export const listDueWebHookIds = async (db: Db, now: Date, except: readonly number[], limit: number) =>
  (await db.query(dueHooks, [now, except, limit])).map((row) => row.id);

const next = statement<{ at: Date | null }>(
  'webHookEvents.nextDue',
  `select min(nullif(greatest(e.next_attempt_at, h.paused_until), '-infinity')) as at
   from web_hook_events e join web_hooks h on h.id = e.web_hook_id where ${READY}`,
);
/** When the next waiting event is due; undefined: none waits for a time to come. */
export const findNextDueWebHookEvent = async (db: Db): Promise<Date | undefined> =>
  (await db.query(next))[0]?.at ?? undefined;

const recover = statement<{ id: number }>(
  'webHookEvents.recover',
  `update web_hook_events set state = 'queued' where state = 'sending' returning id`,
);
/** Puts back events whose delivery was interrupted. Only whoever delivers alone may call it. @returns their ids */
export const requeueInterruptedEvents = async (db: Db): Promise<number[]> =>
  (await db.query(recover)).map((row) => row.id);

export interface ClaimedEvent {
  id: number;
  event_type: string;
  event_name: string;
  payload: string;
  attempts: number;
  payload_url: string;
  content_type: WebHookContentType;
  secret: string;
  verify_certificate: boolean;
}
const claim = statement<ClaimedEvent>(
  'webHookEvents.claim',
  // Materialized: joined as it is, a plan may ask for "the first one" again and again, and take another each time.
  `with due as materialized (
     select e.id from web_hook_events e join web_hooks h on h.id = e.web_hook_id where e.web_hook_id = $2 and ${DUE}
     order by e.id limit 1 for update of e skip locked),
   claimed as (
     update web_hook_events c set state = 'sending', attempts = c.attempts + 1 from due
     where c.id = due.id
     returning c.id, c.web_hook_id, c.event_type, c.event_name, c.payload::text as payload, c.attempts)
   select c.id, c.event_type, c.event_name, c.payload, c.attempts, h.payload_url, h.content_type, h.secret, h.verify_certificate
   from claimed c join web_hooks h on h.id = c.web_hook_id`,
);
/** Takes the oldest event that is due for a hook. */
export const claimWebHookEvent = async (db: Db, hookId: number, now: Date): Promise<ClaimedEvent | undefined> =>
  (await db.query(claim, [now, hookId]))[0];

export interface DeliveryResult {
  state: 'delivered' | 'queued' | 'failed';
  headers: Record<string, string>;
  /** Of the answer; undefined: there was none. */
  status: number | undefined;
  response_headers: Record<string, unknown> | undefined;
  response_body: string | undefined;
  duration: number;
  reason: string | undefined;
  next_attempt_at: Date | undefined;
  /** Nothing goes to this hook before then. */
  paused_until: Date | undefined;
}

const record = statement<never>(
  'webHookEvents.record',
  `with done as (
     update web_hook_events set state = $3, request_url = $4, headers = $5, response_status = $6, response_headers = $7,
       response_body = $8, duration = $9, reason = $10, next_attempt_at = coalesce($11, '-infinity'::timestamptz), finished_at = case when $3 = 'queued' then null else $13::timestamptz end
     where id = $1 and state = 'sending' and attempts = $2 returning web_hook_id)
   update web_hooks h set paused_until = $12, last_delivery_status = case when $3 = 'delivered' then 3 else 2 end
   from done where h.id = done.web_hook_id`,
);
/** Writes down how a claimed event fared, unless another process has taken it over since. */
export async function recordDelivery(db: Db, event: ClaimedEvent, result: DeliveryResult, now: Date): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await db.query(record, [
    event.id,
    event.attempts,
    result.state,
    event.payload_url,
    json(result.headers),
    result.status ?? null,
    json(result.response_headers),
    result.response_body ?? null,
    result.duration,
    result.reason ?? null,
    result.next_attempt_at ?? null,
    result.paused_until ?? null,
    now,
  ]);
}
