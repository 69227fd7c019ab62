/** Inviting people to groups, as each role does it by hand: from the profile, from the group's page, and what the invited see. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectFits, PHONE } from '../support/browser.ts';
import { type TestGroup, type TestUser, unique } from '../support/factories.ts';
import { mailedToken } from '../support/invites.ts';
import { type Screens, startScreens } from '../support/screens.ts';

let s: Screens;
let admin: TestUser;
let moderator: TestUser;
let owner: TestUser;
let member: TestUser;
let choir: TestGroup;
let stewards: TestGroup;
beforeAll(async () => {
  // Nothing is delivered here; but the site is one that sends mail.
  s = await startScreens({ env: { SMTP_URL: 'smtp://127.0.0.1:1' } });
  admin = await s.t.user({ username: 'dana', name: 'Dana Cohen', admin: true });
  moderator = await s.t.user({ username: 'mona', name: 'Mona Levi', moderator: true });
  owner = await s.t.user({ username: 'omer', name: 'Omer Bar', trust_level: 1 });
  member = await s.t.user({ username: 'mia', name: 'Mia Gold', email: 'mia@example.com', trust_level: 1 });
  choir = await s.t.group({ name: 'choir', full_name: 'The choir', owners: [owner], members: [member] });
  stewards = await s.t.group({ name: 'stewards', full_name: 'Stewards', owners: [admin] });
});
afterAll(() => s?.close());

const widths: [string, BrowserContextOptions][] = [
  ['at a desk', {}],
  ['on a phone', PHONE],
];
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const says = (page: Page, sentence: string | RegExp) => page.getByText(sentence).first().waitFor();
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Invite people' });
const membersOf = async (group: TestGroup) =>
  (
    await s.t.sql<{ username: string }>(
      'select u.username from group_users m join users u on u.id = m.user_id where m.group_id = $1 order by u.username',
      [group.id],
    )
  ).map(({ username }) => username);

/** Makes a link in the open dialog, to groups by their full names. */
async function createLink(page: Page, ...groups: string[]): Promise<string> {
  const dialog = dialogOf(page);
  await dialog.getByRole('radio', { name: 'Share a link' }).check();
  for (const name of groups) await dialog.getByRole('checkbox', { name }).check();
  await button(page, 'Create Link').click();
  await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
  const link = await page.locator('.copy-line code').first().textContent();
  await button(page, 'Close').last().click();
  return link!;
}

