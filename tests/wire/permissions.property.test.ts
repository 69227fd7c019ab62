/**
 * Whatever somebody without rights over a group calls, in whatever order: they change no membership but their own. The
 * calls go over HTTP to the whole server; every group and every road to a membership is among them.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client, Reply } from '../support/client.ts';
import { type TestGroup, type TestUser, unique } from '../support/factories.ts';
import { address, newcomer } from '../support/invites.ts';

const LONG = process.env.USHER_TEST_LONG === '1';
const RUNS = LONG ? 1000 : 30;
/** Visibility × the three doors: every mixture that can make a difference. */
const GROUPS = [
  { visibility_level: 0, doors: [] },
  { visibility_level: 0, doors: ['public_admission', 'public_exit'] },
  { visibility_level: 1, doors: ['allow_membership_requests'] },
  { visibility_level: 2, doors: ['public_exit'] },
  { visibility_level: 4, doors: ['public_admission', 'public_exit', 'allow_membership_requests'] },
];

let t: TestApp;
let owner: TestUser;
let others: TestUser[];
let groups: TestGroup[];
beforeAll(async () => {
  t = await startApp();
  owner = await t.user();
  others = [await t.user(), await t.user(), await t.user()];
  groups = [];
  for (const { visibility_level, doors } of GROUPS) {
    const group = await t.group({ visibility_level, owners: [owner], members: others.slice(0, 2) });
    for (const door of doors) await t.sql(`update groups set ${door} = true where id = $1`, [group.id]);
    groups.push(group);
  }
  // Somebody waits at a door, so that there is something to accept.
  await t.sql('insert into membership_requests (group_id, user_id, reason, created_at) values ($1, $2, $3, now())', [
    groups[2]!.id,
    others[2]!.id,
    'please',
  ]);
});
afterAll(() => t.close());

/** All memberships but the actor's, ownership and the rest included. */
const membershipsBut = (actor: TestUser) =>
  t.sql('select group_id, user_id, owner, notification_level from group_users where user_id <> $1 order by 1, 2', [
    actor.id,
  ]);
const requestsBut = (actor: TestUser) =>
  t.sql('select group_id, user_id from membership_requests where user_id <> $1 order by 1, 2', [actor.id]);

interface Aim {
  by: Client;
  actor: TestUser;
  group: TestGroup;
  target: TestUser;
}
/** Roads to a membership, as a script of the actor's would try them. */
const CALLS: Record<string, (aim: Aim) => Promise<Reply>> = {
  join: ({ by, group }) => by.put(`/groups/${group.id}/join.json`, {}),
  leave: ({ by, group }) => by.del(`/groups/${group.id}/leave.json`),
  ask: ({ by, group }) => by.post(`/groups/${group.name}/request_membership.json`, { reason: 'please' }),
  accept: ({ by, group, target }) =>
    by.put(`/groups/${group.id}/handle_membership_request.json`, { user_id: target.id, accept: true }),
  decline: ({ by, group, target }) =>
    by.put(`/groups/${group.id}/handle_membership_request.json`, { user_id: target.id }),
  add: ({ by, group, target }) => by.put(`/groups/${group.id}/members.json`, { usernames: target.username }),
  addByMail: ({ by, group, target }) => by.put(`/groups/${group.id}/members.json`, { emails: target.email }),
  addByForm: ({ by, group, target }) =>
    by.put(`/admin/groups/${group.id}/members.json`, { user_ids: [target.id] }, { encoding: 'form' }),
  remove: ({ by, group, target }) => by.del(`/groups/${group.id}/members.json?user_id=${target.id}`),
  removeByBody: ({ by, group, target }) =>
    by.del(`/admin/groups/${group.id}/members.json`, { usernames: target.username }),
  appoint: ({ by, group, target }) => by.put(`/groups/${group.id}/owners.json`, { usernames: target.username }),
  appointSelf: ({ by, group, actor }) => by.put(`/groups/${group.id}/owners.json`, { user_id: actor.id }),
  appointAsStaff: ({ by, group, target }) =>
    by.put(`/admin/groups/${group.id}/owners.json`, { group: { usernames: target.username } }),
  dismiss: ({ by, group }) => by.del(`/admin/groups/${group.id}/owners.json`, { user_id: owner.id }),
  addAsAdmin: ({ by, group, target }) => by.post(`/admin/users/${target.id}/groups.json`, { group_id: group.id }),
  removeAsAdmin: ({ by, group, target }) => by.del(`/admin/users/${target.id}/groups/${group.id}.json`),
  open: ({ by, group }) =>
    by.put(`/groups/${group.id}.json`, {
      group: { public_admission: true, public_exit: true, visibility_level: 0, usernames: '' },
    }),
  domains: ({ by, group, target }) =>
    by.put(`/groups/${group.id}.json`, {
      group: { automatic_membership_email_domains: target.email.split('@')[1] },
    }),
  create: ({ by, target }) =>
    by.post('/admin/groups.json', { group: { name: unique('pg'), usernames: target.username } }),
  destroy: ({ by, group }) => by.del(`/admin/groups/${group.id}.json`),
  level: ({ by, group, target }) =>
    by.post(`/groups/${group.name}/notifications.json`, { notification_level: 0, user_id: target.id }),
  primary: ({ by, group, target }) =>
    by.put(`/admin/groups/${group.id}/primary.json`, { group: { usernames: target.username }, primary: true }),
  profile: ({ by, target, group }) => by.put(`/u/${target.username}.json`, { primary_group_id: group.id }),
  invite: ({ by, group, target }) => by.post('/invites.json', { email: target.email, group_ids: group.id }),
  async inviteAndRedeem({ by, group }) {
    const made = await by.post('/invites.json', { max_redemptions_allowed: 1, group_ids: `${group.id}` });
    return made.status === 200
      ? t.browser().put(`/invites/show/${made.body.invite_key}.json`, newcomer({ email: address('pg') }))
      : made;
  },
  grantAdmin: ({ by, actor }) => by.put(`/admin/users/${actor.id}/grant_admin.json`, {}),
  deleteAccount: ({ by, target }) => by.del(`/admin/users/${target.id}.json`),
};

