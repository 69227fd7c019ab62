/** An administrator's day with the npm client discourse2: its own code, over HTTP, against a running server. */
import Discourse, { HTTPError } from 'discourse2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT_PASSWORD, accountTools } from '../support/accounts.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { unique } from '../support/factories.ts';
import { address } from '../support/invites.ts';

let t: TestApp;
let api: Discourse;
let admin: string;
const { mailedAccountToken, logIn } = accountTools(() => t);

beforeAll(async () => {
  t = await startApp();
  admin = (await t.user({ admin: true })).username;
  api = new Discourse(t.url, { 'Api-Key': t.apiKey, 'Api-Username': admin });
});
afterAll(() => t.close());

/** An account that is active, made by the client. */
async function account(): Promise<{ id: number; username: string; email: string }> {
  const username = unique('user');
  const email = address();
  const made = await api.createUser({ name: 'N', username, email, password: ACCOUNT_PASSWORD, active: true });
  expect(made).toMatchObject({ success: true, active: true });
  return { id: made.user_id!, username, email };
}

async function group(more: Record<string, unknown> = {}): Promise<{ id: number; name: string }> {
  const name = unique('grp');
  const made = await api.createGroup({ group: { name, ...more } });
  expect(made.basic_group).toMatchObject({ name });
  return { id: made.basic_group.id, name };
}

const names = async (name: string) => {
  const { members, owners } = await api.listGroupMembers({ id: name });
  const usernames = (people: unknown[]) => people.map((person) => (person as { username: string }).username).sort();
  return { members: usernames(members), owners: usernames(owners) };
};

/** What the client makes of a refusal. */
async function refusal(call: Promise<unknown>): Promise<HTTPError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HTTPError);
  return error as HTTPError;
}

describe('accounts', () => {
  it('are made, shown, changed and deleted', async () => {
    const { id, username, email } = await account();
    expect((await api.getUser({ username })).user).toMatchObject({ id, username, email });
    expect(await api.getUserEmails({ username })).toMatchObject({ email, secondary_emails: [] });
    expect(await api.adminGetUser({ id })).toMatchObject({ id, username, active: true });

    const updated = await api.updateUser({ username, name: 'Rina' });
    expect(updated).toMatchObject({ success: 'OK', user: { name: 'Rina' } });
    const renamed = unique('user');
    expect(await api.updateUsername({ username, new_username: renamed })).toBeUndefined();
    const wanted = address();
    expect(await api.updateEmail({ username: renamed, email: wanted })).toBeUndefined();
    expect((await api.getUser({ username: renamed })).user).toMatchObject({ unconfirmed_emails: [wanted] });

    expect(await api.deleteUser({ id, delete_posts: true })).toEqual({ deleted: true });
    expect((await refusal(api.getUser({ username: renamed }))).status).toBe(404);
  });

  it('are suspended, silenced, switched off and on, logged out and anonymised', async () => {
    const { id, username, email } = await account();
    const browser = t.browser();
    expect((await logIn(username, ACCOUNT_PASSWORD, browser)).body.user).toMatchObject({ id });
    expect(await api.logOutUser({ id })).toEqual({ success: 'OK' });
    expect((await browser.get('/session/current.json')).status).toBe(404);

    const until = new Date(t.services.now().getTime() + 86_400_000).toISOString();
    const { suspension } = await api.suspendUser({ id, suspend_until: until, reason: 'too loud' });
    expect(suspension).toMatchObject({ suspend_reason: 'too loud', suspended_till: until });
    const { silence } = await api.silenceUser({ id, silenced_till: until, reason: 'too loud' });
    expect(silence).toMatchObject({ silenced: true, silenced_till: until, silenced_by: { username: admin } });
    expect(await api.adminGetUser({ id })).toMatchObject({ suspended_till: until, silenced_till: until });

    expect(await api.deactivateUser({ id })).toMatchObject({ success: 'OK' });
    expect(await api.adminGetUser({ id })).toMatchObject({ active: false });
    expect(await api.activateUser({ id })).toMatchObject({ success: 'OK' });
    expect(await api.adminGetUser({ id })).toMatchObject({ active: true });

    const { success, username: anonymous } = await api.anonymizeUser({ id });
    expect(success).toBe('OK');
    expect(anonymous).not.toBe(username);
    expect(await t.sql('select id from users where email = $1', [email])).toEqual([]);
  });

  it('get a new password by mail', async () => {
    const { id, username, email } = await account();
    expect(await api.sendPasswordResetEmail({ login: email })).toMatchObject({ success: 'OK' });
    const token = await mailedAccountToken({ id });
    expect(await api.changePassword({ token, username, password: 'another Password, and fine' })).toBeUndefined();
    expect((await logIn(username, 'another Password, and fine')).body.user).toMatchObject({ id });
  });

  it('are listed, in pages and in order', async () => {
    const made = [await account(), await account()];
    const oldestFirst = { flag: 'active', order: 'created', asc: 'true', show_emails: true } as const;
    const listed = await api.adminListUsers({ ...oldestFirst, page: 1 });
    expect(listed.slice(-2)).toMatchObject(made.map(({ id, email }) => ({ id, email })));
    expect(await api.adminListUsers({ ...oldestFirst, page: 2 })).toEqual([]);
    const found = await api.adminListUsers({ flag: 'active', email: made[0]!.email });
    expect(found.map(({ id }: { id: number }) => id)).toEqual([made[0]!.id]);
  });
});