describe('an admin', () => {
  let link: string;

  it('sets under Manage > Membership > Effects that joining raises the trust level, on a phone', async () => {
    const page = await s.open(admin, '/groups/stewards', PHONE);
    await page.getByRole('link', { name: 'Manage' }).click();
    await page.getByRole('link', { name: 'Membership' }).click();
    await page.getByRole('heading', { name: 'Effects' }).waitFor();
    await page.getByLabel('Trust level').selectOption('2');
    await expectFits(page);
    await button(page, 'Save').click();
    await says(page, 'Saved.');
  });

  it.each(widths)(
    'goes from the profile to Invites, and makes a link to any custom group, with its effect told, %s',
    async (_, look) => {
      const page = await s.open(admin, '/u/dana', look);
      await page.getByRole('main').getByRole('link', { name: 'Invites' }).click();
      await button(page, 'Invite').first().click();
      const dialog = dialogOf(page);
      await dialog.getByRole('group', { name: 'Add to groups' }).waitFor();
      await dialog.getByRole('checkbox', { name: 'Stewards' }).check();
      await dialog.getByText('raised to trust level 2').waitFor();
      link = await createLink(page, 'The choir');
      expect(link).toContain(`${s.t.url}/invites/`);
      await expectFits(page);
    },
  );

  it('finds automatic groups disabled, with the rule, and no button on their pages', async () => {
    const page = await s.open(admin, '/groups/trust_level_1');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await says(page, /members follow roles and trust levels/);
    for (const name of ['Invite', 'Add Users']) expect(await button(page, name).count()).toBe(0);
    await page.goto(`${s.t.url}/invites`);
    await button(page, 'Invite').first().click();
    const dialog = dialogOf(page);
    await dialog.getByRole('checkbox', { name: 'Stewards' }).waitFor();
    const automatic = dialog.getByRole('group', { name: 'Automatic groups' });
    await automatic.getByText(/roles are given by administrators, at Admin > Users/).waitFor();
    expect(await automatic.getByRole('checkbox', { disabled: true }).count()).toBe(8);
    expect(
      await dialog.getByRole('checkbox', { name: /trust_level|staff|admins|moderators/, disabled: false }).count(),
    ).toBe(0);
  });

  it('somebody new joins through the link, on a phone, and is in both groups at trust level 2', async () => {
    const page = await s.open(undefined, new URL(link).pathname, PHONE);
    await says(page, 'The choir');
    await says(page, 'Stewards');
    await expectFits(page);
    await expectAccessible(page);
    await page.fill('#email', 'noa@example.com');
    await page.fill('#username', 'noa');
    await page.fill('#password', 'a long walk by the sea');
    await page.getByRole('button', { name: /^Join/ }).click();
    await says(page, 'One more step: confirm your address');
    const [noa] = await s.t.sql<{ id: number; active: boolean }>("select id, active from users where username = 'noa'");
    expect(noa).toMatchObject({ active: false });
    const activated = await s.t.as(admin).put(`/admin/users/${noa!.id}/activate.json`, {});
    expect(activated.status, activated.text).toBe(200);
    expect(await membersOf(choir)).toContain('noa');
    expect(await membersOf(stewards)).toContain('noa');
    expect(await s.t.sql("select trust_level from users where username = 'noa'")).toEqual([{ trust_level: 2 }]);
  });

  it('somebody with an account accepts with one click, keeps what they had, and is a member once', async () => {
    const page = await s.open(member, new URL(link).pathname);
    await button(page, 'Accept and join').click();
    await says(page, 'The invite is accepted');
    await says(page, 'You were a member before');
    await expectAccessible(page);
    expect((await membersOf(choir)).filter((name) => name === 'mia')).toHaveLength(1);
    expect(await membersOf(stewards)).toContain('mia');
    const listed = await s.open(admin, '/groups/stewards');
    const row = listed.getByRole('listitem').filter({ hasText: 'Mia Gold' });
    await row.getByText('through an invite from Dana Cohen').waitFor();
  });

  it('somebody with an account accepts on a phone, and is in both groups at the level they had', async () => {
    const nora = await s.t.user({ username: 'nora', name: 'Nora Stern', trust_level: 3 });
    const page = await s.open(nora, new URL(link).pathname, PHONE);
    await button(page, 'Accept and join').waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await button(page, 'Accept and join').click();
    await says(page, 'The invite is accepted');
    await says(page, /You are now a member of \u2068?2\u2069? groups/);
    await expectFits(page);
    expect(await membersOf(choir)).toContain('nora');
    expect(await membersOf(stewards)).toContain('nora');
    expect(await s.t.sql('select trust_level from users where id = $1', [nora.id])).toEqual([{ trust_level: 3 }]);
  });

  it('finds under Redeemed who has joined, and what the link gave each', async () => {
    const page = await s.open(admin, '/invites?tab=redeemed');
    const row = (name: string) => page.getByRole('listitem').filter({ hasText: name });
    for (const name of ['Mia Gold', 'Nora Stern']) {
      await row(name).getByText('Joined', { exact: true }).waitFor();
      await row(name).getByRole('link', { name: 'Stewards' }).waitFor();
    }
    await row('Nora Stern').getByRole('link', { name: 'The choir' }).waitFor();
    expect(await row('Mia Gold').getByRole('link', { name: 'The choir' }).count(), 'she was there before').toBe(0);
  });
});