/** One of the calls, at one of the groups, about one of the people; `self` aims at the actor. */
const step = fc.record({
  call: fc.constantFrom(...Object.keys(CALLS)),
  group: fc.nat({ max: GROUPS.length - 1 }),
  target: fc.constantFrom(0, 1, 2, 'owner' as const, 'self' as const),
});
type Role = 'visitor' | 'stranger' | 'member' | 'moderator';
const role = fc.constantFrom<Role>('visitor', 'stranger', 'member', 'moderator');

async function actorWith(kind: Role): Promise<{ actor: TestUser; by: Client }> {
  const actor = await t.user({ moderator: kind === 'moderator', trust_level: 4 });
  if (kind === 'member')
    await t.sql(
      `insert into group_users (group_id, user_id, username_key, created_at)
       select g, u.id, u.username_key, now() from unnest($1::int[]) g, users u where u.id = $2`,
      [groups.map((group) => group.id), actor.id],
    );
  return { actor, by: kind === 'visitor' ? t.browser() : t.as(actor) };
}

it(
  'nobody changes the membership of others without being an owner or managing groups',
  async () => {
    await fc.assert(
      fc.asyncProperty(role, fc.array(step, { minLength: 1, maxLength: 25 }), async (kind, steps) => {
        // A moderator deletes accounts and grants levels by right; about groups they have none here.
        const forbidden = steps.filter(
          ({ call }) => kind !== 'moderator' || (call !== 'deleteAccount' && call !== 'level'),
        );
        const { actor, by } = await actorWith(kind);
        const before = [await membershipsBut(actor), await requestsBut(actor)];
        for (const { call, group, target } of forbidden) {
          const person = target === 'self' ? actor : target === 'owner' ? owner : others[target]!;
          const reply = await CALLS[call]!({ by, actor, group: groups[group]!, target: person });
          expect(reply.status, `${call}: ${reply.text}`).toBeLessThan(500);
        }
        expect([await membershipsBut(actor), await requestsBut(actor)]).toEqual(before);
        const owned = await t.sql('select 1 from group_users where user_id = $1 and owner', [actor.id]);
        expect(owned).toEqual([]);
      }),
      { numRuns: RUNS, endOnFailure: !LONG },
    );
  },
  LONG ? 600_000 : 240_000,
);

// Otherwise they could be refused for another reason, such as a path that does not exist.
it('the same calls do change memberships when somebody with the right makes them', async () => {
  const admin = await t.user({ admin: true });
  const works = async (call: string, by: TestUser, group: TestGroup, target: TestUser) => {
    const before = await t.sql('select * from group_users order by group_id, user_id');
    const reply = await CALLS[call]!({ by: t.as(by), actor: by, group, target });
    expect(reply.status, `${call}: ${reply.text}`).toBeLessThan(300);
    expect(await t.sql('select * from group_users order by group_id, user_id'), call).not.toEqual(before);
  };
  const group = groups[0]!;
  const somebody = await t.user();
  for (const [forth, back] of [
    ['add', 'remove'],
    ['addByMail', 'remove'],
    ['appoint', 'remove'],
  ] as const) {
    await works(forth, owner, group, somebody);
    await works(back, owner, group, somebody);
  }
  for (const [forth, back] of [
    ['addByForm', 'removeByBody'],
    ['addAsAdmin', 'removeAsAdmin'],
    ['appointAsStaff', 'remove'],
  ] as const) {
    await works(forth, admin, group, somebody);
    await works(back, admin, group, somebody);
  }
  await works('join', somebody, groups[1]!, somebody);
  await works('leave', somebody, groups[1]!, somebody);
  await works('accept', owner, groups[2]!, others[2]!);
  await works('dismiss', admin, group, owner);
});
