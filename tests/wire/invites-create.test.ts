/** POST /invites and create-multiple: what is made, what is refused, and that a refusal makes nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateManyReply, EmailInviteReply, LinkReply } from '../../src/shared/wire/invites.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { address, expectRefused, expectShape, invite } from '../support/invites.ts';

let t: TestApp;
let admin: TestUser;
let a: TestGroup;
let b: TestGroup;
const ids = (groups: { id: number }[]) => groups.map((group) => group.id).sort((x, y) => x - y);

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  a = await t.group();
  b = await t.group();
});
afterAll(() => t.close());

describe('what is made', () => {
  it('answers an e-mail invite with exactly the keys of the contract, and no token', async () => {
    const email = address();
    const made = await invite(t, admin, { email: email.toUpperCase(), group_ids: `${a.id},${b.id}` });
    expectShape(EmailInviteReply, made);
    expect(made).toMatchObject({ email, emailed: true, expired: false, domain: null, custom_message: null });
    expect(made.link).toBe(`https://usher.example/invites/${made.invite_key}`);
    expect(ids(made.groups)).toEqual(ids([a, b]));
    expect(made.warnings, 'no SMTP_URL in these tests').toEqual([expect.stringContaining('no mail leaves')]);
    const [mail] = await t.sql('select email_type, to_address, state from email_logs where invite_id = $1', [made.id]);
    expect(mail).toEqual({ email_type: 'invite', to_address: email, state: 'queued' });
  });

  it('answers a link with its uses instead', async () => {
    const made = await invite(t, admin, { max_redemptions_allowed: '4', domain: 'Example.COM' });
    expectShape(LinkReply, made);
    expect(made).toMatchObject({ max_redemptions_allowed: 4, redemption_count: 0, domain: 'example.com' });
    expect((await invite(t, admin, { email: '' })).email).toBeNull();
    expect(made.warnings).toBeUndefined();
  });

  it('takes the groups as comma string, number, array, form array and names', async () => {
    const forms: [Record<string, unknown>, 'json' | 'form'][] = [
      [{ group_ids: `${a.id},${b.id}` }, 'form'],
      [{ group_ids: [a.id, b.id] }, 'json'],
      [{ group_ids: [String(a.id), String(b.id)] }, 'form'],
      [{ group_names: `${a.name},${b.name}` }, 'json'],
      [{ group_names: [a.name, b.name] }, 'form'],
      [{ group_ids: `${a.id},${b.id},99999999`, group_names: [a.name, b.name] }, 'json'],
    ];
    for (const [params, encoding] of forms) {
      const reply = await t.as(admin).post('/invites.json', params, { encoding });
      expect(ids(reply.body.groups), JSON.stringify(params)).toEqual(ids([a, b]));
    }
    expect(ids((await invite(t, admin, { group_ids: a.id })).groups)).toEqual([a.id]);
    expect(ids((await invite(t, admin, { group_ids: [a.id], group_names: `${a.name},${b.name}` })).groups)).toEqual([
      a.id,
    ]);
  });

  it('reads 25 and more of group_ids[] as a list', async () => {
    const many = Array.from({ length: 30 }, (_, index) => (index === 29 ? a.id : 1_000_000 + index));
    const reply = await t.as(admin).post('/invites.json', { group_ids: many }, { encoding: 'form' });
    expect(ids(reply.body.groups)).toEqual([a.id]);
  });

  it('drops unknown groups, and says so', async () => {
    const made = await invite(t, admin, { group_ids: `${a.id},99999999,abc,-7`, group_names: undefined });
    expect(ids(made.groups)).toEqual([a.id]);
    expect(made.warnings).toEqual([expect.stringContaining('99999999, abc, -7')]);
  });

  it('keeps an explicit time in any zone, and falls back to the default for nonsense', async () => {
    const cases: [unknown, string][] = [
      ['2031-05-06T07:08:09Z', '2031-05-06T07:08:09.000Z'],
      ['2031-05-06T07:08:09+02:00', '2031-05-06T05:08:09.000Z'],
      ['2031-05-06 07:08', '2031-05-06T07:08:00.000Z'],
      ['2031-05-06', '2031-05-06T00:00:00.000Z'],
      ['9999-12-31', '9999-12-31T00:00:00.000Z'],
    ];
    for (const [sent, kept] of cases)
      expect((await invite(t, admin, { expires_at: sent })).expires_at, String(sent)).toBe(kept);
    for (const nonsense of ['soon', '9999999-99-99', '0000-00-00', '+275760-09-13T00:00:00Z', '2031-13-45', 1e40]) {
      const made = await invite(t, admin, { expires_at: nonsense });
      const days = (Date.parse(made.expires_at as string) - t.services.now().getTime()) / 86_400_000;
      expect(days).toBeCloseTo(90, 1);
      expect(made.warnings).toEqual([expect.stringContaining('expiry date')]);
    }
  });

  it('strips markup and line ends from the message', async () => {
    const made = await invite(t, admin, { email: address(), custom_message: 'Come\r\nBcc: <b>all</b>!' });
    expect(made.custom_message).toBe('Come Bcc: all!');
  });
});

describe('the same address again', () => {
  it('returns the same invite with the groups added, mails again, and keeps its words', async () => {
    const email = address();
    const first = await invite(t, admin, { email, group_ids: [a.id], custom_message: 'one', description: 'note' });
    t.advance(60_000);
    const second = await invite(t, admin, {
      email: ` ${email.toUpperCase()} `,
      group_ids: [b.id],
      custom_message: 'two',
    });
    expect(second.id).toBe(first.id);
    expect(second.invite_key).toBe(first.invite_key);
    expect(ids(second.groups)).toEqual(ids([a, b]));
    expect(second).toMatchObject({ custom_message: 'one', description: 'note' });
    expect(Date.parse(second.expires_at as string)).toBeGreaterThan(Date.parse(first.expires_at as string));
    expect(await t.sql('select 1 from email_logs where invite_id = $1', [first.id])).toHaveLength(2);
  });

  it('stays without a mail when it was made without one', async () => {
    const email = address();
    const first = await invite(t, admin, { email, skip_email: true });
    const second = await invite(t, admin, { email });
    expect([first.emailed, second.emailed]).toEqual([false, false]);
    expect(await t.sql('select 1 from email_logs where invite_id = $1', [first.id])).toHaveLength(0);
  });

  it('makes a new invite when the old one has expired or was withdrawn', async () => {
    const email = address();
    const expired = await invite(t, admin, { email, skip_email: true, expires_at: '2020-01-01' });
    const fresh = await invite(t, admin, { email, skip_email: true });
    expect(fresh.id).not.toBe(expired.id);
    await t.as(admin).del(`/invites/${fresh.id}.json`);
    const third = await invite(t, admin, { email, skip_email: true });
    expect([expired.id, fresh.id]).not.toContain(third.id);
  });

  it('is another invite for another inviter', async () => {
    const email = address();
    const other = await t.user({ admin: true });
    expect((await invite(t, admin, { email })).id).not.toBe((await invite(t, other, { email })).id);
  });
});

describe('refusals make nothing', () => {
  it.each([
    ['both e-mail and domain', { email: 'x@example.org', domain: 'example.org' }, 'not allowed at the same time'],
    ['several uses with e-mail', { email: 'x@example.org', max_redemptions_allowed: 3 }, 'should be 1'],
    ['no uses', { max_redemptions_allowed: 0 }, 'between 2 and 5000'],
    ['too many uses', { max_redemptions_allowed: 5001 }, 'between 2 and 5000'],
    ['a long message', { custom_message: 'x'.repeat(1001) }, 'maximum is 1000'],
    ['a long note', { description: 'x'.repeat(101) }, 'maximum is 100'],
    ['a long address', { email: `${'a'.repeat(495)}@example.com` }, 'maximum is 500'],
    ['a domain without a dot', { domain: 'example' }, 'cannot be used for invites'],
    ['an address with two @', { email: 'a@b@example.com' }, "isn't a valid email address"],
    ['an address with a header in it', { email: 'a@example.com\r\nBcc: b@example.com' }, "isn't a valid email address"],
    ['an IP domain', { email: 'a@[127.0.0.1]' }, "isn't a valid email address"],
    ['a full-width @', { email: 'a＠example.com' }, "isn't a valid email address"],
    ['a blocked provider', { email: 'a@mailinator.com' }, 'not allowed'],
  ])('%s', async (_what, params, words) => {
    const reply = await expectRefused(t, 422, () => t.as(admin).post('/invites.json', params));
    expect(reply.body.errors.join()).toContain(words);
  });

  it.each([
    ['an object as groups', { group_ids: { $ne: 1 } }],
    ['a nested array', { group_ids: [[1]] }],
    ['an object as address', { email: { a: 1 } }],
    ['a NUL byte', { email: 'a\0@example.com' }],
    ['a fraction of uses', { max_redemptions_allowed: 1.5 }],
    ['uses beyond any number', { max_redemptions_allowed: 1e18 }],
    ['a negative topic', { topic_id: -9999 }],
  ])('400 for %s', async (_what, params) => {
    await expectRefused(t, 400, () => t.as(admin).post('/invites.json', params));
  });

  it('an existing account, with the words the setting allows', async () => {
    const person = await t.user();
    const post = () => t.as(admin).post('/invites.json', { email: person.email.toUpperCase() });
    const told = await expectRefused(t, 422, post);
    expect(told.body.errors).toEqual([
      `There's no need to invite <b>${person.email}</b>, they already have an account!`,
    ]);
    await t.withSettings({ hide_email_address_taken: true }, async () => {
      expect((await expectRefused(t, 422, post)).body.errors).toEqual(['There was a problem with your request.']);
    });
  });

  it('does not take an account that never confirmed the address for its owner', async () => {
    const squatter = await t.user({ active: false, confirmed: false });
    expect((await invite(t, admin, { email: squatter.email })).email).toBe(squatter.email);
  });

  it('with the rule and who can help', async () => {
    const owner = await t.user();
    const moderator = await t.user({ moderator: true });
    const group = await t.group({ owners: [owner] });
    const reply = await expectRefused(t, 403, () => t.as(moderator).post('/invites.json', { group_ids: [group.id] }));
    expect(reply.body).toEqual({
      errors: ['You are not permitted to view the requested resource.'],
      error_type: 'invalid_access',
      extras: {
        reason: 'moderators_manage_groups_off',
        rule: expect.stringContaining('moderators_manage_groups is off'),
        who_can_help: [{ role: 'owner', usernames: [owner.username] }, { role: 'admin' }],
      },
    });
  });

  it('never tells of a group one cannot see', async () => {
    const owner = await t.user();
    const secret = await t.group({ owners: [owner], visibility_level: 4 });
    const member = await t.user({ trust_level: 2 });
    const byName = await invite(t, member, { group_names: secret.name });
    expect(byName).toMatchObject({ groups: [], warnings: [expect.stringContaining(secret.name)] });
    const byId = await expectRefused(t, 403, () => t.as(member).post('/invites.json', { group_ids: [secret.id] }));
    expect(byId.text).not.toContain(owner.username);
  });
});

describe('limits', () => {
  it('a day’s invites, exactly, also in parallel; staff are exempt', async () => {
    const person = await t.user({ trust_level: 2 });
    await t.withSettings({ max_invites_per_day: 3 }, async () => {
      const replies = await Promise.all(Array.from({ length: 12 }, () => t.as(person).post('/invites.json', {})));
      expect(replies.filter((reply) => reply.status === 200)).toHaveLength(3);
      const refused = replies.find((reply) => reply.status === 429)!;
      expect(refused.body).toMatchObject({ error_type: 'rate_limit', extras: { wait_seconds: expect.any(Number) } });
      expect(refused.headers.get('retry-after')).toBe(String(refused.body.extras.wait_seconds));
      t.advance(86_400_000);
      expect((await t.as(person).post('/invites.json', {})).status).toBe(200);
    });
  });

  it('three invites of one address a day', async () => {
    const person = await t.user({ trust_level: 2 });
    const email = address();
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await t.as(person).post('/invites.json', { email })).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  it('a refused invite is not counted', async () => {
    const person = await t.user({ trust_level: 2 });
    await t.withSettings({ max_invites_per_day: 1 }, async () => {
      for (let n = 0; n < 3; n++)
        expect((await t.as(person).post('/invites.json', { email: 'nonsense' })).status).toBe(422);
      expect((await t.as(person).post('/invites.json', {})).status).toBe(200);
    });
  });
});

describe('create-multiple', () => {
  it('gives a result for every address', async () => {
    const person = await t.user();
    const [one, two] = [address(), address()];
    const reply = await t.as(admin).post('/invites/create-multiple.json', {
      email: [one, two, one.toUpperCase(), person.email, 'bademail'],
      group_ids: [a.id],
    });
    expect(reply.status, reply.text).toBe(200);
    expectShape(CreateManyReply, reply.body);
    expect(reply.body).toMatchObject({ num_successfully_created_invitations: 2, num_failed_invitations: 2 });
    expect(reply.body.failed_invitations[1]).toEqual({
      email: 'bademail',
      error: "bademail isn't a valid email address.",
    });
  });

  it('is for admins, and refuses a list that is too long as a whole', async () => {
    const moderator = await t.user({ moderator: true });
    await expectRefused(t, 403, () => t.as(moderator).post('/invites/create-multiple.json', { email: [address()] }));
    await t.withSettings({ max_api_invites: 2 }, async () => {
      const reply = await expectRefused(t, 422, () =>
        t.as(admin).post('/invites/create-multiple.json', { email: [address(), address(), address()] }),
      );
      expect(reply.body.errors).toEqual(['Request failed because number of emails exceeded the maximum (2).']);
    });
  });
});

describe('cost', () => {
  it('takes an admin one query to know who asks, one for the groups, one for the account, one to write', async () => {
    await invite(t, admin, { email: address(), group_ids: [a.id, b.id] });
    const sent = await t.queries(() => invite(t, admin, { email: address(), group_ids: [a.id, b.id] }));
    expect(sent).toEqual([
      'authentication.byKey',
      'inviteGroups.list',
      'redemptions.accountByEmail',
      'invites.insertEmail',
    ]);
  });
});