describe('a group owner', () => {
  it('invites from the group’s page, which is chosen already, on a phone', async () => {
    const page = await s.open(owner, '/groups/choir', PHONE);
    await expectFits(page);
    await button(page, 'Invite').click();
    const dialog = dialogOf(page);
    await dialog.getByRole('radio', { name: 'E-mail people' }).check();
    expect(await dialog.getByRole('checkbox', { name: 'The choir' }).isChecked()).toBe(true);
    expect(await dialog.getByRole('checkbox', { name: 'Stewards' }).isDisabled()).toBe(true);
    const addresses = dialog.getByRole('textbox', { name: 'E-mail addresses' });
    await addresses.fill('tom@example.com');
    await addresses.press('Enter');
    await dialog.getByText('will be invited').waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await button(page, 'Send invite').click();
    await page.getByRole('list', { name: 'Results' }).getByText('Invited', { exact: true }).waitFor();
    await button(page, 'Close').last().click();
    // The pending invite stands on the page of the group, for its owners.
    await page
      .getByRole('link', { name: /^Invites/ })
      .last()
      .click();
    await page.getByRole('listitem').filter({ hasText: 'tom@example.com' }).waitFor();
    await expectFits(page);
    const mails = await s.t.sql("select email_type from email_logs where to_address = 'tom@example.com'");
    expect(mails).toEqual([{ email_type: 'invite' }]);
  });

  it('adds somebody who has an account with Add Users, without an invite, on a phone', async () => {
    const lena = await s.t.user({ username: 'lena', name: 'Lena Hart' });
    const page = await s.open(owner, '/groups/choir', PHONE);
    await button(page, 'Add Users').click();
    const dialog = page.getByRole('dialog');
    await expectFits(page);
    await dialog.getByLabel('Usernames and e-mail addresses').fill('lena ');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Add Users' }).click();
    await dialog.getByText('Added', { exact: true }).waitFor();
    expect(await membersOf(choir)).toContain(lena.username);
    expect(await s.t.sql('select 1 from invites where invited_by_id = $1 and email is null', [owner.id])).toEqual([]);
  });
});

describe('whoever looks after a group', () => {
  it('takes it off an invite that somebody else made, and takes that back', async () => {
    const group_names = [choir.name, stewards.name];
    const made = await s.t.as(admin).post('/invites.json', { email: 'uri@example.com', group_names });
    expect(made.status, made.text).toBe(200);
    const groupsOf = async () =>
      (await s.t.sql<{ group_ids: number[] }>('select group_ids from invites where id = $1', [made.body.id]))[0]!
        .group_ids;
    const page = await s.open(owner, '/groups/choir?tab=invites');
    const row = page.getByRole('listitem').filter({ hasText: 'uri@example.com' });
    await row.getByText('Dana Cohen').waitFor();
    await row.getByRole('button', { name: 'Revoke for this group' }).click();
    await row.waitFor({ state: 'detached' });
    await says(page, 'The invite no longer leads into this group.');
    // The focus has not gone with the button.
    await page.locator('li :focus').waitFor();
    expect(await groupsOf()).toEqual([stewards.id]);
    await button(page, 'Undo').click();
    await row.waitFor();
    expect((await groupsOf()).toSorted()).toEqual([choir.id, stewards.id].toSorted());
    // Also off one that has expired, which its maker could renew.
    await s.t.sql(`update invites set expires_at = expires_at - interval '1 year' where id = $1`, [made.body.id]);
    await page.goto(`${s.t.url}/groups/choir?tab=invites&state=expired`);
    await row.getByRole('button', { name: 'Revoke for this group' }).click();
    await row.waitFor({ state: 'detached' });
    expect(await groupsOf()).toEqual([stewards.id]);
    await button(page, 'Undo').click();
    await row.waitFor();
    await s.t.sql(`update invites set expires_at = expires_at + interval '1 year' where id = $1`, [made.body.id]);
  });

  it('finds everybody’s invites, if they belong to the staff', async () => {
    const page = await s.open(moderator, '/invites');
    await page.getByText('Everybody’s').click();
    const row = page.getByRole('listitem').filter({ hasText: 'uri@example.com' });
    await row.getByText('Dana Cohen').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'tom@example.com' }).getByText('Omer Bar').waitFor();
    await expectAccessible(page);
    // Also what was withdrawn, with nothing to do about it, and when: in few words, and to the minute for the mouse.
    const made = await s.t.as(owner).post('/invites.json', { email: 'gone@example.com', group_names: [choir.name] });
    expect((await s.t.as(owner).del(`/invites/${made.body.id}.json`)).status).toBe(200);
    await page.getByRole('link', { name: /^Revoked/ }).click();
    const revoked = page.getByRole('listitem').filter({ hasText: 'gone@example.com' });
    await revoked.getByText('Revoked', { exact: true }).waitFor();
    expect(await revoked.getByRole('button').count()).toBe(0);
    expect(await revoked.locator('time').getAttribute('title')).toMatch(/day\b.*\b20\d\d\b.*\d:\d\d/);
  });
});

