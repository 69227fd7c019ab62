import { describe, expect, test } from 'vitest';
import { buildSettings } from '../shared/site-settings.ts';
import { parseTopic } from '../shared/wire/events.ts';
import { anonymous, buildActor, systemActor } from './actor.ts';
import { topicsFollowed } from './topics.ts';

const GROUP = 50;
const person = (given = {}) =>
  buildActor({ id: 7, username: 'x', admin: false, moderator: false, trust_level: 1, ...given });
const actors = {
  visitor: anonymous,
  stranger: person(),
  member: person({ groupIds: [GROUP] }),
  owner: person({ groupIds: [GROUP], ownedGroupIds: [GROUP] }),
  moderator: person({ moderator: true }),
  admin: person({ admin: true }),
};
type Name = keyof typeof actors;
const names = Object.keys(actors) as Name[];
const off = buildSettings();
const on = buildSettings([{ name: 'moderators_manage_groups', value: 'true' }]);
const group = (given = {}) => ({ id: GROUP, automatic: false, visibility_level: 0, ...given });

const follow = (name: Name, topic: string, about: object | undefined = group(), settings = off) =>
  topicsFollowed(
    actors[name],
    [parseTopic(topic)!],
    new Map(about ? [[GROUP, about as ReturnType<typeof group>]] : []),
    settings,
  );
const followers = (topic: string, about?: object, settings = off) =>
  names.filter((name) => follow(name, topic, about, settings).length > 0);

const PEOPLE: Name[] = ['stranger', 'member', 'owner', 'moderator', 'admin'];

describe('who may follow', () => {
  test.each<[string, Name[]]>([
    ['notifications', PEOPLE],
    ['invites', PEOPLE],
    ['requests', PEOPLE],
    ['session', PEOPLE],
    ['imports', PEOPLE],
    ['groups', PEOPLE],
    ['users', ['moderator', 'admin']],
    ['audit', ['moderator', 'admin']],
    ['api_keys', ['admin']],
    ['all_invites', ['moderator', 'admin']],
    ['settings', ['moderator', 'admin']],
    ['email_logs', ['admin']],
    ['group:50', PEOPLE],
    ['group_invites:50', ['owner', 'admin']],
    ['group_requests:50', ['owner', 'admin']],
  ])('%s', (topic, expected) => {
    expect(followers(topic)).toEqual(expected);
  });

  test.each<[number, Name[]]>([
    [0, PEOPLE],
    [1, PEOPLE],
    [2, ['member', 'owner', 'moderator', 'admin']],
    [3, ['owner', 'moderator', 'admin']],
    [4, ['owner', 'admin']],
  ])('a group, or a list of members, of visibility %i', (level, expected) => {
    expect(followers('group:50', group({ visibility_level: level }))).toEqual(expected);
    expect(followers('group:50', group({ members_visibility_level: level }))).toEqual(expected);
  });

  test('requests to a group and invites to it, with moderators_manage_groups', () => {
    for (const topic of ['group_requests:50', 'group_invites:50']) {
      expect(followers(topic, group(), on)).toEqual(['owner', 'moderator', 'admin']);
      expect(followers(topic, group({ visibility_level: 4 }), on)).toEqual(['owner', 'admin']);
      expect(followers(topic, group({ automatic: true }), on)).toEqual([]);
    }
  });

  test('a group that is not there is like one that is hidden', () => {
    for (const topic of ['group:50', 'group:51', 'group_requests:51']) {
      expect(
        names.flatMap((name) => topicsFollowed(actors[name], [parseTopic(topic)!], new Map(), on)),
        topic,
      ).toEqual([]);
    }
  });
});

test('one’s own is one’s own', () => {
  expect(follow('owner', 'notifications')[0]!.changes).toEqual(['notifications:7']);
  expect(follow('owner', 'invites')[0]!.changes).toEqual(['invites:7']);
  expect(follow('owner', 'session')[0]!.changes).toEqual(['user:7', 'settings:*']);
  expect(follow('owner', 'requests')[0]!.changes).toEqual(['user_requests:7', 'group_requests:50']);
  expect(follow('stranger', 'requests')[0]!.changes).toEqual(['user_requests:7']);
  expect(follow('admin', 'requests')[0]!.changes).toEqual(['user_requests:*', 'group_requests:*']);
  expect(topicsFollowed(systemActor, [parseTopic('invites')!], new Map(), off)[0]!.changes).toEqual(['invites:-1']);
});

test.each(['', 'group', 'group:', 'group:0', 'group:-1', 'group:*', 'group:1e3', 'group:4x', 'invites:7', 'user:7'])(
  '"%s" is no topic',
  (text) => expect(parseTopic(text)).toBeUndefined(),
);
