/** Groups as people meet them: the directory, a group's page for each who may look at it, Add Users, Manage. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notificationTypes } from '../../src/shared/wire/notifications.ts';
import { expectAccessible, PHONE, tabTo } from '../support/browser.ts';
import { type TestGroup, type TestUser, unique } from '../support/factories.ts';
import { photograph, type Screens, startScreens } from '../support/screens.ts';

let s: Screens;
let admin: TestUser;
let moderator: TestUser;
let rina: TestUser;
let tom: TestUser;
let readers: TestGroup;
beforeAll(async () => {
  s = await startScreens();
  admin = await s.t.user({ username: 'dana', name: 'Dana Cohen', admin: true });
  moderator = await s.t.user({ username: 'mona', name: 'Mona Levi', moderator: true });
  rina = await s.t.user({ username: 'rina', name: 'רינה שפירא' });
  tom = await s.t.user({ username: 'tom', name: 'Tom Baker' });
  readers = await s.t.group({ name: 'readers', full_name: 'Friends of the library', owners: [rina] });
  const bio_raw = 'We read a book a month and talk about it.\n\nNew faces are welcome.';
  await s.t
    .as(admin)
    .put(`/groups/${readers.id}.json`, { group: { bio_raw, grant_trust_level: 2, allow_membership_requests: true } });
  const [ana, ben] = [
    await s.t.user({ username: 'ana', name: 'Ana' }),
    await s.t.user({ username: 'ben', name: 'Ben' }),
  ];
  await s.t.as(rina).put(`/groups/${readers.id}/members.json`, { usernames: `${ana.username},${ben.username}` });
});
afterAll(() => s?.close());

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });
const says = (page: Page, sentence: string | RegExp) => page.getByText(sentence).first().waitFor();

describe('the directory', () => {
  it('searches and filters, and its address says so', async () => {
    await s.t.group({ name: 'rowers', full_name: 'The rowing club' });
    const page = await s.open(rina, '/groups');
    await page.getByRole('link', { name: 'The rowing club' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.insertText('library');
    await page.getByRole('link', { name: 'The rowing club' }).waitFor({ state: 'detached' });
    expect(page.url()).toContain('q=library');
    await page.getByRole('searchbox').fill('nothing like it');
    await says(page, 'No group fits');
    await page
      .getByRole('button', { name: 'Show all groups' })
      .or(page.getByRole('link', { name: 'Show all groups' }))
      .click();
    await page.getByLabel('Which groups').selectOption('owner');
    await page.getByRole('link', { name: 'The rowing club' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Friends of the library' }).click();
    await heading(page, 'Friends of the library');
    await page.goBack();
    await heading(page, 'Groups');
    expect(await page.getByLabel('Which groups').inputValue()).toBe('owner');
  });

  it('leads who may to a new group, whose name is checked while it is typed', async () => {
    const page = await s.open(admin, '/groups');
    await page.getByRole('link', { name: 'New group' }).click();
    await heading(page, 'New group');
    await button(page, 'Make the group').click();
    await says(page, /Short name.*this is needed/);
    await page.getByLabel('Short name').fill('readers');
    await says(page, 'This name is taken.');
    await page.getByRole('button', { name: /^Take .*readers1/ }).click();
    await says(page, /This name is free/);
    await page.getByLabel('Short name').fill('singers');
    await page.getByLabel('Full name').fill('The choir');
    await page.locator('#members').fill('to');
    await page.getByRole('option', { name: /Tom Baker/ }).click();
    await page.getByLabel('Trust level').selectOption('2');
    await expectAccessible(page);
    await button(page, 'Make the group').click();
    await heading(page, 'The choir');
    await row(page, 'Dana Cohen').getByText('Owner').waitFor();
    await row(page, 'Tom Baker').waitFor();
    await says(page, 'Members are raised to trust level 2.');
    expect(await s.t.sql('select trust_level from users where id = $1', [tom.id])).toEqual([{ trust_level: 2 }]);

    const refused = await s.open(moderator, '/groups/custom/new');
    await refused.getByText('moderators_manage_groups').waitFor();
    expect(await refused.getByLabel('Short name').count()).toBe(0);
  });
});

describe('an owner', () => {
  it('adds people and addresses in one box, with an answer for each', async () => {
    const group = await s.t.group({ owners: [rina], members: [tom] });
    const lena = await s.t.user({ username: 'lena', name: 'Lena' });
    const page = await s.open(rina, `/groups/${group.name}`);
    await button(page, 'Add Users').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Usernames and e-mail addresses').fill(`lena, tom nobody-here ${group.name}@example.net`);
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Add Users' }).click();
    for (const [who, what] of [
      ['lena', 'Added'],
      ['tom', 'Already a member'],
      ['nobody-here', 'Not found'],
      [`${group.name}@example.net`, 'Invited'],
    ] as const)
      await dialog.getByRole('listitem').filter({ hasText: who }).getByText(what, { exact: true }).waitFor();
    await dialog.getByText('No mail leaves this site at the moment.').waitFor();
    await expectAccessible(page);
    await photograph(page, 'add-users');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await row(page, 'Lena')
      .getByText(/added by/)
      .waitFor();
    const joined = await s.t.sql('select 1 from group_users where group_id = $1 and user_id = $2', [group.id, lena.id]);
    expect(joined).toHaveLength(1);
    const mails = await s.t.sql('select 1 from email_logs where to_address = $1', [`${group.name}@example.net`]);
    expect(mails).toHaveLength(1);
    const told = await s.t.sql('select notification_type from notifications where user_id = $1', [lena.id]);
    expect(told).toEqual([{ notification_type: notificationTypes.added_to_group }]);
  });

  it('sees why an address is refused, and who can help', async () => {
    const group = await s.t.group({ owners: [rina] });
    await s.t.withSettings({ group_owners_may_invite: false }, async () => {
      const page = await s.open(rina, `/groups/${group.name}`);
      await page.locator('.notice', { hasText: 'invite_allowed_groups' }).waitFor();
      expect(await button(page, 'Invite').getAttribute('aria-disabled')).toBe('true');
      await button(page, 'Add Users').click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Usernames and e-mail addresses').fill('stranger@example.net');
      await dialog.getByRole('button', { name: 'Add Users' }).click();
      const line = dialog.getByRole('listitem').filter({ hasText: 'Refused' });
      await line.getByText(/invite_allowed_groups/).waitFor();
      await line.getByText(/Who can help: .*admins/).waitFor();
    });
  });

  it('removes somebody and takes it back: member since the same day, owner as before', async () => {
    const group = await s.t.group({ owners: [rina, tom] });
    const before = await s.t.sql('select * from group_users where group_id = $1 order by user_id', [group.id]);
    const page = await s.open(rina, `/groups/${group.name}`);
    await button(page, 'What to do with \u2068Tom Baker\u2069').click();
    await page.getByRole('menuitem', { name: 'Remove from the group' }).click();
    await row(page, 'Tom Baker').getByText('Owner').waitFor({ state: 'detached' });
    // The focus has not gone with the row; from wherever it is, a key takes the removal back.
    await page.locator('main li :focus').waitFor();
    await page.keyboard.press('u');
    await row(page, 'Tom Baker').getByText('Owner').waitFor();
    expect(await s.t.sql('select * from group_users where group_id = $1 order by user_id', [group.id])).toEqual(before);
  });

  it('makes a member an owner', async () => {
    const group = await s.t.group({ owners: [rina], members: [tom] });
    const page = await s.open(rina, `/groups/${group.name}`, PHONE);
    await button(page, 'What to do with \u2068Tom Baker\u2069').click();
    await page.getByRole('menuitem', { name: 'Make owner' }).click();
    await row(page, 'Tom Baker').getByText('Owner').waitFor();
    // To take that away is for staff, so it is not offered.
    await button(page, 'What to do with \u2068Tom Baker\u2069').click();
    await page.getByRole('menuitem', { name: 'Remove from the group' }).waitFor();
    expect(await page.getByRole('menuitem').count()).toBe(1);
  });

  it('lets in who asks, with one click; the asker sees how it stands', async () => {
    const group = await s.t.group({ owners: [rina] });
    await s.t.as(rina).put(`/groups/${group.id}.json`, {
      group: { allow_membership_requests: true, public_exit: true, membership_request_template: 'My favourite book:' },
    });
    const asker = await s.open(tom, `/groups/${group.name}`);
    await button(asker, 'Request membership').click();
    const reason = asker.getByLabel('Why you would like to join');
    expect(await reason.inputValue()).toBe('My favourite book:');
    await reason.fill('My favourite book: Momo');
    await button(asker, 'Send the request').click();
    await says(asker, 'You have asked to join');

    const page = await s.open(rina, `/groups/${group.name}?tab=requests`);
    await says(page, 'My favourite book: Momo');
    await page.getByRole('link', { name: /^Requests ?1/ }).waitFor();
    await page.getByRole('button', { name: /^Accept/ }).click();
    await says(page, 'Nobody is waiting for an answer');

    await asker.reload();
    await says(asker, 'You are a member');
    await button(asker, 'Leave').click();
    await asker.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await button(asker, 'Request membership').waitFor();
    expect(await s.t.sql('select user_id from group_users where group_id = $1', [group.id])).toEqual([
      { user_id: rina.id },
    ]);
  });

  it('changes what is theirs to change, and reads why not the rest', async () => {
    const group = await s.t.group({ owners: [rina] });
    const page = await s.open(rina, `/groups/${group.name}?tab=manage&part=membership`);
    await page.getByRole('heading', { name: 'Effects' }).waitFor();
    expect(await page.getByLabel('Trust level').isDisabled()).toBe(true);
    expect(await page.getByLabel('Title').isDisabled()).toBe(false);
    await says(page, /trust level, primary group and e-mail domains are for staff/);
    await page.getByLabel('Title').fill('Bookworm');
    await says(page, /One member gets the title/);
    await button(page, 'Save').click();
    await says(page, 'Saved.');
    expect(await s.t.sql('select title from users where id = $1', [rina.id])).toEqual([{ title: 'Bookworm' }]);
  });

  it('with nobody and nothing in it is shown what to do', async () => {
    const empty = await s.t.group({ full_name: 'The empty hall' });
    const page = await s.open(admin, `/groups/${empty.name}`);
    const nothing = page.locator('.empty');
    await nothing.getByRole('button', { name: 'Add Users' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('searchbox').fill('zzz');
    await nothing.getByRole('link', { name: 'Clear search and filters' }).click();
    await nothing.getByRole('button', { name: 'Add Users' }).waitFor();
    await page.getByRole('link', { name: 'Invites', exact: true }).last().click();
    await nothing.getByRole('button', { name: 'Invite' }).click();
    expect(await page.getByRole('dialog').getByRole('checkbox', { name: 'The empty hall' }).isChecked()).toBe(true);
    await photograph(page, 'group-invite-empty');
  });

  it('works with the keyboard alone', async () => {
    const group = await s.t.group({ owners: [rina] });
    const page = await s.open(rina, `/groups/${group.name}`);
    await page.getByRole('button', { name: 'Add Users' }).waitFor();
    await tabTo(page, 'Add Users');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.locator('#people:focus').waitFor();
    await page.keyboard.type('tom,');
    await tabTo(page, 'Add Users');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Added', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // The focus is back where it came from.
    await page.locator('button:focus', { hasText: 'Add Users' }).waitFor();
    await row(page, 'Tom Baker').waitFor();
  });
});

describe('others', () => {
  it('a member sees the group and no buttons that would refuse', async () => {
    const open = await s.t.group({ owners: [rina] });
    await s.t.as(admin).put(`/groups/${open.id}.json`, { group: { public_admission: true, public_exit: true } });
    const page = await s.open(tom, `/groups/${open.name}?tab=manage`);
    await row(page, 'רינה שפירא').waitFor();
    for (const name of ['Add Users', 'Request membership', 'Leave']) expect(await button(page, name).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Manage' }).count()).toBe(0);
    await button(page, 'Join').click();
    await row(page, 'Tom Baker').waitFor();
    await button(page, 'Leave').waitFor();
  });

  it('a moderator reads which setting would let them, and with it is let', async () => {
    const page = await s.open(moderator, '/groups/readers');
    await says(page, 'You may not manage this group');
    await page.getByText(/moderators_manage_groups/).waitFor();
    expect(await button(page, 'Add Users').count()).toBe(0);
    await s.t.withSettings({ moderators_manage_groups: true }, async () => {
      await page.reload();
      await button(page, 'Add Users').waitFor();
      await page.getByRole('link', { name: 'Manage' }).click();
      await page.getByLabel('Short name').waitFor();
      expect(await page.getByLabel('Short name').isDisabled()).toBe(false);
      expect(await button(page, 'Delete the group').count(), 'that is for admins').toBe(0);
    });
  });

  it('an automatic group explains itself', async () => {
    const page = await s.open(admin, '/groups/staff');
    await says(page, /members follow roles and trust levels/);
    await row(page, 'Mona Levi').waitFor();
    expect(await button(page, 'Add Users').count()).toBe(0);
    await page.getByRole('link', { name: 'Manage' }).click();
    await page.getByRole('link', { name: 'Membership' }).click();
    expect(await button(page, 'Save').count()).toBe(0);
  });

  it('what is hidden is not there', async () => {
    const hidden = await s.t.group({ owners: [rina], visibility_level: 4 });
    const page = await s.open(tom, `/groups/${hidden.name}`);
    await heading(page, 'There is nothing here');
  });
});

describe('an admin', () => {
  it('sees whom an effect changes before saving it', async () => {
    const group = await s.t.group({ owners: [rina], members: [tom] });
    await s.t.sql('update users set title = null, trust_level = 1 where id in ($1, $2)', [rina.id, tom.id]);
    const page = await s.open(admin, `/groups/${group.name}`);
    await page.getByRole('link', { name: 'Manage' }).click();
    await page.getByRole('link', { name: 'Membership' }).click();
    await page.getByLabel('Trust level').selectOption('3');
    await page.getByLabel('Title').fill('Keeper');
    await page.getByRole('switch', { name: 'Make it the primary group of its members' }).check();
    await says(page, /2\u2069? members get the title/);
    await says(page, /becomes the primary group of 2 members/);
    await says(page, '2 present members are below it, and stay there.');
    await page.getByLabel('E-mail domains').fill('example.com');
    await says(page, /Saving takes in \d+ people/);
    await page.getByLabel('E-mail domains').fill('');
    await photograph(page, 'effects-before-saving');
    await button(page, 'Save').click();
    await says(page, 'Saved.');
    const rows = await s.t.sql('select title, trust_level, primary_group_id from users where id in ($1, $2)', [
      rina.id,
      tom.id,
    ]);
    expect(rows).toEqual(Array(2).fill({ title: 'Keeper', trust_level: 1, primary_group_id: group.id }));
    // And now whom leaving would change.
    for (const lost of ['They lose the title, if it is this one.', 'It is no longer their primary group.'])
      await row(page, lost)
        .filter({ hasText: /2\u2069? members have it now/ })
        .waitFor();
  });

  it('renames a group, reads its log, and deletes it', async () => {
    const group = await s.t.group({ owners: [rina], members: [tom] });
    const page = await s.open(admin, `/groups/${group.name}?tab=manage`);
    const name = unique('renamed');
    await page.getByLabel('Short name').fill(name);
    await button(page, 'Save').click();
    await heading(page, name);
    await page.waitForURL(`**/groups/${name}?**`);
    await page.getByRole('link', { name: /^Members ?\d/ }).click();
    await button(page, 'What to do with \u2068Tom Baker\u2069').click();
    await page.getByRole('menuitem', { name: 'Remove from the group' }).click();
    await row(page, 'Tom Baker').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Logs' }).click();
    await row(page, 'Short name').waitFor();
    await row(page, 'removed').waitFor();
    await page.getByLabel('To whom (username)').fill('tom');
    await row(page, 'Short name').waitFor({ state: 'detached' });
    expect(page.url()).toContain('target=tom');
    await page.getByRole('link', { name: 'Manage' }).click();
    await button(page, 'Delete the group').click();
    await page.getByRole('dialog').getByText('This cannot be undone.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the group' }).click();
    await heading(page, 'Groups');
    expect(await s.t.sql('select 1 from groups where id = $1', [group.id])).toEqual([]);
  });
});

it('pages through many members', async () => {
  const crowd = await s.t.group({ owners: [rina] });
  await s.t.sql(
    `with made as (insert into users (username, username_key, name, email, email_key, active, approved, trust_level, created_at, updated_at)
       select 'crowd' || i, 'crowd' || i, 'Crowd', 'crowd' || i || '@example.net', 'crowd' || i || '@example.net', true, true, 1, now(), now()
       from generate_series(100, 170) i returning id, username_key)
     insert into group_users (group_id, user_id, username_key, created_at) select $1, id, username_key, now() from made`,
    [crowd.id],
  );
  const page = await s.open(rina, `/groups/${crowd.name}`);
  await page.getByText('@crowd100').waitFor();
  expect(await page.getByText('@crowd170').count()).toBe(0);
  await button(page, 'Show more').click();
  await page.getByText('@crowd158').waitFor();
  await button(page, 'Show more').click();
  await page.getByText('@crowd170').waitFor();
  expect(await button(page, 'Show more').count()).toBe(0);
});

describe('looks right', () => {
  const shown = (page: Page) => page.locator('.list li').first().waitFor();
  it('directory and a group', async () => {
    await s.look('groups', admin, '/groups', shown);
    await s.look('add-users', rina, '/groups/readers', async (page, seen) => {
      await shown(page);
      await seen('group-owner');
      await page.getByRole('button', { name: /^(Add Users|הוספת משתמשים)$/ }).click();
      await page.getByRole('dialog').locator('#people').fill('tom, nobody-here');
    });
  });
  it('requests, logs', async () => {
    await s.t.as(tom).post('/groups/readers/request_membership.json', { reason: 'I have read Momo three times.' });
    await s.look('group-requests', rina, '/groups/readers?tab=requests', shown);
    await s.look('group-logs', rina, '/groups/readers?tab=logs', shown);
  });
  it('manage', async () => {
    const ready = (page: Page) =>
      page.locator('.group-form .notice, .group-form button[type=submit]').first().waitFor();
    await s.look('manage-profile', rina, '/groups/readers?tab=manage', ready);
    await s.look('manage-effects', admin, '/groups/readers?tab=manage&part=membership', ready);
    await s.look('manage-interaction', rina, '/groups/readers?tab=manage&part=interaction', ready);
  });
  it('a new group, one that may not be managed, an automatic one', async () => {
    await s.look('new-group', admin, '/groups/custom/new', (page) => page.locator('form').waitFor());
    await s.look('group-moderator', moderator, '/groups/readers', (page) => page.locator('.notice').waitFor());
    await s.look('group-automatic', admin, '/groups/staff', shown);
  });
});
