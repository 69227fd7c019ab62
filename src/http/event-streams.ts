/**
 * Streams of `/events`, of this process. A stream is asked for again who it belongs to, and what they may follow, each
 * time before it is told something, whenever their rights may have changed, and with every beat: it never knows more than
 * a request made at that moment would.
 */
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../context.ts';
import { listGroups } from '../db/groups.ts';
import { UsherError } from '../errors.ts';
import type { Actor } from '../policy/actor.ts';
import { keyPermits } from '../policy/api-key-scopes.ts';
import { type FollowedTopic, topicsFollowed } from '../policy/topics.ts';
import type { ChangedEvent, EndEvent, ParsedTopic, ReadyEvent, Topic } from '../shared/wire/events.ts';
import { identifyAgain } from './authenticate.ts';

export interface StreamOptions {
  /** Time between signs of life; proxies give up on connections that are silent for a minute. */
  beatMs: number;
  /** Streams of this process, in all and of one person. */
  most: number;
  mostOfOne: number;
}
const DEFAULTS: StreamOptions = { beatMs: 20_000, most: 2000, mostOfOne: 20 };

/** What changed this long ago may be missing in what somebody has read while their stream was being opened. */
const RECENT_MS = 10_000;
/** Streams asked about at once; the rest of the pool's connections is for requests. */
const CHECKS_AT_ONCE = 3;
/** A reader who takes nothing is let go, before what waits for it fills the memory. */
const MOST_UNREAD_BYTES = 65_536;

interface Stream {
  request: FastifyRequest;
  out: ServerResponse;
  userId: number;
  wanted: readonly ParsedTopic[];
  groupIds: number[];
  /** undefined: not told yet. */
  followed: FollowedTopic[] | undefined;
  changed: Set<Topic>;
  /** Anything may have changed. */
  missed: boolean;
  checking: boolean;
  checkAgain: boolean;
}

export interface EventStreams {
  /** Answers the request with a stream. @throws UsherError rate_limit */
  open(request: FastifyRequest, reply: FastifyReply, actor: Actor, wanted: readonly ParsedTopic[]): void;
  /** Ends all streams; their readers find another process, or this one again later. */
  close(): void;
}

const kindOf = (change: string) => change.slice(0, change.indexOf(':'));

/** Whether one of these changes is among those that belong to a topic. `*` on either side stands for all of the kind. */
function matcher(changes: ReadonlySet<string>): (own: string) => boolean {
  const kinds = new Set([...changes].map(kindOf));
  return (own) => changes.has(own) || changes.has(`${kindOf(own)}:*`) || (own.endsWith(':*') && kinds.has(kindOf(own)));
}

