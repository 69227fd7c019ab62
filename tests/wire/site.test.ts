/** What the site tells about itself, and to whom. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { siteSettings } from '../../src/shared/site-settings.ts';
import { AboutReply, BasicInfo, ClientSettings, SiteReply } from '../../src/shared/wire/site.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import type { TestUser } from '../support/factories.ts';
import { expectShape } from '../support/invites.ts';
import { expectError } from '../support/replies.ts';

let t: TestApp;
let admin: TestUser;
let moderator: TestUser;
let stranger: TestUser;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  moderator = await t.user({ moderator: true });
  stranger = await t.user();
});
afterAll(() => t.close());

describe('/site.json', () => {
  const names = async (client: Client) => {
    const reply = await client.get('/site.json');
    expect(reply.status, reply.text).toBe(200);
    expectShape(SiteReply, reply.body);
    return reply.body.groups.map((group: { name: string }) => group.name) as string[];
  };

  it('names the groups the caller may know of, and no other', async () => {
    const member = await t.user();
    const groups = await Promise.all(
      [0, 1, 2, 3, 4].map((visibility_level) => t.group({ visibility_level, members: [member] })),
    );
    const seen = async (client: Client) => {
      const all = await names(client);
      return groups.flatMap((group, level) => (all.includes(group.name) ? [level] : []));
    };
    expect(await seen(t.browser())).toEqual([0]);
    expect(await seen(t.as(stranger))).toEqual([0, 1]);
    expect(await seen(t.as(member))).toEqual([0, 1, 2]);
    expect(await seen(t.as(moderator))).toEqual([0, 1, 2, 3]);
    expect(await seen(t.as(admin))).toEqual([0, 1, 2, 3, 4]);
    expect(await names(t.as(stranger))).toContain('trust_level_0');
    await t.withSettings({ enable_group_directory: false }, async () => {
      expect(await seen(t.browser())).toEqual([]);
      expect(await seen(t.as(stranger))).toEqual([]);
      expect(await seen(t.as(member))).toEqual([0, 1, 2]);
      expect(await seen(t.as(moderator))).toEqual([0, 1, 2, 3]);
    });
  });

  it('is closed with the site', async () => {
    await t.withSettings({ login_required: true }, async () => {
      expectError(await t.browser().get('/site.json'), 403, 'not_logged_in');
      expect((await t.as(stranger).get('/site.json')).status).toBe(200);
    });
  });
});

describe('/about.json', () => {
  it('says what the site is and who looks after it, without addresses of people', async () => {
    const suspended = await t.user({ moderator: true, suspended_till: new Date('2099-01-01') });
    await t.withSettings({ site_description: 'A garden', contact_email: 'hello@garden.example' }, async () => {
      const reply = await t.browser().get('/about.json', {}, { headers: { Accept: '*/*' } });
      expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expectShape(AboutReply, reply.body);
      expect(reply.body.about).toMatchObject({
        title: 'Usher',
        description: 'A garden',
        contact_email: 'hello@garden.example',
        admin_ids: [admin.id],
        moderator_ids: [moderator.id],
      });
      expect(reply.body.users.map((user: { id: number }) => user.id)).toEqual([admin.id, moderator.id]);
      for (const person of [admin, moderator, suspended]) expect(reply.text).not.toContain(person.email);
    });
    expect((await t.as(admin).get('/about.json')).body.about.contact_email).toBeNull();
  });

  it('names nobody to visitors who may not see profiles, and is closed with the site', async () => {
    await t.withSettings({ hide_user_profiles_from_public: true }, async () => {
      expect((await t.browser().get('/about.json')).body).toMatchObject({ users: [], about: { admin_ids: [] } });
      expect((await t.as(stranger).get('/about.json')).body.users).not.toEqual([]);
    });
    await t.withSettings({ login_required: true }, async () => {
      expectError(await t.browser().get('/about.json'), 403, 'not_logged_in');
    });
  });
});

test('what a page must know before anybody logs in is told even while the site is closed', async () => {
  await t.withSettings({ login_required: true, invite_code: 'sesame' }, async () => {
    const info = await t.browser().get('/site/basic-info.json');
    expectShape(BasicInfo, info.body);
    expect(info.body).toMatchObject({ title: 'Usher', login_required: true, locale: 'en' });
    const settings = await t.browser().get('/site/settings.json');
    expectShape(ClientSettings, settings.body);
    expect(settings.body).toMatchObject({ login_required: true, min_password_length: 10, title: 'Usher' });
    // Pages promise no mail where none leaves.
    expect(settings.body.mail_leaves).toBe(false);
    expect(settings.text).not.toContain('sesame');
    for (const [name, entry] of Object.entries(siteSettings))
      expect(name in settings.body, name).toBe('client' in entry);
  });
});
