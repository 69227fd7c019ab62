import { describe, expect, it } from 'vitest';
import { packChanges } from './change-feed.ts';
import { type Change, changesOf, membersChanged } from './changes.ts';

describe('what a statement may change', () => {
  it.each<[string, Change[]]>([
    ['select * from invites for update', []],
    ['insert into invites (id) values (1)', ['invites:*', 'group_invites:*']],
    ['with x as (delete from group_users m using y) select 1', ['group:*', 'user:*']],
    ['insert into users (id) values (1)', ['accounts:*']],
    ['insert into users (id) values (1) on conflict (id) do update set name = $1', ['accounts:*']],
    ['insert into groups (id) values (1)', ['groups:*']],
    ['delete from groups where id = 1', ['group:*', 'groups:*']],
    ['update api_keys set description = $1', ['user:*', 'api_keys:*']],
    ['update users u set admin = true', ['user:*']],
    ['insert into sessions (user_id) values (1)', []],
    ['delete from sessions where user_id = 1', ['user:*']],
    [
      'insert into email_logs select 1 from x; update invites set a = 1',
      ['email_logs:*', 'invites:*', 'group_invites:*'],
    ],
    ['update group_users_old set a = 1', []],
  ])('%s', (text, changes) => {
    expect(changesOf(text)).toEqual(changes);
  });

  it('names a group and its people', () => {
    expect(membersChanged(4, [1, 2])).toEqual(['group:4', 'group_requests:4', 'user:1', 'user:2']);
  });
});

describe('a notice', () => {
  it('says each change once, and nothing of a kind beside all of it', () => {
    expect(packChanges(['group:1', 'group:1', 'invites:2'])).toBe('group:1 invites:2');
    expect(packChanges(['group:1', 'group:*', 'group:2', 'invites:2'])).toBe('group:* invites:2');
  });

  it('fits, however much has changed: the kinds with most are named as a whole', () => {
    const many = (kind: 'group' | 'user' | 'invites', count: number): Change[] =>
      Array.from({ length: count }, (_, id) => `${kind}:${id + 1_000_000}` as const);
    const packed = packChanges([...many('group', 5000), ...many('user', 100), 'notifications:3']);
    expect(packed.split(' ')).toEqual(['group:*', ...many('user', 100), 'notifications:3']);
    const two = packChanges([...many('group', 5000), ...many('invites', 900), ...many('user', 3)]);
    expect(two.split(' ')).toEqual(['group:*', 'invites:*', ...many('user', 3)]);
    expect(Buffer.byteLength(packChanges([...many('group', 400), ...many('user', 400)]))).toBeLessThan(8000);
  });
});