export function eventStreams(services: Services, options: Partial<StreamOptions> = {}): EventStreams {
  const { beatMs, most, mostOfOne } = { ...DEFAULTS, ...options };
  const { db, log } = services;
  const streams = new Set<Stream>();
  /** Change -> when it was heard of, the oldest first. */
  const recent = new Map<string, number>();
  let listening: Promise<void> | undefined;
  let listeningSince = 0;
  let beat: NodeJS.Timeout | undefined;

  const write = ({ out }: Stream, event: string, data: ReadyEvent | ChangedEvent | EndEvent | object) => {
    if (out.writableEnded || out.destroyed) return;
    out.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (out.writableLength > MOST_UNREAD_BYTES) out.destroy();
  };

  const end = (stream: Stream, reason: EndEvent['reason']) => {
    write(stream, 'end', { reason });
    streams.delete(stream);
    stream.out.end();
  };

  const recently = (followed: readonly FollowedTopic[]): Topic[] => {
    const now = Date.now();
    const all = listeningSince > now - RECENT_MS;
    const matches = matcher(new Set([...recent].filter(([, at]) => at > now - RECENT_MS).map(([change]) => change)));
    return followed.filter(({ changes }) => all || changes.some(matches)).map(({ topic }) => topic);
  };

  const tell = (stream: Stream, followed: FollowedTopic[]) => {
    const before = stream.followed;
    const topics = followed.map(({ topic }) => topic);
    const gained = before ? topics.filter((topic) => !before.some((one) => one.topic === topic)) : [];
    const { missed } = stream;
    const changed = topics.filter((topic) => missed || stream.changed.has(topic) || gained.includes(topic));
    Object.assign(stream, { followed, missed: false });
    stream.changed.clear();
    if (!before || missed) write(stream, 'ready', { topics, changed: before ? changed : recently(followed) });
    else if (gained.length > 0 || topics.length < before.length) write(stream, 'ready', { topics, changed });
    else if (changed.length > 0) write(stream, 'changed', { topics: changed });
  };

  const check = async (stream: Stream) => {
    const who = await identifyAgain(services, stream.request);
    const key = who?.actor.apiKey;
    const stillOpen =
      who?.actor.id === stream.userId &&
      (!key || keyPermits(key.scopes, 'GET', '/events', stream.request.query as Record<string, unknown>));
    if (!who || !stillOpen) return end(stream, 'session');
    const groups = new Map((await listGroups(db, stream.groupIds)).map((group) => [group.id, group]));
    tell(stream, topicsFollowed(who.actor, stream.wanted, groups, who.settings));
  };

  const waiting = new Set<Stream>();
  let workers = 0;
  const work = async () => {
    workers++;
    // One that comes to wait meanwhile is visited too.
    for (const stream of waiting) {
      waiting.delete(stream);
      if (!streams.has(stream)) continue;
      stream.checking = true;
      // Without an answer nothing is told; what is to be told waits for the next beat.
      await check(stream).catch((err) => log.debug({ err }, 'a stream of events could not be checked'));
      stream.checking = false;
      if (stream.checkAgain) waiting.add(stream);
      stream.checkAgain = false;
    }
    workers--;
  };
  const look = (stream: Stream) => {
    // Two at once could end in the wrong order, with the older answer.
    if (stream.checking) stream.checkAgain = true;
    else waiting.add(stream);
    if (workers < CHECKS_AT_ONCE) work();
  };

  const hear = (changes: ReadonlySet<string>) => {
    const now = Date.now();
    for (const change of changes) {
      recent.delete(change);
      recent.set(change, now);
    }
    for (const [change, at] of recent) {
      if (at > now - RECENT_MS) break;
      recent.delete(change);
    }
    const matches = matcher(changes);
    for (const stream of streams) {
      const hit = stream.followed?.filter((one) => one.changes.some(matches)) ?? [];
      for (const { topic } of hit) stream.changed.add(topic);
      const rights = [`user:${stream.userId}`, 'settings:*', ...stream.groupIds.map((id) => `group:${id}`)];
      if (hit.length > 0 || rights.some(matches)) look(stream);
    }
  };

  const start = async () => {
    await services.changes.listen({
      changed: hear,
      restored() {
        listeningSince = Date.now();
        for (const stream of streams) {
          stream.missed = true;
          look(stream);
        }
      },
    });
    listeningSince = Date.now();
  };

  return {
    open(request, reply, { id: userId }, wanted) {
      const own = [...streams].filter((stream) => stream.userId === userId).length;
      if (streams.size >= most || own >= mostOfOne)
        throw new UsherError('rate_limit', { code: 'too_many_streams', waitSeconds: 30 });
      beat ??= setInterval(() => {
        for (const stream of streams) {
          write(stream, 'beat', {});
          look(stream);
        }
      }, beatMs).unref();

      reply.hijack();
      const out = reply.raw;
      out.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'Content-Type': 'text/event-stream; charset=utf-8',
        // no-transform: a proxy that compresses would keep events back until a block is full.
        'cache-control': 'no-store, no-transform', // in small letters, as Fastify has it, or there would be two
        'X-Accel-Buffering': 'no',
        // It is not kept for another request afterwards: a server that stops would have to wait for it.
        Connection: 'close',
      });
      out.write(`retry: ${2000 + Math.round(Math.random() * 3000)}\n\n`);
      const stream: Stream = {
        request,
        out,
        userId,
        wanted,
        groupIds: [...new Set(wanted.flatMap((one) => ('groupId' in one ? [one.groupId] : [])))],
        followed: undefined,
        changed: new Set(),
        missed: false,
        checking: false,
        checkAgain: false,
      };
      streams.add(stream);
      out.on('close', () => streams.delete(stream));
      // A connection that breaks while something is written to it: closed, which is all there is to it.
      out.on('error', () => undefined);
      // Only who is listened for already is told that everything is ready.
      listening ??= start();
      listening.then(() => look(stream));
    },
    close() {
      clearInterval(beat);
      for (const stream of streams) end(stream, 'stopping');
    },
  };
}
