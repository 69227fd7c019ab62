/** What goes over `/events`: which kinds of things changed, never the things. */
import Type, { type Static } from 'typebox';

/** Kinds that stand alone, and kinds of one group, e.g. `group:42`. */
export const PLAIN_TOPICS = [
  'notifications',
  'invites',
  'all_invites',
  'requests',
  'email_logs',
  'imports',
  'settings',
  'session',
  'groups',
  'users',
  'audit',
  'api_keys',
] as const;
export const GROUP_TOPICS = ['group', 'group_invites', 'group_requests'] as const;

export type PlainTopic = (typeof PLAIN_TOPICS)[number];
export type GroupTopic = (typeof GROUP_TOPICS)[number];
export type Topic = PlainTopic | `${GroupTopic}:${number}`;

const OF_GROUP = new RegExp(`^(${GROUP_TOPICS.join('|')}):([1-9]\\d{0,8})$`);

export type ParsedTopic = { topic: Topic; kind: PlainTopic } | { topic: Topic; kind: GroupTopic; groupId: number };

/** @returns undefined for what is no topic */
export function parseTopic(text: string): ParsedTopic | undefined {
  const plain = PLAIN_TOPICS.find((topic) => topic === text);
  if (plain) return { topic: plain, kind: plain };
  const match = OF_GROUP.exec(text);
  return match ? { topic: text as Topic, kind: match[1] as GroupTopic, groupId: Number(match[2]) } : undefined;
}

const topics = Type.Array(Type.Unsafe<Topic>(Type.String()));

/** Sent first, and again whenever what is followed changes or news may have been missed. */
export const ReadyEvent = Type.Object(
  {
    topics,
    /** Of these, those that changed shortly before, or whose news may have been missed: ask again. */
    changed: topics,
  },
  { additionalProperties: false },
);
export type ReadyEvent = Static<typeof ReadyEvent>;

export const ChangedEvent = Type.Object({ topics }, { additionalProperties: false });
export type ChangedEvent = Static<typeof ChangedEvent>;

/** Why the server ends the stream. `session`: nobody is logged in any more, or somebody else. */
export const EndEvent = Type.Object(
  { reason: Type.Union([Type.Literal('session'), Type.Literal('stopping')]) },
  { additionalProperties: false },
);
export type EndEvent = Static<typeof EndEvent>;

export const EventStream = Type.String({
  description:
    'Server-sent events. `ready` {topics, changed}: what is followed, and what of it to ask for again; comes first, and ' +
    'again when rights change or news may have been missed. `changed` {topics}. `beat` every 20 seconds. `end` {reason}.',
});