describe('groups', () => {
  it('are made with members and owners, shown, changed and deleted', async () => {
    const [owner, member] = [await account(), await account()];
    const { id, name } = await group({
      full_name: 'Readers',
      usernames: member.username,
      owner_usernames: owner.username,
      visibility_level: 0,
      primary_group: false,
    });
    expect((await api.getGroup({ id: name })).group).toMatchObject({ id, name, full_name: 'Readers', user_count: 2 });
    expect(await names(name)).toEqual({
      members: [member.username, owner.username].sort(),
      owners: [owner.username],
    });

    expect(await api.updateGroup({ id, group: { name, full_name: 'Slow readers' } })).toMatchObject({ success: 'OK' });
    expect((await api.getGroup({ id: name })).group).toMatchObject({ full_name: 'Slow readers' });

    expect(await api.deleteGroup({ id })).toMatchObject({ success: 'OK' });
    expect((await refusal(api.getGroup({ id: name }))).status).toBe(404);
  });

  it('are listed with as many as there are', async () => {
    const { id, name } = await group({ full_name: 'Readers' });
    const { groups, total_rows_groups } = await api.listGroups();
    expect(groups).toContainEqual(expect.objectContaining({ id, name, full_name: 'Readers', user_count: 0 }));
    expect(groups).toHaveLength(total_rows_groups);
  });

  it('gain and lose members', async () => {
    const [one, two] = [await account(), await account()];
    const { id, name } = await group();
    const both = `${one.username},${two.username}`;
    expect(await api.addGroupMembers({ id, usernames: both })).toMatchObject({ success: 'OK', emails: [] });
    expect((await names(name)).members).toEqual([one.username, two.username].sort());
    expect((await refusal(api.addGroupMembers({ id, usernames: both }))).status).toBe(422);

    const removed = await api.removeGroupMembers({ id, usernames: `${two.username},${admin}` });
    expect(removed).toEqual({ success: 'OK', usernames: [two.username], skipped_usernames: [admin] });
    expect((await names(name)).members).toEqual([one.username]);
  });
});

describe('invites', () => {
  it('go to one address with groups, or to whoever has the link', async () => {
    const [first, second] = [await group(), await group()];
    const email = address();
    const made = await api.createInvite({
      email,
      skip_email: true,
      custom_message: 'Come in',
      group_ids: `${first.id},${second.id}`,
      expires_at: new Date(t.services.now().getTime() + 86_400_000).toISOString(),
    });
    expect(made).toMatchObject({ email, emailed: false, custom_message: 'Come in', expired: false });
    expect(made).toMatchObject({ grants_admin: false, grants_moderator: false });
    expect(made.groups!.map(({ id }: { id: number }) => id).sort()).toEqual([first.id, second.id].sort());

    const link = await api.createInvite({ max_redemptions_allowed: 3, group_names: first.name });
    expect(link).toMatchObject({ max_redemptions_allowed: 3, redemption_count: 0, groups: [{ name: first.name }] });
    expect(link).toMatchObject({ grants_admin: false, grants_moderator: false });
    expect((await t.browser().get(`${new URL(link.link!).pathname}.json`)).body).toMatchObject({
      is_invite_link: true,
    });
  });

  it('go to many at once, and say which of them failed', async () => {
    const known = await account();
    const { id } = await group();
    const [one, two] = [address(), address()];
    const emails = [one, two, known.email] as unknown as string;
    const made = await api.createMultipleInvites(
      { email: emails, skip_email: true, group_ids: String(id) },
      { validateParams: false },
    );
    expect(made).toMatchObject({
      num_successfully_created_invitations: 2,
      num_failed_invitations: 1,
      failed_invitations: [{ email: known.email }],
    });
    const invites = made.successful_invitations as unknown as { invite: { email: string } }[];
    expect(invites.map(({ invite }) => invite.email)).toEqual([one, two]);
  });

  it('are refused in words the client can show', async () => {
    const known = await account();
    const error = await refusal(api.createInvite({ email: known.email }));
    expect(error.status).toBe(422);
    expect(error.message).toMatch(/Returned HTTP 422: \{"errors":\["[^"]+/);
  });
});

describe('the rest', () => {
  it('tells about the site', async () => {
    const { name } = await group();
    expect((await api.getSite()).groups).toContainEqual(expect.objectContaining({ name }));
    expect(await api.getSiteBasicInfo()).toMatchObject({ title: expect.any(String) });
  });

  it('lists notifications and marks them as read', async () => {
    const seen = await api.getNotifications();
    expect(seen).toMatchObject({ notifications: [] });
    expect(await api.markNotificationsAsRead()).toEqual({ success: 'OK' });
  });

  it('says what a wrong key and a missing right are', async () => {
    const wrong = new Discourse(t.url, { 'Api-Key': 'f'.repeat(64), 'Api-Username': admin });
    expect((await refusal(wrong.getNotifications())).status).toBe(403);
    const { username } = await account();
    const small = new Discourse(t.url, { 'Api-Key': t.apiKey, 'Api-Username': username });
    expect((await refusal(small.createGroup({ group: { name: unique('grp') } }))).status).toBe(404);
  });
});
