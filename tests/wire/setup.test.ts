/** The first run: the one-time secret makes one admin, and never a second. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAdmin, createAdminFromEnv } from '../../src/domain/setup/create-first-admin.ts';
import { issueSetupToken } from '../../src/domain/setup/token.ts';
import { SetupState } from '../../src/shared/wire/setup.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { expectRefused, expectShape } from '../support/invites.ts';

const PASSWORD = 'a password of an admin';
const DAY = 86_400_000;
let t: TestApp;
let token: string;

beforeEach(async () => {
  t = await startApp();
  token = (await issueSetupToken(t.services))!;
});
afterEach(() => t.close());

const form = (more: Record<string, unknown> = {}) => ({
  token,
  title: 'Our place',
  username: 'admin',
  name: 'Ana',
  email: 'ana@example.com',
  password: PASSWORD,
  locale: 'he',
  ...more,
});
const post = (more: Record<string, unknown> = {}, browser = t.browser()) => browser.post('/setup.json', form(more));
const admins = () =>
  t.sql(
    'select username, active, approved, email_confirmed_at is not null as confirmed from users where admin and id > 0',
  );

it('makes the admin, names the site, logs in; afterwards there is nothing here', async () => {
  const state = (await t.browser().get('/setup.json')).body;
  expectShape(SetupState, state);
  expect(state).toEqual({
    needed: true,
    site_title: 'Usher',
    mail: { configured: false },
    password: { min_length: 15, unique_characters: 6 },
  });
  const browser = t.browser();
  expect((await post({}, browser)).body).toEqual({ success: 'OK' });
  expect((await browser.get('/session/current.json')).body.current_user).toMatchObject({
    username: 'admin',
    admin: true,
  });
  expect(await admins()).toEqual([{ username: 'admin', active: true, approved: true, confirmed: true }]);
  const { title, default_locale } = await t.services.settings.now();
  expect([title, default_locale]).toEqual(['Our place', 'he']);
  expect((await t.browser().get('/setup.json')).body).toMatchObject({ needed: false, site_title: 'Our place' });
  await expectRefused(t, 404, () => post({ username: 'second', email: 'second@example.com' }));
  expect(await issueSetupToken(t.services)).toBeUndefined();
});

it('of twenty at once with the right secret one gets in', async () => {
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, n) => post({ username: `admin${n}x`, email: `admin${n}@example.com` })),
  );
  expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1);
  for (const { status } of replies) expect([200, 403, 404]).toContain(status);
  expect(await admins()).toHaveLength(1);
  expect(await t.sql('select 1 from sessions')).toHaveLength(1);
});

it('refuses a wrong, replaced or old secret, and a request without CSRF token', async () => {
  for (const wrong of ['', 'x', token.replace(/^./, (c) => (c === '0' ? '1' : '0'))]) {
    const reply = await expectRefused(t, 403, () => post({ token: wrong }));
    expect(reply.body.extras.reason).toBe('setup_token_invalid');
  }
  const older = token;
  token = (await issueSetupToken(t.services))!;
  await expectRefused(t, 403, () => post({ token: older }));
  await expectRefused(t, 403, () => t.browser().post('/setup.json', form(), { csrf: false }));
  t.advance(DAY + 1000);
  await expectRefused(t, 403, () => post());
  expect(await admins()).toEqual([]);
});

it('tells what is wrong with which field and keeps the secret good', async () => {
  const reply = await expectRefused(t, 422, () => post({ username: 'a b', email: 'nobody', password: 'twelve chars' }));
  expect(reply.body.extras.fields).toEqual({
    username: ['Username must only include numbers, letters, dashes, dots, and underscores'],
    email: ["nobody isn't a valid email address."],
    password: ['Password is too short (minimum is 15 characters)'],
  });
  expect(reply.body.errors).toHaveLength(3);
  await expectRefused(t, 422, () => post({ username: 'system' }));
  expect((await post()).status).toBe(200);
});

it('stores only the hash of the secret', async () => {
  const [row] = await t.sql<{ all: string }>('select instance::text as all from instance');
  expect(row!.all).not.toContain(token);
});

it('from the environment: once, whoever starts, with the reason when it cannot be', async () => {
  const input = { username: 'moderator', email: 'boss@example.com', password: PASSWORD };
  await expect(createAdminFromEnv(t.services, { ...input, password: 'short' })).rejects.toThrow(/minimum is 15/);
  await Promise.all(
    [input, input, { ...input, username: 'rival', email: 'rival@example.com' }].map((each) =>
      createAdminFromEnv(t.services, each),
    ),
  );
  expect(await admins()).toHaveLength(1);
  await createAdminFromEnv(t.services, { ...input, username: 'later', password: '' });
  expect(await admins()).toHaveLength(1);
  await expectRefused(t, 404, () => post());
});

it('from the command line: also beside others', async () => {
  const ctx = await t.ctx();
  for (const name of ['root', 'support']) {
    const made = await createAdmin(ctx, { username: name, email: `${name}@example.com`, password: PASSWORD });
    expect(made.kind).toBe('made');
  }
  const again = await createAdmin(ctx, { username: 'root', email: 'x@example.com', password: PASSWORD });
  expect(again).toMatchObject({ kind: 'refused', problems: [{ field: 'username', code: 'username_taken' }] });
  expect(await admins()).toHaveLength(2);
});