describe('a moderator', () => {
  it('may not invite to groups of others while the setting is off, and reads which setting and who can help, on a phone', async () => {
    const page = await s.open(moderator, '/groups/choir', PHONE);
    await says(page, /moderators_manage_groups/);
    await expectFits(page);
    for (const name of ['Invite', 'Add Users']) expect(await button(page, name).count()).toBe(0);
    await page.goto(`${s.t.url}/invites`);
    await button(page, 'Invite').first().click();
    const dialog = dialogOf(page);
    const choice = dialog.getByRole('listitem').filter({ hasText: 'The choir' });
    await choice.getByText(/moderators_manage_groups/).waitFor();
    await choice.getByText(/Who can help: .*admins/).waitFor();
    expect(await choice.getByRole('checkbox').isDisabled()).toBe(true);
    await expectFits(page);
    await expectAccessible(page);
  });

  it('may for a group of their own', async () => {
    await s.t.group({ name: 'garden', full_name: 'The garden', owners: [moderator] });
    const page = await s.open(moderator, '/groups/garden');
    await button(page, 'Invite').click();
    await createLink(page);
    expect(await s.t.sql('select 1 from invites where invited_by_id = $1', [moderator.id])).toHaveLength(1);
  });

  it('may everywhere, on a phone too, once an admin turns it on, having seen who gains what', async () => {
    const settings = await s.open(admin, '/');
    await settings.getByRole('link', { name: 'Admin', exact: true }).click();
    await settings.getByRole('link', { name: 'Settings', exact: true }).click();
    await settings.getByLabel('Category').selectOption({ label: 'Groups' });
    await settings.getByRole('heading', { name: 'Login' }).waitFor({ state: 'detached' });
    await settings.getByRole('switch', { name: 'moderators_manage_groups' }).click({ force: true });
    const question = settings.getByRole('dialog');
    await question.getByRole('link', { name: 'mona' }).waitFor();
    await question.getByRole('button', { name: 'Turn on' }).click();
    await question.waitFor({ state: 'hidden' });
    const page = await s.open(moderator, '/groups/choir', PHONE);
    await button(page, 'Add Users').waitFor();
    await button(page, 'Invite').click();
    expect(await dialogOf(page).getByRole('checkbox', { name: 'The choir' }).isChecked()).toBe(true);
    await createLink(page);
    await expectFits(page);
    expect(await s.t.sql('select 1 from invites where invited_by_id = $1', [moderator.id])).toHaveLength(2);
  });
});

describe('a member', () => {
  it.each(widths)('sees who is in the group, and nothing that would refuse, %s', async (_, look) => {
    const page = await s.open(member, '/groups/choir', look);
    await page.getByRole('listitem').filter({ hasText: 'Lena Hart' }).waitFor();
    for (const name of ['Invite', 'Add Users']) expect(await button(page, name).count()).toBe(0);
    for (const name of ['Manage', 'Invites', 'Logs'])
      expect(await page.getByRole('main').getByRole('link', { name }).count()).toBe(0);
    await expectFits(page);
  });
});

