/**
 * An administrator's day with Discourse's own MCP server, @discourse/mcp: the program itself, as a process, against a
 * running server. It writes about once a second and kind, which is its own doing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT_PASSWORD } from '../support/accounts.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { unique } from '../support/factories.ts';
import { address } from '../support/invites.ts';
import { type Mcp, startMcp } from '../support/mcp.ts';

let t: TestApp;
let admin: TestUser;
let mcp: Mcp;
beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  mcp = await startMcp(t, admin);
});
afterAll(async () => {
  await mcp?.stop();
  await t?.close();
});

const usernames = (people: { username: string }[]) => people.map(({ username }) => username).sort();
const namesOf = (...people: TestUser[]) => usernames(people);

async function membersOf(group: TestGroup) {
  const { members, owners, meta } = await mcp.call('list_group_members', { name: group.name });
  return { members: usernames(members), owners: usernames(owners), total: meta.total };
}

describe('accounts', () => {
  it('are made, shown, changed and listed', async () => {
    const username = unique('user');
    const email = address();
    const made = await mcp.call('create_user', { username, email, name: 'Rina', password: ACCOUNT_PASSWORD });
    expect(made).toMatchObject({ created: true, username, active: true, user_id: expect.any(Number) });

    const shown = { id: made.user_id, username, name: 'Rina', email, admin: false, moderator: false };
    expect(await mcp.call('get_user', { username })).toMatchObject(shown);
    const changed = await mcp.call('update_user', { username, name: 'Rina B', bio_raw: 'Reads', location: 'Haifa' });
    expect(changed).toMatchObject({ success: true });
    expect(await mcp.call('get_user', { username })).toMatchObject({ name: 'Rina B', bio: 'Reads' });

    const listed = await mcp.call('list_users', { filter: username, order: 'created', asc: true });
    expect(listed).toMatchObject({ users: [{ id: made.user_id, email }], meta: { page: 0, has_more: false } });
    expect(await mcp.call('list_users', { page: 1 })).toMatchObject({ users: [] });
  });

  it('are told apart when they cannot be made', async () => {
    const { username } = await t.user();
    const again = { username, email: address(), name: 'N', password: ACCOUNT_PASSWORD };
    await expect(mcp.call('create_user', again)).rejects.toThrow(/"errors":\{.*"username":\["/s);
  });

  it('are switched off and on, and let in, by username', async () => {
    const { username } = await t.user({ approved: false });
    const act = (action: string) => mcp.call('manage_user_activation', { username, action, confirm: true });
    const state = async () => (await t.sql('select active, approved from users where username = $1', [username]))[0];
    expect(await act('deactivate')).toMatchObject({ success: true });
    expect(await state()).toEqual({ active: false, approved: false });
    expect(await act('activate_and_approve')).toMatchObject({ completed_actions: ['activate', 'approve'] });
    expect(await state()).toEqual({ active: true, approved: true });
  });
});

describe('groups', () => {
  it('are made with members and owners, shown, changed, listed and deleted', async () => {
    const [owner, member] = [await t.user(), await t.user()];
    const name = unique('grp');
    const made = await mcp.call('create_group', {
      name,
      full_name: 'Readers',
      bio_raw: 'We read.',
      grant_trust_level: 2,
      usernames: [member.username],
      owner_usernames: [owner.username],
    });
    const { id } = made.basic_group;
    expect((await mcp.call('get_group', { id })).group).toMatchObject({ name, full_name: 'Readers', user_count: 2 });
    expect((await mcp.call('get_group', { name })).group).toMatchObject({ id });
    expect(await membersOf({ id, name })).toEqual({
      members: namesOf(owner, member),
      owners: [owner.username],
      total: 2,
    });

    const changed = await mcp.call('update_group', { id, full_name: 'Slow readers', update_existing_users: false });
    expect(changed).toMatchObject({ success: 'OK' });
    expect((await mcp.call('get_group', { id })).group).toMatchObject({ full_name: 'Slow readers' });
    const found = await mcp.call('list_groups', { filter: name, order: 'name', asc: true });
    expect(found).toMatchObject({ groups: [{ id, name }], total_rows_groups: 1 });

    expect(await mcp.call('delete_group', { id })).toMatchObject({ success: 'OK' });
    await expect(mcp.call('get_group', { id })).rejects.toThrow(/"status":404/);
  });

  it('are listed to the last page, and the total is what was seen', async () => {
    for (let made = 0; made < 40; made += 1) await t.group();
    const { groups, meta } = await mcp.call('list_groups');
    expect(meta).toMatchObject({
      complete: true,
      has_more: false,
      total: groups.length,
      reported_total: groups.length,
    });
    expect(groups.length).toBeGreaterThan(40);
    expect(new Set(groups.map((group: TestGroup) => group.id)).size).toBe(groups.length);
  });

  it('gain and lose members by username, id and address', async () => {
    const people = [await t.user(), await t.user(), await t.user()] as const;
    const [one, two, three] = people;
    const group = await t.group();
    const { id } = group;
    const added = await mcp.call('add_group_members_by_username', {
      id,
      usernames: [one.username],
      notify_users: true,
    });
    expect(added).toMatchObject({ success: 'OK', usernames: [one.username] });
    await mcp.call('add_group_members_by_user_id', { id, user_ids: [two.id] });
    await mcp.call('add_group_members_by_email', { id, user_emails: [three.email] });
    expect(await membersOf(group)).toMatchObject({ members: namesOf(...people), total: 3 });
    const paged = { name: group.name, limit: 2, offset: 2, order: 'added_at', asc: true };
    expect(await mcp.call('list_group_members', paged)).toMatchObject({
      members: [{ username: three.username }],
      meta: { total: 3, limit: 2, offset: 2 },
    });

    const removed = await mcp.call('remove_group_members_by_username', { id, usernames: [one.username] });
    expect(removed).toEqual({ success: 'OK', usernames: [one.username], skipped_usernames: [] });
    await mcp.call('remove_group_members_by_user_id', { id, user_ids: [two.id] });
    await mcp.call('remove_group_members_by_email', { id, user_emails: [three.email] });
    expect(await membersOf(group)).toMatchObject({ members: [], total: 0 });
  });

  it('gain and lose owners by username, id and address', async () => {
    const people = [await t.user(), await t.user(), await t.user()] as const;
    const [one, two, three] = people;
    const group = await t.group({ members: [...people] });
    const { id } = group;
    await mcp.call('add_group_owners_by_username', { id, usernames: [one.username], notify_users: false });
    await mcp.call('add_group_owners_by_user_id', { id, user_ids: [two.id] });
    await mcp.call('add_group_owners_by_email', { id, user_emails: [three.email] });
    expect((await membersOf(group)).owners).toEqual(namesOf(...people));

    await mcp.call('remove_group_owners_by_username', { id, usernames: [one.username] });
    expect((await membersOf(group)).owners).toEqual(namesOf(two, three));
    await mcp.call('remove_group_owners_by_user_id', { id, user_ids: [two.id] });
    await mcp.call('remove_group_owners_by_email', { id, user_emails: [three.email] });
    expect(await membersOf(group)).toMatchObject({ owners: [], members: namesOf(...people) });
  });

  it('invite strangers by address, and take in those who are known', async () => {
    const known = await t.user();
    const group = await t.group();
    const stranger = address();
    const invited = await mcp.call('invite_group_members_by_email', {
      id: group.id,
      emails: [known.email, stranger],
      skip_email: true,
    });
    expect(invited).toMatchObject({ success: 'OK', usernames: [known.username], emails: [stranger] });
    expect((await membersOf(group)).members).toEqual([known.username]);
    const retrieved = await t.as(admin).get('/invites/retrieve.json', { email: stranger });
    expect(retrieved.body).toMatchObject({ email: stranger, emailed: false, groups: [{ id: group.id }] });
  });

  it('take in and let go whoever acts, by themselves or by request', async () => {
    const open = await t.group();
    const asked = await t.group();
    await t.sql('update groups set public_admission = true, public_exit = true where id = $1', [open.id]);
    await t.sql('update groups set allow_membership_requests = true where id = $1', [asked.id]);
    await mcp.call('join_group', { id: open.id });
    expect((await membersOf(open)).members).toEqual([admin.username]);
    await mcp.call('leave_group', { id: open.id });
    expect((await membersOf(open)).members).toEqual([]);

    const person = await t.user();
    expect(await mcp.call('request_group_membership', { name: asked.name, reason: 'I read' })).toMatchObject({
      success: 'OK',
    });
    await t.as(person).post(`/groups/${asked.name}/request_membership.json`, { reason: 'I read too' });
    const waiting = await mcp.call('list_group_membership_requests', { name: asked.name, order: 'requested_at' });
    expect(waiting.members.map(({ id, reason }: { id: number; reason: string }) => [id, reason])).toEqual(
      expect.arrayContaining([
        [admin.id, 'I read'],
        [person.id, 'I read too'],
      ]),
    );
    await mcp.call('handle_group_membership_request', { id: asked.id, user_id: person.id, action: 'approve' });
    await mcp.call('handle_group_membership_request', { id: asked.id, user_id: admin.id, action: 'deny' });
    expect((await membersOf(asked)).members).toEqual([person.username]);
    const left = await mcp.call('list_group_membership_requests', { name: asked.name });
    expect(left.members).toEqual([]);
  });

  it('refuse in words the program hands on', async () => {
    const group = await t.group();
    const nobody = mcp.call('add_group_members_by_username', { id: group.id, usernames: [unique('nobody')] });
    await expect(nobody).rejects.toThrow(/"error":"Failed to add members by username: [^"]{10,}","status":400/);
  });
});

describe('settings', () => {
  it('are listed, changed and put back', async () => {
    const shown = await mcp.call('list_site_settings', { names: ['title', 'invite_expiry_days'] });
    expect(shown.meta).toMatchObject({ total: 2 });
    const title = { setting: 'title', confirm_change: true };
    const set = { operation: 'set', value: 'Readers of Haifa', expected_current_value: 'Usher' };
    expect(await mcp.call('update_site_setting', { ...title, ...set })).toMatchObject({
      updated: true,
      verified: true,
      after: { value: 'Readers of Haifa', default: 'Usher' },
    });
    expect((await t.browser().get('/site/basic-info.json')).body.title).toBe('Readers of Haifa');
    const reset = { operation: 'reset_to_default', expected_current_value: 'Readers of Haifa' };
    expect(await mcp.call('update_site_setting', { ...title, ...reset })).toMatchObject({ after: { value: 'Usher' } });
  });
});

describe('web hooks', () => {
  it('are made, shown, changed, pinged and deleted', async () => {
    const { catalog } = await mcp.call('list_webhooks');
    const event = (name: string) => catalog.event_types.find((each: { name: string }) => each.name === name).id;
    const made = await mcp.call('create_webhook', {
      payload_url: 'https://hooks.example.com/usher',
      content_type: 'application/json',
      secret: 'a secret of some length',
      event_type_ids: [event('invite_redeemed')],
      confirm_external_delivery: true,
    });
    const { id: webhook_id, destination_fingerprint } = made.webhook;
    expect(made.webhook).toMatchObject({
      active: false,
      secret_configured: true,
      event_types: [{ name: 'invite_redeemed' }],
    });
    const same = { webhook_id, expected_destination_fingerprint: destination_fingerprint };

    const update = { ...same, expected_active: false, confirm_update: true, confirm_scope_replacement: true };
    const changed = await mcp.call('update_webhook', { ...update, event_type_ids: [event('user_created')] });
    expect(changed).toMatchObject({ updated: true });
    expect((await mcp.call('get_webhook', { webhook_id })).webhook).toMatchObject({
      event_types: [{ name: 'user_created' }],
    });

    expect(await mcp.call('ping_webhook', { ...same, confirm_external_request: true })).toMatchObject({
      enqueued: true,
    });
    for (const status of ['all', 'successful', 'failed'])
      expect(await mcp.call('list_webhook_events', { webhook_id, status })).toHaveProperty('events');
    expect(await mcp.call('delete_webhook', { ...same, confirm_delete: true })).toMatchObject({ deleted: true });
    await expect(mcp.call('get_webhook', { webhook_id })).rejects.toThrow(/404/);
  });
});
