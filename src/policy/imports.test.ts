import { describe, expect, test } from 'vitest';
import { buildSettings, storedSetting } from '../shared/site-settings.ts';
import { anonymous, buildActor, systemActor } from './actor.ts';
import {
  canCancelImport,
  canDeleteImport,
  canImport,
  canRunImport,
  canSeeImport,
  canUploadCsv,
  importLimits,
  whyNotImportedTo,
} from './imports.ts';

const person = { username: 'x', admin: false, moderator: false, trust_level: 1 };
const actors = {
  anonymous,
  system: systemActor,
  admin: buildActor({ ...person, id: 1, admin: true }),
  'silenced admin': buildActor({ ...person, id: 1, admin: true, silenced: true }),
  moderator: buildActor({ ...person, id: 2, moderator: true }),
  'moderator who owns': buildActor({ ...person, id: 2, moderator: true, groupIds: [50], ownedGroupIds: [50] }),
  owner: buildActor({ ...person, id: 3, groupIds: [50], ownedGroupIds: [50] }),
  'silenced owner': buildActor({ ...person, id: 3, groupIds: [50], ownedGroupIds: [50], silenced: true }),
  'owner at trust level 2': buildActor({ ...person, id: 3, trust_level: 2, groupIds: [50], ownedGroupIds: [50] }),
  'trust level 4': buildActor({ ...person, id: 4, trust_level: 4 }),
};
type Who = keyof typeof actors;
const settings = (values: Record<string, boolean | number | string> = {}) =>
  buildSettings(Object.entries(values).map(([name, value]) => ({ name, value: storedSetting(value) })));
const answer = (verdict: { ok: true } | { ok: false; reason: string }) => (verdict.ok ? 'yes' : verdict.reason);

describe('who may import', () => {
  test.each<[Who, string, string, string, string, string]>([
    // who, by default, moderators manage groups, owners may not invite, nobody but staff invites, only admins import
    ['anonymous', ...repeat('not_logged_in')],
    ['system', ...repeat('yes')],
    ['admin', ...repeat('yes')],
    ['silenced admin', ...repeat('silenced')],
    [
      'moderator',
      'moderators_manage_groups_off',
      'yes',
      'moderators_manage_groups_off',
      'moderators_manage_groups_off',
      'imports_for_admins',
    ],
    ['moderator who owns', 'yes', 'yes', 'yes', 'yes', 'imports_for_admins'],
    ['owner', 'yes', 'yes', 'not_in_invite_allowed_groups', 'max_invites_per_day_zero', 'imports_for_admins'],
    ['silenced owner', ...repeat('silenced')],
    ['owner at trust level 2', 'yes', 'yes', 'yes', 'max_invites_per_day_zero', 'imports_for_admins'],
    [
      'trust level 4',
      'imports_for_owners',
      'imports_for_owners',
      'imports_for_owners',
      'imports_for_owners',
      'imports_for_admins',
    ],
  ])('%s', (who, byDefault, managing, withoutOwners, staffOnly, adminsOnly) => {
    const ask = (values = {}) => answer(canImport(actors[who], settings(values)));
    expect([
      ask(),
      ask({ moderators_manage_groups: true }),
      ask({ group_owners_may_invite: false }),
      ask({ max_invites_per_day: 0 }),
      ask({ max_bulk_invites_per_day: 0 }),
    ]).toEqual([byDefault, managing, withoutOwners, staffOnly, adminsOnly]);
  });

  test('the contract’s upload is for admins', () => {
    const answers = Object.entries(actors).map(([who, actor]) => [who, answer(canUploadCsv(actor))]);
    expect(answers.filter(([, said]) => said === 'yes').map(([who]) => who)).toEqual([
      'system',
      'admin',
      'silenced admin',
    ]);
    expect(Object.fromEntries(answers)).toMatchObject({ anonymous: 'not_logged_in', moderator: 'admins_only' });
  });

  test('whoever is no admin names a group in each row, and has a limit', () => {
    expect(importLimits(actors.admin, settings())).toEqual({
      max_rows: 1_000_000,
      needs_group: false,
      per_day: null,
      looks_per_day: null,
    });
    expect(importLimits(actors.owner, settings({ max_bulk_invites: 10 }))).toEqual({
      max_rows: 10,
      needs_group: true,
      per_day: 1000,
      looks_per_day: 10_000,
    });
  });
});

describe('to which groups', () => {
  const open = { id: 50, automatic: false, visibility_level: 0 };
  const hidden = { id: 51, automatic: false, visibility_level: 4 };
  const staff = { id: 3, automatic: true, visibility_level: 1 };
  test.each<[Who, string | undefined, string | undefined, string | undefined]>([
    ['admin', undefined, undefined, 'group_automatic'],
    ['owner', undefined, 'unknown_group', 'group_automatic'],
    ['moderator', 'moderators_manage_groups_off', 'unknown_group', 'group_automatic'],
    ['trust level 4', 'not_group_owner', 'unknown_group', 'group_automatic'],
  ])('%s', (who, toOpen, toHidden, toStaff) => {
    const ask = (group: typeof open) => whyNotImportedTo(actors[who], group, settings());
    expect([ask(open), ask(hidden), ask(staff)]).toEqual([toOpen, toHidden, toStaff]);
  });
});

test('a list belongs to whoever uploaded it; admins see, stop and remove it', () => {
  const by = (created_by_id: number, state: string) => ({ created_by_id, state });
  for (const who of ['moderator', 'owner', 'trust level 4', 'anonymous'] as const) {
    expect(canSeeImport(actors[who], by(9, 'ready'))).toBe(false);
    expect(canDeleteImport(actors[who], by(9, 'ready'))).toBe(false);
    expect(canCancelImport(actors[who], by(9, 'running'))).toBe(false);
  }
  expect(canSeeImport(actors.owner, by(3, 'ready'))).toBe(true);
  expect(canSeeImport(actors.admin, by(3, 'ready'))).toBe(true);
  expect(canRunImport(actors.admin, by(3, 'ready'))).toBe(false);
  expect(canRunImport(actors.owner, by(3, 'ready'))).toBe(true);
  expect(canRunImport(actors.owner, by(3, 'done'))).toBe(false);
  expect(canCancelImport(actors.admin, by(3, 'running'))).toBe(true);
  expect(canCancelImport(actors.owner, by(3, 'ready'))).toBe(false);
  expect(canDeleteImport(actors.owner, by(3, 'running'))).toBe(false);
  expect(canDeleteImport(actors.admin, by(3, 'done'))).toBe(true);
});

function repeat(said: string): [string, string, string, string, string] {
  return [said, said, said, said, said];
}