describe('looks right', () => {
  const shown = (selector: string) => (page: Page) => page.locator(selector).first().waitFor();

  it('for the invited', async () => {
    const made = await s.t
      .as(admin)
      .post('/invites.json', { group_names: ['choir', 'stewards'], max_redemptions_allowed: 9 });
    const path = new URL(made.body.link).pathname;
    const lia = await s.t.user({ username: 'lia', name: 'ליאה כהן' });
    await s.look('redeem', undefined, path, shown('#email'));
    await s.look('declined', lia, path, async (page, seen) => {
      await shown('main button, .card button')(page);
      await seen('redeem-member');
      await page.getByRole('button', { name: /^(Decline|לא, תודה)$/ }).click();
      await page.getByRole('heading', { level: 1, name: /You have declined|ההזמנה נדחתה/ }).waitFor();
    });
    const password = 'a long walk by the sea';
    await s.t.user({ username: 'nadav', password, active: false });
    await s.t.user({ username: 'gil', password, suspended_till: new Date('2090-01-01') });
    const refused = [
      ['nadav', 'login-not-activated', /^(Your address is not confirmed yet|הכתובת שלך עדיין לא אושרה)$/],
      ['gil', 'login-suspended', /^(This account is suspended|החשבון הזה מושעה)$/],
    ] as const;
    await s.t.withSettings({ max_logins_per_ip_per_minute: 100, must_approve_users: true }, () =>
      s.look('receipt-approval', undefined, '/login', async (page, seen) => {
        await shown('#identifier')(page);
        await seen('login');
        for (const [username, name, words] of refused) {
          await page.fill('#identifier', username);
          await page.fill('#password', password);
          await page.locator('form button[type=submit]').click();
          await page.getByText(words).waitFor();
          await seen(name);
        }
        await page.getByText(/^(Forgot your password\?|שכחת את הסיסמה\?)$/).click();
        await page.getByRole('button', { name: /Mail me a link|שליחת קישור/ }).waitFor();
        await seen('forgot');
        // Who comes by the mailed link has no address to confirm, and waits only for the staff.
        const email = `${unique('waits')}@example.com`;
        const made = await s.t.as(admin).post('/invites.json', { email, group_names: ['stewards'] });
        await page.goto(`${made.body.link}?t=${await mailedToken(s.t, made.body)}`);
        await page.locator('button[type=submit]').click();
        await page
          .getByRole('heading', { level: 1, name: /^(Your account waits for approval|החשבון ממתין לאישור)$/ })
          .waitFor();
      }),
    );
  });

  it('for the invited whose inviter may not give all of it any more, and says which and why', async () => {
    const lost = await s.t.group({ name: 'band', full_name: 'The band', owners: [owner] });
    const kept = await s.t.group({ name: 'cooks', full_name: 'The cooks', owners: [owner] });
    const lia = await s.t.user({ username: 'lia2', name: 'Lia Stern' });
    await s.look('receipt', lia, '/login', async (page) => {
      await s.t.sql('update group_users set owner = true where group_id = $1 and user_id = $2', [lost.id, owner.id]);
      await s.t.sql('delete from group_users where user_id = $1', [lia.id]);
      const made = await s.t.as(owner).post('/invites.json', { group_ids: [lost.id, kept.id] });
      expect(made.status, made.text).toBe(200);
      await s.t.sql('update group_users set owner = false where group_id = $1 and user_id = $2', [lost.id, owner.id]);
      await page.goto(made.body.link);
      await page.getByRole('button', { name: /^(Accept and join|.*הצטרפות.*)$/ }).click();
      const withheld = page
        .locator('section')
        .filter({ has: page.getByRole('heading', { name: /Not joined, and why|קבוצות שלא נוספת אליהן/ }) });
      await withheld.getByText('band', { exact: true }).waitFor();
      expect(await withheld.getByText('The cooks').count()).toBe(0);
      await page.getByText('The cooks').waitFor();
    });
    expect(await membersOf(lost)).toEqual([owner.username]);
    expect(await membersOf(kept)).toContain(lia.username);
  });

  it('for those who invite', async () => {
    let looked = 0;
    // One for each look, on top of those that this inviter has made today.
    await s.t.withSettings({ max_invites_per_day: 100 }, async () => {
      await s.look('invite-made', owner, '/invites', async (page, seen) => {
        await page.locator('.page-head button').first().click();
        const dialog = page.getByRole('dialog');
        await dialog.locator('.group-picker input').first().waitFor();
        await seen('invite-dialog');
        await dialog.getByRole('checkbox', { name: 'The choir' }).check();
        // A link comes first on a phone.
        const addresses = dialog.locator('#email');
        if (await addresses.isVisible()) await addresses.fill(`guest${looked++}@example.com`);
        await dialog.locator('button[type=submit]').click();
        await dialog.locator('.copy-line').first().waitFor();
      });
    });
    await s.look('group-invites', owner, '/groups/choir?tab=invites', shown('.group-entry'));
    await s.look('invites-redeemed', admin, '/invites?all=yes', async (page, seen) => {
      await shown('.invites li')(page);
      await seen('invites-all');
      await page.locator('a[href*="tab=redeemed"]').click();
      await shown('.invites .joined')(page);
    });
  });
});
