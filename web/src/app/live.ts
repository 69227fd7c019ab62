/**
 * Live updates: one stream of `/events` for each tab, shared by all screens. It says which kinds of things have changed;
 * the queries that show them are asked again. A hidden tab lets its stream go after a while and asks for everything again
 * when it is looked at.
 */
import type { QueryKey } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ChangedEvent, EndEvent, ReadyEvent, Topic } from '../../../src/shared/wire/events.ts';
import { makeStore } from '../ui/store.ts';
import { currentUserQuery, findCurrentUser, queryClient } from './queries.ts';

/** `offline`: the server cannot be reached, and is being tried; `ended`: nobody is logged in any more. */
export const connection = makeStore<'fine' | 'offline' | 'ended'>('fine');

interface Interest {
  topics: readonly Topic[];
  keys: readonly QueryKey[];
}
const interests = new Set<Interest>();

/** What the stream follows now; undefined: there is none. */
let stream: { source: EventSource; topics: ReadonlySet<Topic> } | undefined;
/** Topics that a stream of this page followed last, as far as one might. */
let followed: readonly Topic[] = [];
/** Streams of before, kept until the one that follows more has begun, so that nothing is missed in between. */
const retired = new Set<EventSource>();
/** News may have been missed. */
let gap = false;
let failures = 0;
let planned: ReturnType<typeof setTimeout> | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;
let hiding: ReturnType<typeof setTimeout> | undefined;

const GATHER_MS = 50;
const MOST_TOPICS = 100;
/** Signs of life come every 20 seconds. */
const MOST_SILENCE_MS = 50_000;
const HIDDEN_MS = 60_000;
/** A server that is being started again is no reason to worry anybody. */
const PATIENCE_MS = 4000;
const AGAIN_MS = [300, 1000, 2000, 5000, 10_000, 20_000];
/** The same thing is asked for again at most this often, however often it changes. */
const ASK_EVERY_MS = 2000;

const asked = new Map<string, number>();
const waiting = new Set<string>();

function askAgain(queryKey: QueryKey): void {
  const name = JSON.stringify(queryKey);
  if (waiting.has(name)) return;
  waiting.add(name);
  // Not all the tabs of the world in the same moment.
  const wait = Math.max(Math.random() * 200, (asked.get(name) ?? 0) + ASK_EVERY_MS - Date.now());
  setTimeout(() => {
    waiting.delete(name);
    asked.set(name, Date.now());
    // Nobody observes who is logged in, so nobody would ask again.
    if (queryKey[0] === currentUserQuery.queryKey[0]) void whoIsHere();
    else void queryClient.invalidateQueries({ queryKey });
  }, wait);
}

function heard(topics: readonly Topic[] | 'all'): void {
  for (const interest of interests) {
    if (topics === 'all' || interest.topics.some((topic) => topics.includes(topic))) interest.keys.forEach(askAgain);
  }
}

function letGoOfRetired(): void {
  for (const source of retired) source.close();
  retired.clear();
}

function leave(): void {
  letGoOfRetired();
  stream?.source.close();
  stream = undefined;
  clearTimeout(planned);
  clearTimeout(silence);
  planned = undefined;
}

function plan(ms: number): void {
  planned ??= setTimeout(() => {
    planned = undefined;
    connect();
  }, ms);
}

function lost(refused: boolean): void {
  leave();
  gap = true;
  const wait = AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)]!;
  failures++;
  setTimeout(() => failures > 0 && connection.get() === 'fine' && connection.set('offline'), PATIENCE_MS);
  plan(wait * (0.75 + Math.random() / 2));
  if (refused) void whoIsHere();
}

/** Looks who is logged in; a refused stream does not say why, and perhaps nobody is any more. */
async function whoIsHere(): Promise<void> {
  const before = queryClient.getQueryData(currentUserQuery.queryKey);
  const user = await findCurrentUser().catch(() => undefined);
  // Somebody else, who must not see what is on this page.
  if (user && before && user.id !== before.id) window.location.reload();
  if (user) queryClient.setQueryData(currentUserQuery.queryKey, user);
  if (user !== null) return;
  // The page stays as it is: something may be half written in it.
  leave();
  connection.set('ended');
}

function connect(): void {
  const topics = new Set([...new Set([...interests].flatMap((interest) => interest.topics))].slice(0, MOST_TOPICS));
  if (topics.size === 0) leave();
  if (topics.size === 0 || document.hidden || connection.get() === 'ended') return;
  if (stream && [...topics].every((topic) => stream?.topics.has(topic))) return;
  if (stream) retired.add(stream.source);
  const source = new EventSource(`/events?topics=${[...topics].join(',')}`);
  stream = { source, topics };
  const alive = () => {
    clearTimeout(silence);
    silence = setTimeout(() => stream?.source === source && lost(false), MOST_SILENCE_MS);
  };
  const on = <Data>(name: string, then: (data: Data) => void) =>
    source.addEventListener(name, ({ data }: MessageEvent<string>) => {
      if (stream?.source !== source) return;
      alive();
      then(JSON.parse(data));
    });
  on<ReadyEvent>('ready', ({ topics: granted, changed }) => {
    letGoOfRetired();
    // What one may not follow any more, one may not see any more either.
    const gone = followed.filter((topic) => !granted.includes(topic));
    followed = granted;
    heard(gap ? 'all' : [...changed, ...gone]);
    gap = false;
    failures = 0;
    connection.set('fine');
  });
  on<ChangedEvent>('changed', ({ topics: changed }) => heard(changed));
  on('beat', () => undefined);
  on<EndEvent>('end', ({ reason }) => lost(reason === 'session'));
  source.onerror = () => {
    if (stream?.source === source) lost(source.readyState === EventSource.CLOSED);
  };
  alive();
}

document.addEventListener('visibilitychange', () => {
  clearTimeout(hiding);
  if (!document.hidden) connect();
  else
    hiding = setTimeout(() => {
      if (!stream) return;
      leave();
      gap = true;
    }, HIDDEN_MS);
});
// The stream itself would be silent for a while before that is noticed.
window.addEventListener('offline', () => stream && lost(false));
window.addEventListener('online', () => {
  if (stream || interests.size === 0) return;
  leave();
  connect();
});

/**
 * While the screen stands, its queries are asked again when one of these topics has changed.
 * @param topics those one may not follow are passed over
 * @param keys beginnings of query keys
 */
export function useLive(topics: readonly Topic[], keys: readonly QueryKey[]): void {
  const signature = JSON.stringify({ topics, keys });
  useEffect(() => {
    const interest = JSON.parse(signature) as Interest;
    interests.add(interest);
    plan(GATHER_MS);
    return () => {
      interests.delete(interest);
      plan(GATHER_MS);
    };
  }, [signature]);
}
