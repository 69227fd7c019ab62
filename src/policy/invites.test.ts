import { describe, expect, it } from 'vitest';
import { buildSettings, type Settings } from '../shared/site-settings.ts';
import { type Actor, anonymous, buildActor } from './actor.ts';
import type { GroupFacts } from './groups.ts';
import {
  canAnswerInviteRequest,
  canAskToInvite,
  canDeleteInvite,
  canInvite,
  canInviteMany,
  canInviteToGroups,
  canManageOwnInvitesInBulk,
  canSeeFunnel,
  canUpdateInvite,
  explainInviting,
  maxLinkRedemptions,
} from './invites.ts';

const settings = (changes: Partial<Settings> = {}): Settings => ({ ...buildSettings(), ...changes });
const person = (facts: Partial<Parameters<typeof buildActor>[0]>) =>
  buildActor({ id: 5, username: 'pat', admin: false, moderator: false, trust_level: 1, ...facts });

const foreign: GroupFacts = { id: 42, automatic: false, visibility_level: 0 };
const owned: GroupFacts = { id: 43, automatic: false, visibility_level: 0 };
const joined: GroupFacts = { id: 44, automatic: false, visibility_level: 0 };
const hidden: GroupFacts = { id: 45, automatic: false, visibility_level: 4 };
const automatic: GroupFacts = { id: 12, automatic: true, visibility_level: 1 };

const actors: Record<string, Actor> = {
  admin: person({ admin: true, ownedGroupIds: [43], groupIds: [43] }),
  moderator: person({ moderator: true, ownedGroupIds: [43], groupIds: [43, 44] }),
  'trust level 2': person({ trust_level: 2, ownedGroupIds: [43], groupIds: [43, 44] }),
  'trust level 1 owner': person({ ownedGroupIds: [43], groupIds: [43, 44] }),
  'trust level 1': person({ groupIds: [44] }),
  anonymous,
};

const MANAGE = { moderators_manage_groups: true };
const NO_OWNERS = { group_owners_may_invite: false };

/** actor, settings, groups -> reason of the refusal, or undefined when it is allowed. Contract: invites, section 3. */
const table: [string, Partial<Settings>, GroupFacts[], string | undefined][] = [
  ['admin', {}, [], undefined],
  ['admin', {}, [foreign], undefined],
  ['admin', {}, [foreign, owned, hidden], undefined],
  ['admin', {}, [automatic], 'group_automatic'],
  ['admin', {}, [owned, automatic], 'group_automatic'],
  ['moderator', {}, [], undefined],
  ['moderator', {}, [foreign], 'moderators_manage_groups_off'],
  ['moderator', {}, [joined], 'moderators_manage_groups_off'],
  ['moderator', {}, [owned], undefined],
  ['moderator', {}, [owned, foreign], 'moderators_manage_groups_off'],
  ['moderator', {}, [automatic], 'group_automatic'],
  ['moderator', MANAGE, [foreign], undefined],
  ['moderator', MANAGE, [hidden], 'group_hidden_from_moderators'],
  ['moderator', MANAGE, [automatic], 'group_automatic'],
  ['trust level 2', {}, [], undefined],
  ['trust level 2', {}, [foreign], 'not_group_owner'],
  ['trust level 2', {}, [joined], 'not_group_owner'],
  ['trust level 2', {}, [owned], undefined],
  ['trust level 2', MANAGE, [foreign], 'not_group_owner'],
  ['trust level 2', {}, [owned, foreign], 'not_group_owner'],
  ['trust level 2', {}, [automatic], 'group_automatic'],
  ['trust level 1 owner', {}, [], 'not_in_invite_allowed_groups'],
  ['trust level 1 owner', {}, [owned], undefined],
  ['trust level 1 owner', {}, [owned, foreign], 'not_group_owner'],
  ['trust level 1 owner', {}, [foreign], 'not_group_owner'],
  ['trust level 1 owner', NO_OWNERS, [owned], 'not_in_invite_allowed_groups'],
  ['trust level 1', {}, [], 'not_in_invite_allowed_groups'],
  ['trust level 1', {}, [joined], 'not_in_invite_allowed_groups'],
  ['trust level 1', { invite_allowed_groups: '1|2|44' }, [], undefined],
  ['trust level 1', { invite_allowed_groups: '1|2|44' }, [joined], 'not_group_owner'],
  ['trust level 2', { max_invites_per_day: 0 }, [], 'max_invites_per_day_zero'],
  ['trust level 1 owner', { max_invites_per_day: 0 }, [owned], 'max_invites_per_day_zero'],
  ['moderator', { max_invites_per_day: 0, invite_allowed_groups: '' }, [], undefined],
  ['anonymous', {}, [], 'not_logged_in'],
  ['anonymous', {}, [foreign], 'not_logged_in'],
];

