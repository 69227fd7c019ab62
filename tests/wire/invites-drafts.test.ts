/** What the dialog that makes invites asks: addresses looked at, the mail read, the language of the mail. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckReply, PreviewReply } from '../../src/shared/wire/invite-drafts.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { address, expectRefused, expectShape, footprint, invite } from '../support/invites.ts';

let t: TestApp;
let admin: TestUser;
let owner: TestUser;
let member: TestUser;
let stranger: TestUser;
let group: TestGroup;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  owner = await t.user({ trust_level: 2 });
  member = await t.user();
  stranger = await t.user();
  group = await t.group({ owners: [owner], members: [member], full_name: 'Book lovers' });
});
afterAll(() => t.close());

const check = (by: TestUser, emails: unknown, more: Record<string, unknown> = {}) =>
  t.as(by).post('/invites/check.json', { emails, ...more });
const states = async (by: TestUser, emails: string[], more: Record<string, unknown> = {}) =>
  (await check(by, emails, more)).body.addresses.map((one: { state: string }) => one.state);

describe('addresses', () => {
  it('are valid, invalid, pending, members or have an account, in words; nothing is made', async () => {
    const asked = await invite(t, owner, { email: address() });
    const before = await footprint(t);
    const emails = [address(), 'nonsense', asked.email!.toUpperCase(), member.email, stranger.email];
    const { body } = await t.withSettings({ hide_email_address_taken: false }, () =>
      check(owner, emails, { group_ids: [group.id] }),
    );
    expectShape(CheckReply, body);
    expect(body.addresses).toMatchObject([
      { state: 'valid', message: null, can_add: false },
      { state: 'invalid', message: "nonsense isn't a valid email address." },
      { state: 'pending', invite_id: asked.id },
      { state: 'member', username: member.username, can_add: false },
      { state: 'has_account', username: stranger.username, can_add: true },
    ]);
    expect(await footprint(t)).toEqual(before);
  });

  it('do not tell of accounts where that is hidden, except to staff', async () => {
    await t.withSettings({ hide_email_address_taken: true }, async () => {
      const emails = [address(), stranger.email, member.email];
      const { body, text } = await check(owner, emails, { group_ids: [group.id] });
      expect(body.addresses.map((one: { state: string }) => one.state)).toEqual(['valid', 'valid', 'valid']);
      for (const one of [stranger, member]) expect(text).not.toContain(`"${one.username}"`);
      expect(await states(admin, emails, { group_ids: [group.id] })).toEqual(['valid', 'has_account', 'member']);
    });
  });

  it('are looked at a limited number of times a day, exactly, also at once', async () => {
    await t.withSettings({ hide_email_address_taken: false, max_invites_per_day: 1 }, async () => {
      const by = await t.user({ trust_level: 2 });
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => states(by, [stranger.email, member.email, admin.email])),
      );
      expect(answers.flat().filter((state) => state === 'has_account')).toHaveLength(10);
      expect(await states(by, [stranger.email])).toEqual(['valid']);
      t.advance(86_401_000);
      expect(await states(by, [stranger.email])).toEqual(['has_account']);
    });
  });

  it('are for who may invite, and not too many at once', async () => {
    const novice = await t.user({ trust_level: 0 });
    expect((await check(novice, [address()])).body.extras.reason).toBe('not_in_invite_allowed_groups');
    const foreign = await t.group();
    expect((await check(owner, [address()], { group_ids: [foreign.id] })).body.extras.reason).toBe('not_group_owner');
    expect(
      (
        await check(
          admin,
          Array.from({ length: 201 }, () => address()),
        )
      ).status,
    ).toBe(422);
    expect((await check(admin, [{ a: 1 }])).status).toBe(400);
    expect((await t.browser().post('/invites/check.json', { emails: ['a@b.org'] })).body.error_type).toBe(
      'not_logged_in',
    );
    expect((await check(owner, [])).body).toEqual({ addresses: [] });
  });
});

describe('the mail', () => {
  const preview = (by: TestUser, body: Record<string, unknown>) => t.as(by).post('/invites/preview.json', body);

  it('reads as it will, with a link that leads nowhere; nothing is made', async () => {
    const before = await footprint(t);
    const given = {
      email: address(),
      group_ids: [group.id],
      custom_message: 'Come <b>in</b>!',
      expires_at: '2031-05-06',
    };
    const { body } = await preview(owner, given);
    expectShape(PreviewReply, body);
    expect(body.locale).toBe('en');
    for (const part of ['Book lovers', 'Come in!', 'https://usher.example/invites/XXXXXXXX', '2031'])
      expect(body.text).toContain(part);
    expect(body.html).toContain('<html lang="en" dir="ltr">');
    const hebrew = (await preview(owner, { ...given, locale: 'he' })).body;
    expect(hebrew.subject).toMatch(/[א-ת]/);
    expect(hebrew.html).toContain('dir="rtl"');
    expect(await footprint(t)).toEqual(before);
  });

  it('is refused where the invite would be', async () => {
    const foreign = await t.group();
    const refused = await expectRefused(t, 403, () => preview(owner, { email: address(), group_ids: [foreign.id] }));
    expect(refused.body.extras.reason).toBe('not_group_owner');
    expect((await preview(owner, { custom_message: 'x'.repeat(1001) })).status).toBe(422);
    expect((await preview(await t.user({ trust_level: 0 }), {})).status).toBe(403);
    expect((await t.browser().post('/invites/preview.json', {})).status).toBe(403);
  });

  it('is sent in the language chosen for it, also when it is sent again', async () => {
    const locales = async ({ id }: { id: number }) =>
      (await t.sql<{ locale: string }>('select locale from email_logs where invite_id = $1 order by id', [id])).map(
        (row) => row.locale,
      );
    const made = await invite(t, admin, { email: address(), locale: 'he' });
    await t.as(admin).post('/invites/reinvite.json', { email: made.email });
    await t.as(admin).put(`/invites/${made.id}.json`, { send_email: true });
    await invite(t, admin, { email: made.email });
    expect(await locales(made)).toEqual(['he', 'he', 'he', 'he']);
    const plain = await invite(t, admin, { email: address(), locale: 'klingon' });
    expect(await locales(plain)).toEqual(['en']);
    await t.as(admin).post('/invites/reinvite-all.json');
    expect((await locales(made)).at(-1)).toBe('he');
  });
});
