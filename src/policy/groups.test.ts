import { describe, expect, test } from 'vitest';
import { buildSettings } from '../shared/site-settings.ts';
import { anonymous, buildActor } from './actor.ts';
import {
  canCreateGroup,
  canEditMembers,
  canListGroups,
  canReadGroupLogs,
  canSeeGroup,
  canSeeMembers,
  reachesAlias,
} from './groups.ts';

const GROUP = 50;
const person = (given = {}) =>
  buildActor({ id: 1, username: 'x', admin: false, moderator: false, trust_level: 1, ...given });
const actors = {
  visitor: anonymous,
  stranger: person(),
  member: person({ groupIds: [GROUP] }),
  owner: person({ groupIds: [GROUP], ownedGroupIds: [GROUP] }),
  moderator: person({ moderator: true }),
  'moderating owner': person({ moderator: true, groupIds: [GROUP], ownedGroupIds: [GROUP] }),
  admin: person({ admin: true }),
};
type Name = keyof typeof actors;
const names = Object.keys(actors) as Name[];
const allowed = (rule: (name: Name) => boolean) => names.filter(rule);
const group = (given = {}) => ({ id: GROUP, automatic: false, visibility_level: 0, ...given });
const off = buildSettings();
const on = buildSettings([{ name: 'moderators_manage_groups', value: 'true' }]);

const STAFF: Name[] = ['moderator', 'moderating owner', 'admin'];
const SEES: Record<number, Name[]> = {
  0: names,
  1: names.filter((name) => name !== 'visitor'),
  2: ['member', 'owner', ...STAFF],
  3: ['owner', ...STAFF],
  4: ['owner', 'moderating owner', 'admin'],
};

describe.each([0, 1, 2, 3, 4])('visibility level %i', (level) => {
  test('of the group', () => {
    expect(allowed((name) => canSeeGroup(actors[name], group({ visibility_level: level })))).toEqual(SEES[level]);
  });
  test('of its members, never beyond that of the group', () => {
    const open = group({ members_visibility_level: level });
    const hidden = group({ visibility_level: 4, members_visibility_level: level });
    expect(allowed((name) => canSeeMembers(actors[name], open))).toEqual(SEES[level]);
    expect(allowed((name) => canSeeMembers(actors[name], hidden))).toEqual(SEES[4]);
  });
});

describe('deciding who is in the group', () => {
  const answer = (name: Name, about: ReturnType<typeof group>, settings = off) => {
    const verdict = canEditMembers(actors[name], about, settings);
    return verdict.ok ? 'yes' : verdict.reason;
  };
  test.each<[Name, string, string]>([
    ['visitor', 'not_logged_in', 'not_logged_in'],
    ['stranger', 'not_group_owner', 'not_group_owner'],
    ['member', 'not_group_owner', 'not_group_owner'],
    ['owner', 'yes', 'yes'],
    ['moderator', 'moderators_manage_groups_off', 'yes'],
    ['moderating owner', 'yes', 'yes'],
    ['admin', 'yes', 'yes'],
  ])('%s: %s, with moderators_manage_groups %s', (name, without, withSetting) => {
    expect([answer(name, group()), answer(name, group(), on)]).toEqual([without, withSetting]);
  });
  test('a moderator with the setting needs to see the group', () => {
    expect(answer('moderator', group({ visibility_level: 4 }), on)).toBe('group_hidden_from_moderators');
  });
  test('nobody decides about an automatic group', () => {
    for (const name of names) {
      expect(answer(name, { ...group(), id: 10, automatic: true }, on)).toBe(
        name === 'visitor' ? 'not_logged_in' : 'group_automatic',
      );
    }
  });
});

test('making groups is for admins, and with the setting for moderators', () => {
  expect(allowed((name) => canCreateGroup(actors[name], off).ok)).toEqual(['admin']);
  expect(allowed((name) => canCreateGroup(actors[name], on).ok)).toEqual(STAFF);
});

test('the log is for managers, and for owners of custom groups', () => {
  const automatic = { ...group(), automatic: true };
  expect(allowed((name) => canReadGroupLogs(actors[name], group(), off))).toEqual([
    'owner',
    'moderating owner',
    'admin',
  ]);
  expect(allowed((name) => canReadGroupLogs(actors[name], automatic, off))).toEqual(['admin']);
  expect(allowed((name) => canReadGroupLogs(actors[name], automatic, on))).toEqual(STAFF);
  expect(allowed((name) => canReadGroupLogs(actors[name], { ...automatic, id: 1 }, on))).toEqual(['admin']);
});

test('without the directory only staff are told which groups there are', () => {
  const closed = buildSettings([{ name: 'enable_group_directory', value: 'false' }]);
  expect(allowed((name) => canListGroups(actors[name], off))).toEqual(names);
  expect(allowed((name) => canListGroups(actors[name], closed))).toEqual(STAFF);
});

test.each<[number, Name[]]>([
  [0, ['admin']],
  [1, ['admin']],
  [2, STAFF],
  [3, ['member', 'owner', ...STAFF]],
  [4, ['owner', ...STAFF]],
  [99, names],
])('alias level %i reaches %j', (level, reached) => {
  expect(allowed((name) => reachesAlias(actors[name], group(), level))).toEqual(reached);
});