describe('who may invite to which groups', () => {
  it.each(table)('%s, %o, %o -> %s', (who, changes, groups, reason) => {
    const verdict = canInviteToGroups(actors[who]!, groups, settings(changes));
    expect(verdict.ok ? undefined : verdict.reason).toBe(reason);
  });

  it.each(table)('the explanation ends as the verdict does: %s, %o, %o -> %s', (who, changes, groups, reason) => {
    if (groups.length > 1) return;
    const { inviting, group } = explainInviting(actors[who]!, groups[0], settings(changes));
    const last = [inviting.at(-1), group.at(-1)].find((step) => step?.outcome === 'refuses');
    expect(last?.outcome === 'refuses' ? last.reason : undefined).toBe(reason);
    for (const chain of [inviting, group])
      expect(chain.slice(0, -1).every((step) => step.outcome === 'passes')).toBe(true);
  });
  it.each<[string, Partial<Settings>, GroupFacts, string | undefined]>([
    ['trust level 2', {}, foreign, undefined],
    ['trust level 1', {}, foreign, undefined],
    ['moderator', {}, foreign, undefined],
    ['moderator', MANAGE, foreign, 'may_invite_already'],
    ['trust level 1 owner', {}, owned, 'may_invite_already'],
    ['trust level 1 owner', NO_OWNERS, owned, undefined],
    ['admin', {}, foreign, 'may_invite_already'],
    ['trust level 2', {}, automatic, 'group_automatic'],
    ['anonymous', {}, foreign, 'not_logged_in'],
  ])('asking the owners to invite: %s, %o, %o -> %s', (who, changes, group, reason) => {
    const verdict = canAskToInvite(actors[who]!, group, settings(changes));
    expect(verdict.ok ? undefined : verdict.reason).toBe(reason);
  });
  it.each<[string, Partial<Settings>, number | null, GroupFacts[], string | undefined]>([
    ['trust level 1 owner', {}, null, [owned], undefined],
    ['trust level 1', {}, null, [owned], 'not_group_owner'],
    ['trust level 1 owner', {}, null, [owned, foreign], 'not_group_owner'],
    ['admin', {}, null, [foreign], undefined],
    ['moderator', {}, null, [foreign], 'moderators_manage_groups_off'],
    ['moderator', MANAGE, null, [foreign], undefined],
    ['trust level 1 owner', {}, 5, [owned], undefined],
    ['trust level 1', {}, 5, [owned], 'not_group_owner'],
    ['trust level 1', {}, 5, [], undefined],
    ['trust level 1 owner', {}, 6, [owned], 'admins_only'],
    ['moderator', MANAGE, null, [], 'admins_only'],
    ['admin', {}, 6, [owned], undefined],
    ['admin', {}, null, [], undefined],
    ['anonymous', {}, null, [], 'not_logged_in'],
  ])('answering a request: %s, %o, to %s, %o -> %s', (who, changes, for_user_id, groups, reason) => {
    const verdict = canAnswerInviteRequest(actors[who]!, { for_user_id, groups }, settings(changes));
    expect(verdict.ok ? undefined : verdict.reason).toBe(reason);
  });
  it('refuses a silenced account, also for groups it owns', () => {
    const silenced = person({ trust_level: 4, silenced: true, ownedGroupIds: [43] });
    expect(canInvite(silenced, settings())).toEqual({ ok: false, reason: 'silenced' });
    expect(canInviteToGroups(silenced, [owned], settings()).ok).toBe(false);
  });

  it('names the groups a refusal concerns', () => {
    const verdict = canInviteToGroups(actors['trust level 2']!, [owned, foreign, joined], settings());
    expect(verdict).toEqual({ ok: false, reason: 'not_group_owner', groups: [foreign, joined] });
  });
});

describe('who may change, withdraw and send in bulk', () => {
  const mine = { invited_by_id: 5 };
  const other = { invited_by_id: 6 };
  const orphan = { invited_by_id: null };
  it.each([
    ['admin', true, true, false],
    ['moderator', true, false, false],
    ['trust level 2', true, false, false],
  ] as const)('%s', (who, deletesOwn, deletesOther, updatesOther) => {
    const actor = actors[who]!;
    expect(canUpdateInvite(actor, mine)).toBe(true);
    expect(canDeleteInvite(actor, mine)).toBe(deletesOwn);
    expect(canDeleteInvite(actor, other)).toBe(deletesOther);
    expect(canDeleteInvite(actor, orphan)).toBe(deletesOther);
    expect(canUpdateInvite(actor, other)).toBe(updatesOther);
  });
  it('keeps lists of addresses for admins and bulk resending for staff', () => {
    const who = (may: (actor: Actor) => { ok: boolean }) =>
      Object.entries(actors).flatMap(([name, actor]) => (may(actor).ok ? [name] : []));
    expect(who(canInviteMany)).toEqual(['admin']);
    expect(who(canManageOwnInvitesInBulk)).toEqual(['admin', 'moderator']);
  });
  it('limits the uses of a link by the role of the inviter', () => {
    expect(maxLinkRedemptions(actors.moderator!, settings())).toBe(5000);
    expect(maxLinkRedemptions(actors['trust level 2']!, settings())).toBe(10);
  });
});

describe('counts of invites', () => {
  const seers = (scope: 'own' | 'all', group?: GroupFacts, more = {}) =>
    Object.keys(actors).filter((name) => canSeeFunnel(actors[name]!, scope, group, settings(more)).ok);
  const people = Object.keys(actors).filter((name) => name !== 'anonymous');
  it.each<[string, 'own' | 'all', GroupFacts | undefined, string[]]>([
    ['one’s own', 'own', undefined, people],
    ['one’s own, to a group', 'own', foreign, people],
    ['everybody’s', 'all', undefined, ['admin', 'moderator']],
    ['everybody’s, to a group', 'all', owned, ['admin', 'moderator', 'trust level 2', 'trust level 1 owner']],
    ['everybody’s, to a group of others', 'all', joined, ['admin', 'moderator']],
  ])('%s', (_what, scope, group, expected) => {
    expect(seers(scope, group)).toEqual(expected);
  });
});
