import { describe, expect, test } from 'vitest';
import { combineEffects, earnedTrustLevel, type StandingFacts, standingAfterLeaving } from './effects.ts';

const defaults = { default_trust_level: 1, default_invitee_trust_level: 1 };
const facts = (given: Partial<StandingFacts> = {}): StandingFacts => ({
  id: 7,
  trust_level: 1,
  title: null,
  primary_group_id: null,
  flair_group_id: null,
  manual_locked_trust_level: null,
  best_grant: null,
  titles: [],
  staff_level: null,
  invited: false,
  ...given,
});
const group = (given: Partial<{ title: string | null; grant_trust_level: number | null }> = {}) => ({
  id: 41,
  title: null,
  grant_trust_level: null,
  ...given,
});

describe('the trust level somebody has by right', () => {
  test.each([
    ['nothing special: the default', {}, {}, 1],
    ['a lock wins over everything', { manual_locked_trust_level: 0, best_grant: 4, staff_level: 3 }, {}, 0],
    ['the best grant of the remaining groups', { best_grant: 3 }, {}, 3],
    ['what staff set last', { staff_level: 2 }, {}, 2],
    ['the better of group and staff', { staff_level: 2, best_grant: 4 }, {}, 4],
    ['invitees have their own default', { invited: true }, { default_invitee_trust_level: 2 }, 2],
    ['which is nothing to others', { invited: false }, { default_invitee_trust_level: 2 }, 1],
    ['the default is the least', { staff_level: 0 }, {}, 1],
  ])('%s', (_what, given, changed, level) => {
    expect(earnedTrustLevel(facts(given), { ...defaults, ...changed })).toBe(level);
  });
});

describe('leaving a group', () => {
  test.each([
    ['a group without effects changes nothing', facts({ trust_level: 4, title: 'Own' }), group(), {}],
    [
      'level 1, staff sets 2, the group lifts to 3, leaves: 2',
      facts({ trust_level: 3, staff_level: 2 }),
      group({ grant_trust_level: 3 }),
      { trust_level: 2 },
    ],
    [
      'another group still grants',
      facts({ trust_level: 4, best_grant: 2 }),
      group({ grant_trust_level: 4 }),
      { trust_level: 2 },
    ],
    [
      'a locked level stays',
      facts({ trust_level: 4, manual_locked_trust_level: 4 }),
      group({ grant_trust_level: 4 }),
      {},
    ],
    ['no grant, no recomputation', facts({ trust_level: 4 }), group({ title: 'x' }), {}],
    ['its title goes', facts({ title: 'Guide' }), group({ title: 'Guide' }), { title: null }],
    [
      'the next title comes',
      facts({ title: 'Guide', titles: ['Host', 'Cook'] }),
      group({ title: 'Guide' }),
      { title: 'Host' },
    ],
    [
      'a title another group gives too stays',
      facts({ title: 'Guide', titles: ['Host', 'Guide'] }),
      group({ title: 'Guide' }),
      {},
    ],
    ['a title of one’s own stays', facts({ title: 'Mine', titles: ['Host'] }), group({ title: 'Guide' }), {}],
    [
      'it was the primary group',
      facts({ primary_group_id: 41, flair_group_id: 42 }),
      group(),
      { primary_group_id: null },
    ],
    ['it was the flair', facts({ primary_group_id: 42, flair_group_id: 41 }), group(), { flair_group_id: null }],
  ])('%s', (_what, before, left, changed) => {
    const { trust_level, title, primary_group_id, flair_group_id } = before;
    expect(standingAfterLeaving(before, left, defaults)).toEqual({
      trust_level,
      title,
      primary_group_id,
      flair_group_id,
      ...changed,
    });
  });
});

describe('a new account that joins groups', () => {
  const effects = (id: number, given = {}) => ({
    id,
    grant_trust_level: null,
    title: null,
    primary_group: false,
    ...given,
  });
  test.each([
    ['no group', [], [null, null, null, null]],
    ['groups without effects', [effects(41), effects(42)], [null, null, null, null]],
    [
      'the highest level',
      [effects(41, { grant_trust_level: 3 }), effects(42, { grant_trust_level: 0 })],
      [3, null, null, null],
    ],
    ['level 0 is a grant too', [effects(41, { grant_trust_level: 0 })], [0, null, null, null]],
    [
      'the first title',
      [effects(41, { title: '' }), effects(42, { title: 'A' }), effects(43, { title: 'B' })],
      [null, 'A', null, null],
    ],
    [
      'the last primary group, the first flair',
      [effects(41, { primary_group: true }), effects(42, { primary_group: true })],
      [null, null, 42, 41],
    ],
  ])('%s', (_what, groups, [trust_level, title, primary_group_id, flair_group_id]) => {
    expect(combineEffects(groups)).toEqual({ trust_level, title, primary_group_id, flair_group_id });
  });
});
