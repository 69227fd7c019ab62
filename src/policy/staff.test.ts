import { describe, expect, test } from 'vitest';
import { anonymous, buildActor, systemActor, type Verdict } from './actor.ts';
import {
  canDeleteUser,
  canGrantRole,
  canListEmails,
  canRestrain,
  canRevokeRole,
  type Role,
  type TargetFacts,
} from './staff.ts';

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
const targets: Record<string, TargetFacts> = {
  user: { id: 11, staged: false, admin: false, moderator: false },
  staged: { id: 12, staged: true, admin: false, moderator: false },
  moderator: { id: 13, staged: false, admin: false, moderator: true },
  admin: { id: 14, staged: false, admin: true, moderator: false },
  'the person': { id: 1, staged: false, admin: false, moderator: false },
  'the actor': { id: 3, staged: false, admin: true, moderator: false },
};
const word = (verdict: Verdict) => (verdict.ok ? 'yes' : verdict.reason);

describe('suspending, silencing, deactivating', () => {
  test.each<[ActorName, string, string]>([
    ['anonymous', 'user', 'staff_only'],
    ['user', 'user', 'staff_only'],
    ['moderator', 'user', 'yes'],
    ['moderator', 'staged', 'yes'],
    ['moderator', 'moderator', 'target_is_staff'],
    ['moderator', 'admin', 'target_is_staff'],
    ['admin', 'user', 'yes'],
    ['admin', 'moderator', 'target_is_staff'],
    ['admin', 'the actor', 'target_is_staff'],
    ['system', 'user', 'yes'],
  ])('%s does it to %s: %s', (actor, target, answer) => {
    expect(word(canRestrain(actors[actor], targets[target]!))).toBe(answer);
  });
});

describe('deleting', () => {
  test.each<[ActorName, string, string]>([
    ['anonymous', 'user', 'staff_only'],
    ['user', 'user', 'staff_only'],
    ['user', 'the person', 'yes'],
    ['moderator', 'user', 'yes'],
    ['moderator', 'staged', 'yes'],
    ['moderator', 'moderator', 'target_is_staff'],
    ['moderator', 'admin', 'target_is_staff'],
    ['admin', 'user', 'yes'],
    ['admin', 'moderator', 'yes'],
    ['admin', 'admin', 'target_is_staff'],
    ['admin', 'the actor', 'target_is_staff'],
    ['system', 'user', 'yes'],
    ['system', 'admin', 'target_is_staff'],
  ])('%s does it to %s: %s', (actor, target, answer) => {
    expect(word(canDeleteUser(actors[actor], targets[target]!))).toBe(answer);
  });
});

describe('roles', () => {
  test.each<[ActorName, string, Role, string, string]>([
    ['user', 'user', 'moderator', 'admins_only', 'admins_only'],
    ['moderator', 'user', 'moderator', 'admins_only', 'admins_only'],
    ['admin', 'user', 'moderator', 'yes', 'role_not_held'],
    ['admin', 'user', 'admin', 'yes', 'role_not_held'],
    ['admin', 'staged', 'admin', 'target_is_staged', 'role_not_held'],
    ['admin', 'moderator', 'moderator', 'role_held_already', 'yes'],
    ['admin', 'moderator', 'admin', 'yes', 'role_not_held'],
    ['admin', 'admin', 'admin', 'role_held_already', 'yes'],
    ['admin', 'the actor', 'admin', 'role_held_already', 'own_admin_role'],
    ['system', 'admin', 'admin', 'role_held_already', 'yes'],
  ])('%s, %s, %s: granting %s, revoking %s', (actor, target, role, grant, revoke) => {
    expect(word(canGrantRole(actors[actor], targets[target]!, role))).toBe(grant);
    expect(word(canRevokeRole(actors[actor], targets[target]!, role))).toBe(revoke);
  });
});

test.each<[ActorName, boolean, boolean]>([
  ['user', true, false],
  ['moderator', false, false],
  ['moderator', true, true],
  ['admin', false, true],
])('%s sees addresses in lists with moderators_view_emails %s: %s', (actor, moderators_view_emails, sees) => {
  expect(canListEmails(actors[actor], { moderators_view_emails })).toBe(sees);
});
