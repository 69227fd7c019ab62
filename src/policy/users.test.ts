import { describe, expect, test } from 'vitest';
import { buildSettings } from '../shared/site-settings.ts';
import { anonymous, buildActor, systemActor, type Verdict } from './actor.ts';
import { canChangeEmail, canChangeUsername, isForGood } from './users.ts';

const DAY = 86_400_000;
const now = new Date('2030-01-31T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * DAY);
const person = (id: number, given = {}) => ({
  id,
  username: `u${id}`,
  admin: false,
  moderator: false,
  trust_level: 1,
  ...given,
});
const actors = {
  anonymous,
  user: buildActor(person(1)),
  moderator: buildActor(person(2, { moderator: true })),
  admin: buildActor(person(3, { admin: true })),
  system: systemActor,
};
type ActorName = keyof typeof actors;
const targets = {
  'the user, just made': { id: 1, admin: false, created_at: daysAgo(0) },
  'the user, nearly too old': { id: 1, admin: false, created_at: new Date(daysAgo(3).getTime() + 1) },
  'the user, too old': { id: 1, admin: false, created_at: daysAgo(3) },
  'somebody else': { id: 9, admin: false, created_at: daysAgo(0) },
  'an admin': { id: 8, admin: true, created_at: daysAgo(0) },
};
type TargetName = keyof typeof targets;
const word = (verdict: Verdict) => (verdict.ok ? 'yes' : verdict.reason);
const settingsWith = (values: Record<string, string>) =>
  buildSettings(Object.entries(values).map(([name, value]) => ({ name, value })));

describe('username', () => {
  test.each<[ActorName, TargetName, string, string]>([
    ['anonymous', 'somebody else', '3', 'not_own_profile'],
    ['user', 'the user, just made', '3', 'yes'],
    ['user', 'the user, nearly too old', '3', 'yes'],
    ['user', 'the user, too old', '3', 'username_change_period'],
    ['user', 'the user, too old', '4', 'yes'],
    ['user', 'the user, just made', '0', 'username_change_period'],
    ['user', 'somebody else', '3', 'not_own_profile'],
    ['moderator', 'the user, too old', '0', 'yes'],
    ['moderator', 'an admin', '3', 'not_own_profile'],
    ['admin', 'an admin', '0', 'yes'],
    ['system', 'an admin', '0', 'yes'],
  ])('%s changes that of %s with a period of %s days: %s', (actor, target, username_change_period, answer) => {
    const verdict = canChangeUsername(actors[actor], targets[target], settingsWith({ username_change_period }), now);
    expect(word(verdict)).toBe(answer);
  });
});

describe('address', () => {
  test.each<[ActorName, TargetName, string, string]>([
    ['anonymous', 'somebody else', 'true', 'not_own_account'],
    ['user', 'the user, too old', 'true', 'yes'],
    ['user', 'the user, too old', 'false', 'email_not_editable'],
    ['user', 'somebody else', 'true', 'not_own_account'],
    ['moderator', 'somebody else', 'true', 'not_own_account'],
    ['admin', 'somebody else', 'false', 'yes'],
    ['system', 'an admin', 'false', 'yes'],
  ])('%s changes that of %s with email_editable %s: %s', (actor, target, email_editable, answer) => {
    expect(word(canChangeEmail(actors[actor], targets[target], settingsWith({ email_editable })))).toBe(answer);
  });
});

test('a time further away than anybody means is for good', () => {
  expect(isForGood(new Date('2079-01-01'), now)).toBe(false);
  expect(isForGood(new Date('9999-12-31'), now)).toBe(true);
});
